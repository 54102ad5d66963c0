// `vip resolve`: what an application would get for a name, and why.
import { clientCommand, requireHostName } from './client-command.ts'
import { clientText } from './client-text.ts'
import { exitStatus } from './command.ts'
import { resolutionText } from './peers-text.ts'

export const resolve = clientCommand({
  help: clientText.resolveHelp,
  words: { least: 1, most: 1, missing: clientText.needsName },
  flags: ['physical'],
  check: ([name]) => requireHostName(name),
  async talk({ client, checked: name, flags, print }) {
    const physical = flags.has('physical')
    const resolution = await client.call('resolve', { name, physical })
    print(resolution, resolutionText(resolution, physical))
    const isAnswered = resolution.kind === 'vip' || resolution.kind === 'legacy'
    return isAnswered ? exitStatus.done : exitStatus.failed
  },
})
