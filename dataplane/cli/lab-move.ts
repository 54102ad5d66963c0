// `vip lab move`: a host changes its network, or both do in the same moment.
import { parseArgs } from 'node:util'
import { openLab } from '../lab/lab.ts'
import { RunDirectory } from '../lab/run-directory.ts'
import { exitStatus } from './command.ts'
import type { Command } from './command.ts'
import { labOption, requireFamilies, requireMoves } from './lab-arguments.ts'
import { labText } from './lab-text.ts'
import { thisProgramName } from './program-name.ts'

const options = {
  ...labOption,
  'make-before-break': { type: 'boolean', default: false },
  family: { type: 'string', default: 'both' },
  json: { type: 'boolean', default: false },
} as const

export const labMove: Command = {
  help: labText.moveHelp,
  async run(argv) {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true })
    const moves = requireMoves(positionals)
    const kind = values['make-before-break'] ? 'make-before-break' : 'break-before-make'
    const families = requireFamilies(values.family)
    const lab = openLab(new RunDirectory(values.lab))
    const begunAt = performance.now()
    await Promise.all(
      moves.map(async ({ host, lan }) => {
        const told = await lab.move(host, lan, kind, families)
        const elapsedMs = performance.now() - begunAt
        const moved = { host, lan, milliseconds: elapsedMs }
        process.stdout.write(
          values.json
            ? `${JSON.stringify({ host, lan, kind, elapsedMs, told })}\n`
            : lab.plan.mode === 'static'
              ? labText.moved(host, lan, elapsedMs, told)
              : labText.movedWithHelper({ ...moved, vip: thisProgramName(), lab: values.lab }),
        )
      }),
    )
    return exitStatus.done
  },
}
