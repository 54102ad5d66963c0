// `vip lab up`: brings the lab up, and with --foreground stays with it.
import { parseArgs } from 'node:util'
import type { LabPlan } from '../contract/lab-status.ts'
import type { LabHost } from '../lab/address-plan.ts'
import { bringUp } from '../lab/bring-up.ts'
import type { LabPrograms } from '../lab/bring-up.ts'
import type { Lab } from '../lab/lab.ts'
import { lastWords } from '../lab/lab-program.ts'
import { RunDirectory } from '../lab/run-directory.ts'
import { nameServerLog } from '../lab/name-server.ts'
import { UsageError, exitStatus } from './command.ts'
import type { Command, ExitStatus } from './command.ts'
import { labOption, refuseMore, requireNameServer } from './lab-arguments.ts'
import { labText } from './lab-text.ts'
import { text } from './text.ts'
import { thisProgramName } from './program-name.ts'

const options = {
  ...labOption,
  static: { type: 'boolean', default: false },
  nameserver: { type: 'string' },
  foreground: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const

export const labUp: Command = {
  help: labText.upHelp,
  async run(argv) {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true })
    refuseMore(positionals, 0)
    const plan = planOf(values)
    const begunAt = performance.now()
    // Asked before there is anything to end, so that Ctrl-C during the start ends in order too.
    const asked = values.foreground ? signalled() : undefined
    const brought = await bringUp(new RunDirectory(values.lab), plan, values.foreground)
    const { lab, outcome } = brought
    if (values.json) {
      process.stdout.write(`${JSON.stringify({ outcome, ...(await lab.status()) })}\n`)
    }
    if (outcome === 'already-up') {
      if (!values.json) process.stdout.write(labText.alreadyUp(values.lab))
      return exitStatus.done
    }
    if (asked === undefined) {
      if (!values.json) {
        const told = labText.startedAs(outcome, values.lab) + labText.notListening(lab.services)
        process.stdout.write(told)
      }
      return exitStatus.done
    }
    if (!values.json) {
      const vip = thisProgramName()
      const elapsedMs = performance.now() - begunAt
      process.stdout.write(labText.runsNow(await lab.status(), elapsedMs, vip))
    }
    return stay(lab, brought.programs, asked)
  },
}

/** @throws UsageError */
function planOf(values: { static: boolean; nameserver?: string }): LabPlan {
  if (!values.static) {
    return { mode: 'helpers', nameServer: requireNameServer(values.nameserver ?? 'vip') }
  }
  if (values.nameserver !== undefined) throw new UsageError(labText.staticHasNoNameServer)
  return { mode: 'static' }
}

/** Resolves with the first signal that asks to end; the signals do not end the process any more. */
async function signalled(): Promise<'asked'> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => resolve('asked'))
    }
  })
}

/** Until a signal asks to end, or the lab is ended by somebody else. */
async function stay(lab: Lab, programs: LabPrograms, asked: Promise<'asked'>): Promise<ExitStatus> {
  const { name } = lab.directory
  let isEnding = false
  for (const machine of ['a', 'b', 'r'] as const) {
    programs[machine]?.once('exit', (_, signal) => {
      const words = signal ?? lastWords(logOf(lab, machine))
      // When all of the lab ends, the end of one of its programs is seen first.
      void canRunOn(lab, machine).then((isAlone) => {
        if (!isAlone || isEnding) return
        process.stderr.write(labText.programEnded(lab.plan.mode, machine, words))
      })
    })
  }
  const killed = lab.sandbox.whenEnded().then(() => 'killed' as const)
  const cause = await Promise.race([asked, killed])
  isEnding = true
  await lab.takeDown()
  if (cause === 'killed') {
    process.stderr.write(text.failure(labText.killed(name)))
    return exitStatus.failed
  }
  process.stdout.write(labText.ended(name))
  return exitStatus.done
}

function logOf({ directory }: Lab, machine: LabHost | 'r'): string {
  return machine === 'r' ? nameServerLog(directory) : directory.file(`${machine}.log`)
}

/** Never rejects. */
async function canRunOn(lab: Lab, machine: LabHost | 'r'): Promise<boolean> {
  try {
    return (await lab.sandbox.run(machine, ['true'])).status === 0
  } catch {
    return false
  }
}
