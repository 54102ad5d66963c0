import { expect, it } from 'vitest'
import { groupsOf } from './profile-groups.ts'

it('sums what perf reports by what it was spent on', () => {
  const report = [
    '# Overhead;Shared Object;Symbol',
    '11.11;[kernel.kallsyms];[k] _copy_from_iter',
    ' 9.01%  ;[kernel.kallsyms];[k] _copy_to_iter                                  ;-      -            ',
    '10.09;[kernel.kallsyms];[k] finish_task_switch.isra.0',
    '1.99;tun-tap.node;[.] ..@497._16_blocks_ok',
    '1.64;tun-tap.node;[.] vip::(anonymous namespace)::addAvx2<true>',
    '0.40;node;[.] uv__io_poll',
    'not a line of it',
  ].join('\n')
  const { shares, functions } = groupsOf(report)
  expect(shares.map(({ group, percent }) => [group, Math.round(percent * 100) / 100])).toEqual([
    ['kernel: copies between kernel and helper', 20.12],
    ['kernel: waking, sleeping, switching threads', 10.09],
    ['helper: cipher', 1.99],
    ['helper: sums, cutting and merging segments', 1.64],
    ['helper: Node', 0.4],
  ])
  expect(functions[0]).toEqual({ group: '_copy_from_iter', percent: 11.11 })
})
