// `vip lab link`: makes a link as bad as a real one, and good again.
import { parseArgs } from 'node:util'
import { linkDirections } from '../contract/link-settings.ts'
import { EmulatedLink, isPerfect } from '../lab/emulated-link.ts'
import { openLab } from '../lab/lab.ts'
import { RunDirectory } from '../lab/run-directory.ts'
import { UsageError, exitStatus } from './command.ts'
import type { Command } from './command.ts'
import {
  labOption,
  parseLinkSettings,
  parseSeed,
  refuseMore,
  requireLanOf,
  requireMachine,
} from './lab-arguments.ts'
import { labText } from './lab-text.ts'

const word = { type: 'string' } as const
const options = {
  ...labOption,
  ...{ delay: word, jitter: word, loss: word, reorder: word, duplicate: word, rate: word },
  ...{ direction: word, seed: word },
  clear: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const

export const labLink: Command = {
  help: labText.linkHelp,
  async run(argv) {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true })
    refuseMore(positionals, 2)
    const machine = requireMachine(positionals[0])
    const lan = requireLanOf(machine, positionals[1])
    const settings = parseLinkSettings(values)
    const seed = parseSeed(values.seed)
    const directions = parseDirection(values.direction)
    const lab = openLab(new RunDirectory(values.lab))
    const link = new EmulatedLink(lab.sandbox, lab.directory, { machine, lan })
    if (values.clear) await link.clear()
    if (Object.keys(settings).length > 0) await link.impair({ settings, directions, seed })
    let state = await link.read()
    if (state !== undefined && isPerfect(state)) {
      // It costs time and does nothing any more.
      await link.clear()
      state = undefined
    }
    const place = { host: machine, lan }
    if (state === undefined) {
      const json = { ...place, state: 'perfect' }
      const sentence = labText.linkIsPerfect(machine, lan)
      process.stdout.write(values.json ? `${JSON.stringify(json)}\n` : sentence)
    } else {
      const status = { ...place, state: 'running' as const, ...state }
      process.stdout.write(values.json ? `${JSON.stringify(status)}\n` : labText.link(status))
    }
    return exitStatus.done
  },
}

function parseDirection(said: string | undefined) {
  if (said === undefined) return linkDirections
  const direction = linkDirections.find((name) => name === said)
  if (direction === undefined) throw new UsageError(labText.badValue('--direction', said))
  return [direction]
}
