// `vip status`: this host.
import { systemClock } from '../lib/clock.ts'
import { clientCommand } from './client-command.ts'
import { clientText } from './client-text.ts'
import { exitStatus } from './command.ts'
import { statusText } from './status-text.ts'

export const status = clientCommand({
  help: clientText.statusHelp,
  async talk({ client, print }) {
    for (const change of await client.facts('status')) {
      if (change.collection !== 'status') continue
      print(change.value, statusText(change.value, systemClock.wallMs()))
    }
    return exitStatus.done
  },
})
