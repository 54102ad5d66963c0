// `vip key`: this host's public key.
import { clientCommand } from './client-command.ts'
import { clientText } from './client-text.ts'
import { exitStatus } from './command.ts'
import { trustText } from './trust-text.ts'

export const key = clientCommand({
  help: clientText.keyHelp,
  async talk({ client, print }) {
    const own = await client.call('key', {})
    print(own, trustText.key(own))
    return exitStatus.done
  },
})
