// `vip ddns`: what DNS is told of this host; and publishing it once more, or removing it.
import { clientCommand } from './client-command.ts'
import { clientText } from './client-text.ts'
import { UsageError, exitStatus } from './command.ts'
import { ddnsText } from './ddns-text.ts'

export const ddns = clientCommand({
  help: clientText.ddnsHelp,
  flags: ['force', 'withdraw'],
  async talk({ client, flags, print }) {
    if (flags.has('force') && flags.has('withdraw')) {
      throw new UsageError(clientText.oneOfForceAndWithdraw)
    }
    const report =
      flags.size === 0
        ? await client.call('ddns', {})
        : await client.call('ddnsUpdate', { action: flags.has('force') ? 'force' : 'withdraw' })
    print(report, ddnsText.report(report))
    const isBad = report.state === 'failed' || (flags.size > 0 && report.problem !== null)
    return isBad ? exitStatus.failed : exitStatus.done
  },
})
