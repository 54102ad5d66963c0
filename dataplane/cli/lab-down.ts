// `vip lab down`: nothing of the lab is left, whatever was left before.
import { parseArgs } from 'node:util'
import { takeDown } from '../lab/take-down.ts'
import { RunDirectory } from '../lab/run-directory.ts'
import { exitStatus } from './command.ts'
import type { Command } from './command.ts'
import { labOption, refuseMore } from './lab-arguments.ts'
import { labText } from './lab-text.ts'

const options = { ...labOption, json: { type: 'boolean', default: false } } as const

export const labDown: Command = {
  help: labText.downHelp,
  async run(argv) {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true })
    refuseMore(positionals, 0)
    const name = values.lab
    const was = await takeDown(new RunDirectory(name))
    const sentence = {
      up: labText.ended,
      stale: labText.removedLeftovers,
      down: labText.alreadyDown,
    }
    process.stdout.write(
      values.json ? `${JSON.stringify({ name, state: 'down', was })}\n` : sentence[was](name),
    )
    return exitStatus.done
  },
}
