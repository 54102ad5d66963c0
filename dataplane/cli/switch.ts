// `vip up` and `vip down`: the toggle.
import { clientCommand } from './client-command.ts'
import { clientText } from './client-text.ts'
import { exitStatus } from './command.ts'

export const up = clientCommand({
  help: clientText.upHelp,
  async talk({ client, print }) {
    const result = await client.call('up', {})
    print(result, result.changed ? 'Mobility is on.\n' : 'Mobility was on already.\n')
    return exitStatus.done
  },
})

export const down = clientCommand({
  help: clientText.downHelp,
  async talk({ client, print }) {
    const result = await client.call('down', {})
    const told = result.changed
      ? 'Mobility is off; DNS and routes are as they were before.\n'
      : 'Mobility was off already.\n'
    print(result, told)
    return exitStatus.done
  },
})
