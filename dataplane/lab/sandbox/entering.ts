// Running a command inside a sandbox and being, for its caller, that command: standard input and
// output, terminal, exit status and signals pass through.
//
// A process namespace takes in new processes only, so somebody stays outside and waits. nsenter(1)
// can do that, but Ctrl-C, which a terminal sends to all of a process group, would end it before
// the command. unshare(1), asked to unshare nothing, waits through SIGINT and SIGTERM, ends as the
// command did, and takes the command along when it is killed. Other signals go to the command, its
// one child, directly.
//
// What waits sees the sandbox's /proc, in which it is not itself, and its children are born into
// another process namespace. The runtime of a sanitizer gets through neither: it finds its options
// by /proc/self and, when it looks for leaks at exit, waits forever for a thread that takes its
// parent for dead. So LD_PRELOAD is for the command alone.
import { spawn } from 'node:child_process'
import type { ChildProcess, SpawnOptions } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { constants } from 'node:os'
import { identifyProcess } from './process-identity.ts'
import type { ProcessIdentity } from './process-identity.ts'

export interface Entrance {
  readonly keeper: ProcessIdentity
  readonly rootless: boolean
  /** A process of the host, by its number inside the sandbox. */
  readonly hostPid: number
}

export function enter(
  entrance: Entrance,
  argv: readonly string[],
  options: SpawnOptions,
): ChildProcess {
  const { keeper, rootless, hostPid } = entrance
  // Looked up in the sandbox's own /proc: a number there means nothing once the sandbox has ended.
  const namespaces = `/proc/${keeper.pid}/root/proc/${hostPid}/ns`
  const directory = String(options.cwd ?? process.cwd())
  const { LD_PRELOAD: preload, ...env } = options.env ?? process.env
  const command = preload === undefined ? argv : ['env', `LD_PRELOAD=${preload}`, ...argv]
  const child = spawn(
    'nsenter',
    [
      ...(rootless ? ['--user', '--preserve-credentials'] : []),
      ...['--target', String(keeper.pid), '--pid', '--no-fork'],
      ...[`--mount=${namespaces}/mnt`, `--net=${namespaces}/net`],
      ...['--', 'unshare', '--fork', '--kill-child', `--wd=${directory}`, '--', ...command],
    ],
    { ...options, env, cwd: '/' },
  )
  const killWaiting = child.kill.bind(child)
  child.kill = (signal = 'SIGTERM') => {
    // A command that was killed so takes unshare (before 2.39) for a failure of its own. The other
    // way round both end at once, and the caller sees why.
    if (signal === 'SIGKILL' || signal === constants.signals.SIGKILL) return killWaiting(signal)
    const entered = onlyChildOf(child.pid)
    if (entered === undefined) return killWaiting(signal)
    try {
      return process.kill(entered, signal)
    } catch {
      return false
    }
  }
  return child
}

/**
 * What stands outside for the commands in a sandbox, whoever entered them. To be killed before the
 * keeper: unshare (before 2.39) complains of a command that was killed alone, and hides the signal.
 */
export function processesWaitingFor(keeper: ProcessIdentity): ProcessIdentity[] {
  const inside = namespaceOf(keeper.pid, 'pid')
  if (inside === undefined) return []
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && namespaceOf(pid, 'pid_for_children') === inside)
    .filter((pid) => namespaceOf(pid, 'pid') !== inside)
    .flatMap((pid) => identifyProcess(pid) ?? [])
}

/** Undefined when the process has ended or is another user's. */
function namespaceOf(pid: number, kind: 'pid' | 'pid_for_children'): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/${kind}`)
  } catch {
    return undefined
  }
}

/** proc_pid_task(5): `children` may miss some of several, but not one that is alone. */
function onlyChildOf(pid: number | undefined): number | undefined {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
    return children === '' ? undefined : Number(children.split(' ')[0])
  } catch {
    return undefined
  }
}
