// What the helper may do, and what others may do with its files.
import type { Check } from './check.ts'
import { ok } from './check.ts'
import type { Machine } from './machine.ts'

/** capabilities(7) by number, and what is lost without. */
const wanted: readonly { name: string; number: bigint; without: string }[] = [
  { name: 'CAP_NET_ADMIN', number: 12n, without: 'packets to VIPs cannot be carried' },
  {
    name: 'CAP_NET_BIND_SERVICE',
    number: 10n,
    without: 'the resolver cannot listen on port 53, unless ports below 1024 are open to all',
  },
]

export interface HelperFiles {
  hostKey: string
  knownHosts: string
  runDirectory: string
}

export function permissionChecks(machine: Machine, files: HelperFiles): Check[] {
  const faults = [...rightFaults(machine), ...fileFaults(machine, files)]
  if (faults.length > 0) return faults
  return [ok('permissions', 'The helper has the rights it needs, and its files are its own.')]
}

function rightFaults(machine: Machine): Check[] {
  const present = machine.capabilities()
  const missing = wanted.filter(({ number }) => (present & (1n << number)) === 0n)
  return missing.map(({ name, without }) => ({
    code: 'rights',
    severity: name === 'CAP_NET_ADMIN' ? 'error' : 'warning',
    text: `The helper runs without the right ${name}: ${without}.`,
    remedy: 'Start it as root, or as a service with that right (AmbientCapabilities in its unit).',
  }))
}

function fileFaults(machine: Machine, { hostKey, knownHosts, runDirectory }: HelperFiles): Check[] {
  const rules = [
    { path: hostKey, forbidden: 0o077, others: 'read', mode: '600' },
    { path: knownHosts, forbidden: 0o022, others: 'change', mode: '644' },
    { path: runDirectory, forbidden: 0o022, others: 'replace what is in', mode: '755' },
  ]
  return rules.flatMap(({ path, forbidden, others, mode }) => {
    const found = machine.fileAt(path)
    if (found === undefined || (found.mode & forbidden) === 0) return []
    return [
      {
        code: 'file-open',
        severity: 'error' as const,
        text: `Others may ${others} ${path}.`,
        remedy: `Close it: chmod ${mode} ${path}`,
      },
    ]
  })
}
