// Running a command inside a sandbox and being, for its caller, that command: standard input and
// output, terminal, exit status and signals pass through.
//
// nsenter(1) has to fork to enter a process namespace. It hands back the command's status and
// signal and stops and continues with it, but a signal sent to nsenter itself would end only
// nsenter. So signals go to its one child; and if nsenter is killed anyway, setpriv's --pdeathsig
// ends the command.
import { spawn } from 'node:child_process'
import type { ChildProcess, SpawnOptions } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { ProcessIdentity } from './process-identity.ts'

export interface Entrance {
  readonly keeper: ProcessIdentity
  readonly rootless: boolean
  /** A process of the host, by its number inside the sandbox. */
  readonly hostPid: number
}

// $1 directory, $2… command. nsenter goes to the namespace's root directory, and its own option for
// another one is younger than the distributions we run on.
const IN_DIRECTORY = 'cd -- "$1" && shift && exec setpriv --pdeathsig KILL -- "$@"'

export function enter(
  entrance: Entrance,
  argv: readonly string[],
  options: SpawnOptions,
): ChildProcess {
  const { keeper, rootless, hostPid } = entrance
  // Looked up in the sandbox's own /proc: a number there means nothing once the sandbox has ended.
  const namespaces = `/proc/${keeper.pid}/root/proc/${hostPid}/ns`
  const directory = String(options.cwd ?? process.cwd())
  const child = spawn(
    'nsenter',
    [
      ...(rootless ? ['--user', '--preserve-credentials'] : []),
      ...['--target', String(keeper.pid), '--pid'],
      ...[`--mount=${namespaces}/mnt`, `--net=${namespaces}/net`],
      ...['--', 'sh', '-c', IN_DIRECTORY, 'sh', directory, ...argv],
    ],
    { ...options, cwd: '/' },
  )
  const killNsenter = child.kill.bind(child)
  child.kill = (signal = 'SIGTERM') => {
    const command = onlyChildOf(child.pid)
    if (command === undefined) return killNsenter(signal)
    try {
      return process.kill(command, signal)
    } catch {
      return false
    }
  }
  return child
}

/** proc_pid_task(5): `children` may miss some of several, but not the one that nsenter has. */
function onlyChildOf(pid: number | undefined): number | undefined {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
    return children === '' ? undefined : Number(children.split(' ')[0])
  } catch {
    return undefined
  }
}
