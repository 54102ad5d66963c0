// What `vip ddns` and `vip status` tell people of dynamic DNS.
import type { DynamicDnsReport } from '../contract/calls.ts'
import type { Status } from '../contract/model.ts'
import { columns } from './columns.ts'
import { printable } from './printable.ts'
import { timeText } from './quantities.ts'

export const ddnsText = {
  /** One line. */
  state({ provider, state, lastUpdate }: Status['ddns']): string {
    if (provider === 'none') return "off: nobody is told of this host's addresses"
    const since = lastUpdate === null ? 'never updated' : `last updated ${timeText(lastUpdate)}`
    return `${provider}: ${stateWords[state]}, ${since}`
  },

  report(report: DynamicDnsReport): string {
    const { records, problem } = report
    const rows = records.flatMap(({ name, type, values }) =>
      values.map((value) => [`  ${printable(name)}`, type, printable(value)]),
    )
    return [
      `Dynamic DNS by ${ddnsText.state(report)}.\n`,
      ...(rows.length === 0 ? [] : ['\n', columns(rows)]),
      ...(problem === null
        ? []
        : [`\n${printable(problem.text)}\n  ${printable(problem.remedy)}\n`]),
    ].join('')
  },
}

const stateWords: Record<Status['ddns']['state'], string> = {
  off: 'off',
  current: 'current',
  updating: 'updating',
  failed: 'FAILED',
}
