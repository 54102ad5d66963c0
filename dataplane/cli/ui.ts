// `vip ui`: checks the words, and becomes the program that serves the pages to a browser.
import { parseArgs } from 'node:util'
import { becomeProgram } from './become-program.ts'
import { runDirectoryOf } from '../contract/default-places.ts'
import { UsageError } from './command.ts'
import type { Command } from './command.ts'
import { defaultLabName } from '../lab/lab-error.ts'
import { text } from './text.ts'

const options = {
  'run-dir': { type: 'string' },
  port: { type: 'string', default: '0' },
  'no-open': { type: 'boolean', default: false },
  lab: { type: 'boolean', default: false },
  'lab-name': { type: 'string', default: defaultLabName },
  json: { type: 'boolean', default: false },
} as const

const program = 'vip-ui.mjs'
const MAX_PORT = 65_535

export const ui: Command = {
  help: text.uiHelp,
  async run(argv) {
    const { values } = parseArgs({ args: [...argv], options })
    const { port } = values
    if (!/^\d{1,5}$/.test(port) || Number(port) > MAX_PORT) throw new UsageError(text.badPort(port))
    const flags = (['no-open', 'lab', 'json'] as const).filter((name) => values[name])
    return becomeProgram(
      program,
      ['--enable-source-maps'],
      [
        ...[`--run-dir=${runDirectoryOf(values['run-dir'], process.env)}`, `--port=${port}`],
        ...[`--lab-name=${values['lab-name']}`, ...flags.map((name) => `--${name}`)],
      ],
    )
  },
}
