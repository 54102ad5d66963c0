// Each check on a machine that exists on paper, in every outcome.
import { expect, test } from 'vitest'
import type { Status } from '../../contract/model.ts'
import { clockCheck } from './clock-check.ts'
import { leftoverCheck } from './leftover-check.ts'
import type { Machine } from './machine.ts'
import { permissionChecks } from './permission-checks.ts'
import { natCheck, portChecks } from './port-checks.ts'
import { resolverCheck } from './resolver-check.ts'

const ddns = { provider: 'none', state: 'off', lastUpdate: null, problem: null } as const
const status = { port: 10567, enabled: true, ddns } as Partial<Status> as Status
const allRights = (1n << 12n) | (1n << 10n)

interface Paper {
  udp?: readonly number[]
  rights?: bigint
  files?: Record<string, { mode?: number; changedAtMs?: number }>
  names?: readonly string[]
  /** Of /etc/resolv.conf and of systemd-resolved. */
  nameServers?: readonly string[]
  resolved?: readonly string[]
}

function machine({
  udp = [10567],
  rights = allRights,
  files = {},
  names = [],
  nameServers = [],
  resolved = [],
}: Paper = {}): Machine {
  return {
    openUdpPorts: () => new Set(udp),
    capabilities: () => rights,
    fileAt: (path) => {
      const file = files[path]
      return file && { mode: file.mode ?? 0o600, changedAtMs: file.changedAtMs ?? 0 }
    },
    textOf: (path) =>
      (path === '/etc/resolv.conf' ? nameServers : resolved)
        .map((address) => `nameserver ${address}\n`)
        .join(''),
    namesIn: () => names,
  }
}

const outcomes = (checks: readonly { code: string; severity: string }[]) =>
  checks.map(({ code, severity }) => `${code} ${severity}`)

test('the port: open and heard on, open and silent, closed, off', () => {
  expect(outcomes(portChecks(status, machine(), true))).toEqual(['port ok'])
  const [silent] = portChecks(status, machine(), false)
  expect(silent?.severity).toBe('info')
  expect(silent?.remedy).toContain('10567')
  expect(outcomes(portChecks(status, machine({ udp: [53] }), false))).toEqual(['port error'])
  const off = { ...status, enabled: false }
  expect(outcomes(portChecks(off, machine({ udp: [] }), false))).toEqual(['port skipped'])
})

test('who is asked for names: VIP alone, others too, only others, one elsewhere', () => {
  const own = '127.105.67.1'
  const check = (paper: Paper, listen = `${own}:53`) =>
    resolverCheck({ ...status, resolver: { listen, upstream: [], counters: {} } }, machine(paper))
  expect(check({ nameServers: [own] }).severity).toBe('ok')
  const beside = check({ nameServers: [own, '192.0.2.53'] })
  expect(beside.severity).toBe('warning')
  expect(beside.text).toContain('also ask 192.0.2.53')
  expect(check({ nameServers: ['192.0.2.53'] }).severity).toBe('error')
  expect(check({}).text).toContain('ask no name server')
  // systemd-resolved stands between.
  expect(check({ nameServers: ['127.0.0.53'], resolved: [own] }).severity).toBe('ok')
  expect(check({ nameServers: ['127.0.0.53'], resolved: ['192.0.2.53'] }).severity).toBe('error')
  expect(check({ nameServers: [own] }, `${own}:5353`).severity).toBe('skipped')
})

test('a NAT: none, one, nobody has said', () => {
  const own = '192.0.2.1:10567'
  expect(natCheck(status, []).severity).toBe('skipped')
  expect(natCheck(status, [{ peer: 'b', seen: own, own }]).severity).toBe('ok')
  const seen = '203.0.113.9:4711'
  const behind = natCheck(status, [
    { peer: 'b', seen: own, own },
    { peer: 'c', seen, own },
  ])
  expect(behind.severity).toBe('warning')
  expect(behind.text).toContain(`c sees this computer at ${seen}`)
})

test('the clock: behind, agreed with the name server, set by a time server, not known', () => {
  const nowMs = 1_000_000_000_000
  const check = (files: Paper['files'], given: Partial<Status['ddns']> = {}) =>
    clockCheck(
      { ...status, ddns: { ...ddns, ...given } },
      machine({ ...(files && { files }) }),
      '/key',
      nowMs,
    ).severity
  const updated = { provider: 'rfc2136', state: 'current', lastUpdate: nowMs } as const
  expect(check({ '/key': { changedAtMs: nowMs + 1 } }, updated)).toBe('error')
  expect(check({ '/key': { changedAtMs: nowMs } }, updated)).toBe('ok')
  expect(check({}, { ...updated, state: 'failed' })).toBe('skipped')
  const heard = (ageMs: number) => ({
    '/run/systemd/timesync/synchronized': { changedAtMs: nowMs - ageMs },
  })
  expect(check(heard(1000))).toBe('ok')
  expect(check(heard(100_000_000))).toBe('skipped')
  expect(check({})).toBe('skipped')
})

test('permissions: rights that are missing, files that others may touch', () => {
  const paths = { hostKey: '/key', knownHosts: '/known', runDirectory: '/run' }
  const check = (paper: Paper) => outcomes(permissionChecks(machine(paper), paths))
  const closed = { '/key': { mode: 0o600 }, '/known': { mode: 0o644 }, '/run': { mode: 0o755 } }
  expect(check({ files: closed })).toEqual(['permissions ok'])
  expect(check({ files: {} })).toEqual(['permissions ok'])
  expect(check({ rights: 1n << 12n })).toEqual(['rights warning'])
  expect(check({ rights: 0n })).toEqual(['rights error', 'rights warning'])
  expect(check({ files: { ...closed, '/key': { mode: 0o640 } } })).toEqual(['file-open error'])
  expect(check({ files: { ...closed, '/known': { mode: 0o664 } } })).toEqual(['file-open error'])
  expect(check({ files: { ...closed, '/run': { mode: 0o777 } } })).toEqual(['file-open error'])
})

test('leftovers: none, an unfinished file, what could not be undone', () => {
  const check = (names: readonly string[], notUndone: readonly string[] = []) =>
    leftoverCheck(machine({ names }), ['/run'], notUndone)
  expect(check(['mappings.json', 'control.sock']).severity).toBe('ok')
  const unfinished = check(['mappings.json.0123456789ab'])
  expect(unfinished.severity).toBe('info')
  expect(unfinished.text).toContain('/run/mappings.json.0123456789ab')
  const broken = check([], ['a rule (EPERM)'])
  expect(broken.severity).toBe('error')
  expect(broken.remedy).toContain('vip cleanup')
})
