// What most tests begin with: two hosts that have keys, have talked, and know their round trip.
import type { PathQuality } from '../../lib/lossy-network.ts'
import type { SimulatedHost } from './simulated-host.ts'
import { World } from './world.ts'

/** Places of a and b: IPv4 each, the number before it is how often the host has moved. */
export const at = {
  a: ['192.0.2.1', '192.0.2.101', '192.0.2.201'],
  b: ['198.51.100.1', '198.51.100.101', '198.51.100.201'],
  a6: '2001:db8::1:1',
  b6: '2001:db8::2:1',
} as const

export const endpointOf = (address: string) =>
  address.includes(':') ? `[${address}]:10567` : `${address}:10567`

export interface TwoHosts {
  world: World
  a: SimulatedHost
  b: SimulatedHost
}

/** A round trip of 20 ms, which both know; DNS takes 1 ms. A packet has just passed each way. */
export async function twoHosts(
  options: { a?: readonly string[]; b?: readonly string[]; quality?: PathQuality } = {},
): Promise<TwoHosts> {
  const world = new World(1, options.quality)
  const a = world.host('a', ...(options.a ?? [at.a[0]]))
  const b = world.host('b', ...(options.b ?? [at.b[0]]))
  world.connect(a, b)
  a.roundTrips.set(b.name, 20)
  b.roundTrips.set(a.name, 20)
  world.send(a, b)
  world.send(b, a)
  await world.run(100)
  return { world, a, b }
}

/** Both ways once: whether it arrived there, and here. */
export async function passes({ world, a, b }: TwoHosts): Promise<[boolean, boolean]> {
  const [forth, back] = [world.send(a, b), world.send(b, a)]
  await world.run(50)
  return [b.received.has(forth), a.received.has(back)]
}

/** Messages of a kind that a host has sent, as `after milliseconds → endpoint`. */
export function sentBy(host: SimulatedHost, type: string, sinceMs = 0): string[] {
  return host.sent
    .filter(({ message, atMs }) => message.type === type && atMs >= sinceMs)
    .map(({ atMs, endpoint }) => `${Math.round(atMs - sinceMs)} → ${endpoint ?? 'preferred'}`)
}
