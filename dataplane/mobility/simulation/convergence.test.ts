// Whatever moves, sleeps, flaps or restarts, whatever the network and DNS lose: once it is over and programs send, packets
// pass both ways within seconds, tables agree with where hosts are, and nobody was given what was not theirs.
//
// A failing run says its seed; VIP_SIMULATION_SEED=<seed> runs that one alone, VIP_SIMULATION_RUNS=10000 more of them.
import { expect, it } from 'vitest'
import type { SimulatedHost } from './simulated-host.ts'
import { calm, partnerMs, unrestOf } from './unrest.ts'
import type { Pair, Unrest } from './unrest.ts'

const runs = Number(process.env['VIP_SIMULATION_RUNS'] ?? 1000)
const only = process.env['VIP_SIMULATION_SEED']
const seeds = only === undefined ? Array.from({ length: runs }, (_, at) => at + 1) : [Number(only)]

/** Until packets pass both ways: a peer that is asked about by its lease is asked about each 5 s. */
const convergesWithinMs = 15_000

async function run(seed: number): Promise<void> {
  const unrest = unrestOf(seed)
  const { world, pairs, lastsMs } = unrest
  await world.run(lastsMs)
  // What was begun ends: sleepers wake, links come back.
  await world.run(partnerMs + 40_000)
  calm(world)
  const streams = pairs.map(({ one, other }) => world.stream(one, other, 200, 'udp'))
  await world.run(withinMs(unrest))
  const sinceMs = world.clock.nowMs()
  await world.run(3000)
  for (const pair of pairs) expectPassing(pair, sinceMs)
  for (const stream of streams) stream.stop()
  await world.run(1000)
  for (const { one, other } of pairs) {
    expectAgreement(unrest, one, other)
    expectAgreement(unrest, other, one)
  }
  for (const host of world.hosts) expectHonest(host)
  expectBoundedWork(unrest)
  world.stop()
  for (const { clock } of world.hosts) expect(clock.waiting, 'timers after stop').toBe(0)
}

/** Where a NAT lets nobody in, only the host behind it can begin, once its lease has run out. */
function withinMs({ world }: Unrest): number {
  const isRestricted = world.network.nats.some((nat) => nat.isRestricted)
  return convergesWithinMs + (isRestricted ? partnerMs : 0)
}

function expectPassing({ one, other }: Pair, sinceMs: number): void {
  const newest = (host: SimulatedHost, peer: SimulatedHost) =>
    host.lastReceivedMs.get(peer.name) ?? 0
  expect(newest(one, other), `${one.name} hears ${other.name}`).toBeGreaterThan(sinceMs)
  expect(newest(other, one), `${other.name} hears ${one.name}`).toBeGreaterThan(sinceMs)
}

/** The peer's packets go to an endpoint that is the host's now, and table and packet path have the same. */
function expectAgreement({ world }: Unrest, host: SimulatedHost, peer: SimulatedHost): void {
  const believed = peer.endpoints.of(host.name)
  expect(peer.associations.endpointsOf(host.name)).toEqual(believed)
  const used = believed.find((endpoint) => peer.hasPath(endpoint)) ?? ''
  const inner = world.network.behind(used) ?? ''
  expect(host.attached, `${peer.name} sends to ${host.name} at ${used}`).toContain(inner)
}

function expectHonest(host: SimulatedHost): void {
  expect(host.misdelivered).toEqual([])
  expect(host.repeated).toEqual([])
}

/** In ten minutes of trouble and for each change: Hints at 1 s at most to 8 endpoints each, and questions likewise. */
function expectBoundedWork({ world, changes, lastsMs }: Unrest): void {
  const hints = world.hosts
    .flatMap(({ sent }) => sent)
    .filter(({ message }) => message.type === 'hint')
  const partnerships = world.hosts.length ** 2
  const seconds = (lastsMs + partnerMs * 3) / 1000
  expect(hints.length).toBeLessThan(partnerships * (seconds + changes() * 15))
  expect(world.dns.questions).toBeLessThan(partnerships * (seconds / 2 + changes() * 10))
}

it(
  `hosts find each other in ${seeds.length} seeded runs`,
  { timeout: seeds.length * 1000 },
  async () => {
    for (const seed of seeds) {
      const replay = `seed ${seed}: run again with VIP_SIMULATION_SEED=${seed}`
      const fault = await run(seed).catch((cause: unknown) => cause)
      expect(fault, replay).toBeUndefined()
    }
  },
)
