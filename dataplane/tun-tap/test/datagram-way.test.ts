// The ways of datagrams against the real kernel, in namespaces of their own, with iproute2 as the model.
import { beforeEach, describe, expect, it } from 'vitest'
import type { DatagramWay } from '../datagram-way.ts'
import { noNamespaceReason, runScenario } from './network-namespace.ts'

beforeEach((context) => {
  if (noNamespaceReason !== null) context.skip(noNamespaceReason)
})

async function resultOf<Result>(
  scenario: string,
  wrapper: readonly string[] = [],
): Promise<Result> {
  const { status, result, errors } = await runScenario(
    scenario,
    '',
    wrapper,
    'datagram-way-scenarios.ts',
  )
  expect({ status, errors }).toEqual({ status: 0, errors: '' })
  return result as Result
}

type Compared = Record<string, { ours: DatagramWay | null; theirs: Partial<DatagramWay> | null }>

describe('the way of a datagram', { timeout: 120_000 }, () => {
  it('is the one that iproute2 sees, with its source and its largest packet', async () => {
    const ways = await resultOf<Compared>('ways')
    for (const [address, { ours, theirs }] of Object.entries(ways)) {
      if (theirs === null) expect({ address, ours }).toEqual({ address, ours: null })
      else expect({ address, ...ours }).toMatchObject({ address, ...theirs })
    }
    const ours = Object.fromEntries(Object.entries(ways).map(([at, way]) => [at, way.ours]))
    expect(ours).toEqual({
      '192.0.2.77': { source: '192.0.2.1', mtuBytes: 1450 },
      '192.0.2.1': { source: '192.0.2.1', mtuBytes: 65_535 },
      '203.0.113.1': { source: '192.0.2.1', mtuBytes: 1300 },
      '203.0.113.65': { source: '192.0.2.2', mtuBytes: 1450 },
      // By the mark of the tunnel's own packets.
      '203.0.113.128': { source: '198.51.100.1', mtuBytes: 1500 },
      '240.0.0.1': null,
      '241.0.0.1': null,
      '242.0.0.1': null,
      '243.0.0.1': null,
      '2001:db8::99': { source: '2001:db8::1', mtuBytes: 1450 },
      '2001:db8:1::1': null,
      '2001:db8:2::1': null,
      '2001:db8:3::1': null,
      '2001:db8:4::1': { source: '2001:db8::1', mtuBytes: 1280 },
      '2001:db8:5::1': null,
    })
  })

  it('is that of the moment', async () => {
    const source = '192.0.2.1'
    const mtus = [1500, 1200, 1100].map((mtuBytes) => ({ source, mtuBytes }))
    expect(await resultOf('changes')).toEqual([null, ...mtus, null])
  })

  it('has the path MTU that the kernel learned, which is no route of the tables', async () => {
    const source = '192.0.2.1'
    const expected = { before: { source, mtuBytes: 1500 }, after: { source, mtuBytes: 1300 } }
    expect(await resultOf('learnedMtu')).toEqual(expected)
  })

  it('leaves no port open behind it', async () => {
    expect(await resultOf('openPorts')).toBe('')
  })

  it('can be asked for again after there was no file descriptor left', async () => {
    const few = ['prlimit', '--nofile=200']
    const [without, then] = await resultOf<string[]>('outOfDescriptors', few)
    expect(without).toMatch(/EMFILE|Too many open files/)
    expect(then).toBe('taken')
  })

  it('cannot be asked for while no port is left, which says nothing of the way', async () => {
    const [without, then] = await resultOf<string[]>('outOfPorts')
    expect(without).toMatch(/EAGAIN|temporarily unavailable/)
    expect(then).toBe('taken')
  })

  it('is not asked for with what is no endpoint, nor without the right to mark packets', async () => {
    const asRoot = await resultOf<string[]>('refusals')
    expect(asRoot.slice(0, 3)).toEqual(
      Array(3).fill(expect.stringMatching(/is no endpoint: give address:port/)),
    )
    // Its loopback is down.
    expect(asRoot[3]).toBe('taken')
    const withoutRights = ['setpriv', '--inh-caps=-all', '--bounding-set=-all']
    const [, , , refused] = await resultOf<string[]>('refusals', withoutRights)
    expect(refused).toMatch(/EPERM|not permitted/)
  })
})
