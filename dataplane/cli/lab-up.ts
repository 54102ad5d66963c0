// `vip lab up`: brings the lab up, and with --foreground stays with it.
import type { ChildProcess } from 'node:child_process'
import { parseArgs } from 'node:util'
import { labHosts } from '../lab/address-plan.ts'
import type { LabHost } from '../lab/address-plan.ts'
import { bringUp } from '../lab/bring-up.ts'
import type { Lab } from '../lab/lab.ts'
import { RunDirectory } from '../lab/run-directory.ts'
import { lastWords } from '../lab/tunnel.ts'
import { exitStatus } from './command.ts'
import type { Command, ExitStatus } from './command.ts'
import { labOption, refuseMore } from './lab-arguments.ts'
import { labText } from './lab-text.ts'
import { text } from './text.ts'
import { programName } from './program-name.ts'

const options = {
  ...labOption,
  foreground: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const

export const labUp: Command = {
  help: labText.upHelp,
  async run(argv) {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true })
    refuseMore(positionals, 0)
    const begunAt = performance.now()
    // Asked before there is anything to end, so that Ctrl-C during the start ends in order too.
    const asked = values.foreground ? signalled() : undefined
    const brought = await bringUp(new RunDirectory(values.lab), values.foreground)
    const { lab, outcome } = brought
    if (values.json) {
      process.stdout.write(`${JSON.stringify({ outcome, ...(await lab.status()) })}\n`)
    }
    if (outcome === 'already-up') {
      if (!values.json) process.stdout.write(labText.alreadyUp(values.lab))
      return exitStatus.done
    }
    if (asked === undefined) {
      if (!values.json) process.stdout.write(labText.startedAs(outcome, values.lab))
      return exitStatus.done
    }
    if (!values.json) {
      const vip = programName(
        process.env['VIP_CALLED_AS'],
        process.env['PATH'] ?? '',
        process.cwd(),
      )
      process.stdout.write(labText.runsNow(values.lab, performance.now() - begunAt, vip))
    }
    return stay(lab, brought.tunnels, asked)
  },
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
async function stay(
  lab: Lab,
  tunnels: Record<LabHost, ChildProcess>,
  asked: Promise<'asked'>,
): Promise<ExitStatus> {
  const { name } = lab.directory
  let isEnding = false
  for (const host of labHosts) {
    tunnels[host].once('exit', (_, signal) => {
      const words = signal ?? lastWords(lab.directory.file(`${host}.log`))
      // When all of the lab ends, a tunnel's end is seen first.
      void canRunOn(lab, host).then((isAlone) => {
        if (isAlone && !isEnding) process.stderr.write(labText.tunnelEnded(host, words))
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

/** Never rejects. */
async function canRunOn(lab: Lab, host: LabHost): Promise<boolean> {
  try {
    return (await lab.sandbox.run(host, ['true'])).status === 0
  } catch {
    return false
  }
}
