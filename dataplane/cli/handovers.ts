// `vip handovers`: the receipts of moves.
import { allHandovers } from '../client/all-handovers.ts'
import { clientCommand } from './client-command.ts'
import { clientText } from './client-text.ts'
import { UsageError, exitStatus } from './command.ts'
import { handoversText } from './handovers-text.ts'

export const handovers = clientCommand({
  help: clientText.handoversHelp,
  values: ['since'],
  check: (_, { since = '0' }) => {
    if (!/^\d{1,15}$/.test(since)) throw new UsageError(clientText.badSince(since))
    return Number(since)
  },
  async talk({ client, checked: since, print }) {
    const found = await allHandovers(client, since)
    print(found, handoversText(found))
    return exitStatus.done
  },
})
