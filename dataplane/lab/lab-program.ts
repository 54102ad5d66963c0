// A program that runs on a machine of the lab for as long as the lab is up: started, and awaited
// until it says that it is ready.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { LabMachine } from './address-plan.ts'
import type { Sandbox } from './sandbox/sandbox.ts'

export interface ProgramStart {
  machine: LabMachine
  argv: readonly string[]
  /** All that it gets on its standard input. */
  input?: string
  /** What it says on standard error is added there. */
  logPath: string
  /** Whether this line of its standard output, which is not read after it, says so. */
  isReady: (line: string) => boolean
}

/** Many times what any of them takes on a busy machine. */
const READY_WITHIN_MS = 20_000

export type Started =
  | { outcome: 'ready'; process: ChildProcess }
  /** It ended without having said so, or was ended since it took too long; its last words. */
  | { outcome: 'ended'; detail: string }

export async function startProgram(sandbox: Sandbox, start: ProgramStart): Promise<Started> {
  const child = spawnProgram(sandbox, start, 'pipe')
  const ended = once(child, 'exit')
  child.stdin?.on('error', () => {}).end(start.input ?? '')
  const stdout = child.stdout as Readable
  const tooLong = setTimeout(() => child.kill('SIGKILL'), READY_WITHIN_MS)
  const isReady = await saysReady(stdout, start.isReady)
  clearTimeout(tooLong)
  if (!isReady) {
    await ended
    return { outcome: 'ended', detail: lastWords(start.logPath) }
  }
  stdout.destroy()
  return { outcome: 'ready', process: child }
}

/** For a program that has nothing to say when it is ready; both its outputs go to the log. */
export function spawnSilentProgram(
  sandbox: Sandbox,
  start: Omit<ProgramStart, 'isReady' | 'input'>,
): ChildProcess {
  return spawnProgram(sandbox, start, 'log')
}

function spawnProgram(
  sandbox: Sandbox,
  { machine, argv, logPath }: Omit<ProgramStart, 'isReady'>,
  output: 'pipe' | 'log',
): ChildProcess {
  const log = openSync(logPath, 'a', 0o600)
  try {
    return sandbox.spawn(machine, argv, {
      stdio: output === 'pipe' ? ['pipe', 'pipe', log] : ['ignore', log, log],
      // Ctrl-C is for the lab, which ends its parts in order.
      detached: true,
      cwd: '/',
    })
  } finally {
    closeSync(log)
  }
}

async function saysReady(stdout: Readable, isReady: (line: string) => boolean): Promise<boolean> {
  for await (const line of createInterface({ input: stdout })) {
    if (isReady(line)) return true
  }
  return false
}

/** What a program of the lab wrote last to its log, without its own name and a final dot. */
export function lastWords(logPath: string): string {
  const last = readOrEmpty(logPath).trim().split('\n').at(-1) ?? ''
  // What unshare (before 2.39), which waits for the program, says when the program was killed.
  if (last.startsWith('unshare: sigprocmask')) return 'it was killed'
  const words = messageOf(last).replace(/^vip( [a-z]+)?: /, '')
  return words.replace(/\.$/, '') || 'it said nothing'
}

/** Helpers write their log as JSON, and why they cannot start in words. */
function messageOf(line: string): string {
  try {
    const { message } = JSON.parse(line) as { message?: unknown }
    return typeof message === 'string' ? message : line
  } catch {
    return line
  }
}

/** The log goes with the lab, which may be ending. */
function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
