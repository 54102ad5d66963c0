// `vip lab status`: what runs in the lab, and where. That it is down is an answer too, with status
// 0.
import { parseArgs } from 'node:util'
import type { LabStatus } from '../contract/lab-status.ts'
import { Lab } from '../lab/lab.ts'
import { RunDirectory } from '../lab/run-directory.ts'
import { exitStatus } from './command.ts'
import type { Command } from './command.ts'
import { labOption, refuseMore } from './lab-arguments.ts'
import { labText } from './lab-text.ts'

const options = { ...labOption, json: { type: 'boolean', default: false } } as const

export const labStatus: Command = {
  help: labText.statusHelp,
  async run(argv) {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true })
    refuseMore(positionals, 0)
    const directory = new RunDirectory(values.lab)
    const found = directory.read()
    const status: LabStatus =
      found.kind === 'up'
        ? await new Lab(directory, found.record).status()
        : { name: values.lab, state: 'down' }
    process.stdout.write(values.json ? `${JSON.stringify(status)}\n` : labText.status(status))
    return exitStatus.done
  },
}
