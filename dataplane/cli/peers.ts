// `vip peers`: each peer.
import { clientCommand } from './client-command.ts'
import { clientText } from './client-text.ts'
import { exitStatus } from './command.ts'
import { peersText } from './peers-text.ts'

export const peers = clientCommand({
  help: clientText.peersHelp,
  async talk({ client, print }) {
    const found = (await client.facts('peers'))
      .flatMap((change) =>
        change.collection === 'peers' && change.value !== null ? [change.value] : [],
      )
      .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    print(found, peersText(found))
    return exitStatus.done
  },
})
