// Netlink against the real kernel, in namespaces of their own, with iproute2 as the model.
// What runs inside is in `netlink-scenarios.ts`.
import { beforeEach, describe, expect, it } from 'vitest'
import type { NetworkEvent } from '../netlink.ts'
import type { Picture } from './iproute-model.ts'
import { noNamespaceReason, runScenario } from './network-namespace.ts'

const TEST_TIMEOUT_MS = 120_000

beforeEach((context) => {
  if (noNamespaceReason !== null) context.skip(noNamespaceReason)
})

async function resultOf<Result>(scenario: string, argument?: string): Promise<Result> {
  const { status, result, errors } = await runScenario(scenario, argument)
  expect({ status, errors }).toEqual({ status: 0, errors: '' })
  return result as Result
}

/** An event in a line, such as `address new 192.0.2.1`. */
function lineOf(event: NetworkEvent): string {
  switch (event.kind) {
    case 'snapshot':
      return `snapshot ${event.cause}`
    case 'link':
      return `link ${event.change} ${event.link.name}`
    case 'address':
      return `address ${event.change} ${event.address.address}`
    case 'route':
      return `route ${event.change} ${event.route.destination}`
  }
}

describe('watching', { timeout: TEST_TIMEOUT_MS }, () => {
  it('tells a snapshot, then every change, with the time of each', async () => {
    type Result = { startedUs: number; endedUs: number; events: NetworkEvent[]; difference: null }
    const { events, startedUs, endedUs, difference } = await resultOf<Result>('events')
    const lines = events.map(lineOf)
    expect(lines[0]).toBe('snapshot start')
    const inOrder = [
      ...['link new v0', 'address new 192.0.2.1', 'route new 192.0.2.0', 'route new 203.0.113.0'],
      ...['route removed 203.0.113.0', 'address removed 192.0.2.1', 'link removed v1'],
    ]
    expect(lines.filter((line) => inOrder.includes(line)).filter(isFirst)).toEqual(inOrder)
    const times = events.slice(1).map(({ atUs }) => atUs)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(times[0]).toBeGreaterThan(startedUs)
    expect(times.at(-1)).toBeLessThan(endedUs)
    expect(difference).toBeNull()
  })

  // 25 rounds of 12 random changes; the seed is in the name, and the same seed gives the same changes.
  it.for([1, 2, 3])('agrees with iproute2 after random changes, seed %i', async (seed) => {
    type Result = { changeCount: number; difference: Picture[] | null; deltas: number }
    const { changeCount, difference, deltas } = await resultOf<Result>('random', String(seed))
    expect(difference).toBeNull()
    expect(changeCount).toBe(300)
    expect(deltas).toBeGreaterThan(50)
  })

  it('knows what is left of a multipath route', async () => {
    expect(await resultOf('multipath')).toEqual({ before: [2], after: [1], difference: null })
  })

  it('has the truth again after the kernel dropped messages (ENOBUFS)', async () => {
    type Result = {
      dropped: number
      causes: string[]
      difference: Picture[] | null
      addresses: number
    }
    const { dropped, causes, difference, addresses } = await resultOf<Result>('kernelOverflow')
    expect(dropped).toBeGreaterThan(0)
    expect(difference).toBeNull()
    expect(causes).toContain('overflow')
    expect(addresses).toBeGreaterThanOrEqual(1000)
  })

  it('has the truth again after JavaScript was too slow, in bounded memory', async () => {
    type Result = {
      dropped: number
      causes: string[]
      toldCount: number
      difference: Picture[] | null
    }
    const result = await resultOf<Result>('queueOverflow')
    expect(result).toMatchObject({ dropped: 0, difference: null })
    expect(new Set(result.causes)).toEqual(new Set(['overflow']))
    // Of 12,000 messages: snapshots and what the queue holds, twice where the thread was still
    // handing over its last read when JavaScript came back.
    expect(result.toldCount).toBeLessThanOrEqual(2 * 4096)
  })

  it('stops at once, even from inside and twice', async () => {
    expect(await resultOf('stop')).toEqual({ toldAtMark: 1, toldAtEnd: 1 })
  })

  it('loses neither an error of the callback nor the events after it', async () => {
    expect(await resultOf('throwing')).toEqual({ isEveryErrorSeen: true, first: 'event 1' })
  })

  it('does not keep the process alive, nor crash it at its end', async () => {
    expect(await resultOf('exit', 'by itself')).toEqual({ how: 'by itself' })
    for (const how of ['at once', 'inside']) {
      const { status, errors } = await runScenario('exit', how)
      expect({ how, status, errors }).toEqual({ how, status: 0, errors: '' })
    }
  })

  it('survives the end of worker threads that watch', async () => {
    expect(await resultOf('workers')).toEqual({ ended: 10 })
  })
})

describe('requests', { timeout: TEST_TIMEOUT_MS }, () => {
  it('do what they say, and undo it', async () => {
    type Result = { full: Picture; empty: Picture }
    const { full, empty } = await resultOf<Result>('requests')
    expect(full.links).toContain('3 v0 1400 veth true true false false up')
    expect(full.addresses).toEqual(
      expect.arrayContaining([
        '3 192.0.2.1 24  global false false false',
        '3 198.51.100.1 32 198.51.100.2 global false false false',
        '3 2001:db8::1 64  global false false false',
        '3 2001:db8:7::1 64  global false false false',
      ]),
    )
    expect(full.routes).toEqual(
      expect.arrayContaining([
        '4 unicast 0.0.0.0/0 254 50 3 192.0.2.254  1300 1',
        '4 unicast 203.0.113.0/25 254 0 3 2001:db8::9   1',
        '4 unreachable 240.0.0.0/4 1000 0     1',
        '6 unicast 2001:db8:5::/48 254 1024 3 2001:db8::9   1',
      ]),
    )
    expect(full.routes.join('\n')).not.toContain('unicast 2001:db8:7::/64')
    const { addresses, routes, links } = empty
    const foreign = /192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|240\.|2001:db8/
    expect([...addresses, ...routes].filter((line) => foreign.test(line))).toEqual([])
    expect(links).toContain('1 lo 65536  false false true false down')
  })

  it('say what was asked and why it was refused', async () => {
    const expected: Record<string, RegExp> = {
      'address twice': /^EEXIST: cannot add the address 192\.0\.2\.1\/24 to v0: .+ \(EEXIST\)$/,
      'address not there': /^EADDRNOTAVAIL: cannot remove the address 192\.0\.2\.9\/24 from v0: /,
      'not an address': /"192\.0\.2" is no IPv4 or IPv6 address/,
      'prefix too long': /prefixLength must be a whole number from 0 to 32/,
      'no such interface': /^ENODEV: there is no interface "v9"$/,
      'MTU too small': /^EINVAL: cannot change the link v0: /,
      'gateway out of reach':
        /^ENETUNREACH: cannot add the route to 203\.0\.113\.0\/24 via 198\.51\.100\.1: /,
      'route not there':
        /^ESRCH: cannot remove the route to 203\.0\.113\.0\/24: there is no such route \(ESRCH\)$/,
    }
    const refused = await resultOf<Record<string, string>>('refusals')
    expect(Object.keys(refused)).toEqual(Object.keys(expected))
    for (const [name, pattern] of Object.entries(expected)) expect(refused[name]).toMatch(pattern)
  })

  it('need CAP_NET_ADMIN, where watching does not', async () => {
    const withoutRights = ['setpriv', '--inh-caps=-all', '--bounding-set=-all']
    const { status, result, errors } = await runScenario('unprivileged', '', withoutRights)
    expect({ status, errors }).toEqual({ status: 0, errors: '' })
    const { firstEvent, refused } = result as { firstEvent: string; refused: { address: string } }
    expect(firstEvent).toBe('snapshot')
    expect(refused.address).toMatch(/^EPERM: .*; this needs CAP_NET_ADMIN/)
  })
})

function isFirst(line: string, at: number, lines: string[]): boolean {
  return lines.indexOf(line) === at
}
