// The keeper: the first process of a sandbox, and what holds all of it. It is process 1 of its own
// process namespace, with mount and network namespaces of its own, so its end, by whatever cause,
// makes the kernel end every process of the sandbox and with them every interface, route and mount
// (pid_namespaces(7), network_namespaces(7)). Nothing has to be tidied up by anyone.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { LabError } from '../lab-error.ts'
import { identifyProcess } from './process-identity.ts'
import type { ProcessIdentity } from './process-identity.ts'

export interface Keeper {
  readonly identity: ProcessIdentity
  /** The process outside that waits for the keeper's end. */
  readonly warden: ChildProcess
  /** The keeper lives as long as any process holds this; the maker is the first. */
  readonly lifeline: Socket
  /** Made inside a user namespace, by a user who is not root. */
  readonly rootless: boolean
}

// Outside: waits for the keeper and then removes the directory that describes the sandbox, so that
// nothing is left even when the process that made it was killed. $1: that directory or nothing.
const WARDEN = `
directory=$1; shift
[ -z "$directory" ] || exec 4<"$directory"
# A shell tells of a killed child, and nobody may be listening any more.
exec 3>&2 2>/dev/null
"$@" 2>&3 3>&- 4<&-
status=$?
# Not the directory of another sandbox that has taken the place meanwhile.
if [ -n "$directory" ] && [ "$directory" -ef /proc/self/fd/4 ]; then
  rm -rf -- "$directory"
  rmdir -- "$(dirname -- "$directory")" 2>/dev/null
fi
exit $status`

// Inside. The number printed is the outer one: /proc is still the machine's when it is read. "cat"
// ends when nobody holds the other end of its standard input any more. Processes whose parents
// ended come to process 1; the kernel reaps them when it ignores SIGCHLD, which not every shell's
// trap can do.
const KEEPER = `
read -r pid rest </proc/self/stat || exit
mount -t proc proc /proc || exit
echo "$pid"
exec >/dev/null 2>&1
exec env --ignore-signal=CHLD cat`

const CAP_NET_ADMIN = 1n << 12n
const CAP_SYS_ADMIN = 1n << 21n

/**
 * Whether this process may make namespaces as it is, without a user namespace (capabilities(7)).
 */
export function canUnshareAsIs(): boolean {
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
  const wanted = CAP_SYS_ADMIN | CAP_NET_ADMIN
  return (BigInt(`0x${effective ?? '0'}`) & wanted) === wanted && process.getuid?.() === 0
}

export async function startKeeper(options: {
  name: string
  removeAfterwards?: string | undefined
}): Promise<Keeper> {
  const rootless = !canUnshareAsIs()
  const unshare = [
    'unshare',
    ...(rootless ? ['--user', '--map-root-user'] : []),
    ...['--mount', '--pid', '--net', '--fork', '--kill-child'],
    ...['--', 'sh', '-c', KEEPER, `vip-sandbox-${options.name}`],
  ]
  const warden = spawn(
    'sh',
    ['-c', WARDEN, `vip-warden-${options.name}`, options.removeAfterwards ?? '', ...unshare],
    // A session of its own: Ctrl-C in the terminal is for the owner, who ends the sandbox in order.
    { stdio: ['pipe', 'pipe', 'pipe'], detached: true, cwd: '/' },
  )
  const { stdin, stdout, stderr } = warden
  // The pipe's other end goes with the sandbox, which may be before we notice.
  stdin.on('error', () => {})
  const printed = await firstLine(stdout)
  const identity = identifyProcess(Number(printed))
  if (identity === undefined) {
    const complaint = (await text(stderr)).trim()
    throw forbidden(complaint || 'its first process ended at once', rootless)
  }
  stdout.destroy()
  stderr.destroy()
  // What watches the sandbox must not keep a program alive that has nothing else to do.
  warden.unref()
  const lifeline = stdin as Socket
  lifeline.unref()
  return { identity, warden, lifeline, rootless }
}

/** Undefined when the stream ends without a line. */
async function firstLine(stream: Readable): Promise<string | undefined> {
  for await (const line of createInterface({ input: stream })) return line
  return undefined
}

/**
 * Names the switch that forbids, where there is one, since the kernel only ever says "not
 * permitted".
 */
function forbidden(complaint: string, rootless: boolean): LabError {
  const missing = /(\w+): not found/.exec(complaint)?.[1]
  if (missing !== undefined) return new LabError({ code: 'program-missing', program: missing })
  const detail = complaint.split('\n').at(-1) ?? complaint
  if (!rootless) {
    const remedy = 'in a container, start it with the right to (for Docker: --privileged)'
    return new LabError({ code: 'namespaces-forbidden', detail, remedy })
  }
  const switches: [path: string, forbids: string, allow: string][] = [
    ['/proc/sys/kernel/apparmor_restrict_unprivileged_userns', '1', '0'],
    ['/proc/sys/kernel/unprivileged_userns_clone', '0', '1'],
    ['/proc/sys/user/max_user_namespaces', '0', '10000'],
  ]
  const closed = switches.find(([path, forbids]) => readSetting(path) === forbids)
  const remedy =
    closed === undefined
      ? 'run it as root'
      : `run it as root, or allow it with "sysctl -w ${closed[0].slice('/proc/sys/'.length).replaceAll('/', '.')}=${closed[2]}"`
  return new LabError({ code: 'namespaces-forbidden', detail, remedy })
}

function readSetting(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return undefined
  }
}
