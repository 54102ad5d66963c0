// What the specs of the lab know of the machine they run on: what a lab must leave as it was, and
// what this machine allows.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs'

const ROOT_ONLY = 'needs root'

/** Why a spec that needs root cannot run here, or undefined when it can. */
export const rootIsMissing = process.getuid?.() === 0 ? undefined : ROOT_ONLY

/** Everything of the machine that a lab could have touched; compare with `toEqual`. */
export function machineState(): Record<string, unknown> {
  const json = (...argv: string[]) =>
    JSON.parse(
      execFileSync('ip', ['-json', ...argv], { encoding: 'utf8' }) || '[]',
      // Lifetimes given by a router count down, and counters up.
      (key, value: unknown) => (/life_time$|^expires$/.test(key) ? undefined : value),
    ) as unknown
  return {
    links: json('link'),
    addresses: json('addr'),
    routes: [
      json('-4', 'route', 'show', 'table', 'all'),
      json('-6', 'route', 'show', 'table', 'all'),
    ],
    rules: [json('-4', 'rule'), json('-6', 'rule')],
    namespaces: json('netns'),
    mounts: readFileSync('/proc/self/mountinfo', 'utf8').split('\n').sort(),
    // A lab that somebody uses beside the specs is none of theirs.
    files: ['/run', '/etc', '/run/netns', '/run/vip-lab']
      .flatMap((directory) => namesIn(directory).map((name) => `${directory}/${name}`))
      .filter((path) => /netns|spec-|vip-lab\/\./.test(path))
      .sort(),
    forwarding: readFileSync('/proc/sys/net/ipv4/ip_forward', 'utf8'),
  }
}

/** Numbers and command lines of the processes whose command line contains `part`. */
export function processesWith(part: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map(
      (pid) =>
        `${pid} ${readOrEmpty(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ')}`,
    )
    .filter((line) => line.includes(part))
}

/** Processes that are in one of these network namespaces, given as `net:[…]`. */
export function processesIn(namespaces: readonly string[]): string[] {
  return readdirSync('/proc').filter((name) => {
    if (!/^\d+$/.test(name)) return false
    return namespaces.includes(readOrEmpty(() => readlinkSync(`/proc/${name}/ns/net`)))
  })
}

function namesIn(directory: string): string[] {
  return existsSync(directory) ? readdirSync(directory) : []
}

function readOrEmpty(read: () => string): string {
  try {
    return read()
  } catch {
    return '' // it ended meanwhile
  }
}
