// After a restart of the helper every peer gets new keys by one round trip (PROTOCOL section 6), however many of them
// are not there.
import { expect, it } from 'vitest'
import type { DnsName } from '../../wire/dns-name.ts'
import { maxRestartsAtOnce, restartLaneMs, usedInMs } from '../limits.ts'
import { Simulation, nameOf } from './simulation.ts'

/** x has agreed with peers that are not there any more, then with y; but used those after y. */
async function amongDead(seed: number, dead: number) {
  const simulation = new Simulation(seed)
  const x = simulation.host('x')
  const names = Array.from({ length: dead }, (_, at) => nameOf(`dead${at}`))
  for (const [at, name] of names.entries()) {
    const endpoint = `198.51.100.${at + 1}:10567`
    const vip = `241.0.0.${at + 1}`
    simulation.dns.publish(name, endpoint, vip)
    x.names.agree(name, { vip, localVip: x.ownVips.all[0] ?? '', oneSided: 'neither' })
    x.endpoints.set(name, [endpoint])
  }
  const y = simulation.host('y')
  await simulation.until(x.connect(y.name))
  await simulation.run(usedInMs * 2)
  for (const name of names) x.names.touch(name)
  await simulation.run(10)
  return { simulation, x, y }
}

/** How long packets to it are lost, at most a minute. */
async function lostMs(
  { clock, run }: { clock: Simulation['clock']; run: (ms: number) => Promise<void> },
  send: () => void,
  received: ReadonlyMap<DnsName, number>,
): Promise<number> {
  const startMs = clock.nowMs()
  while (received.size === 0 && clock.nowMs() - startMs < 60_000) {
    send()
    await run(5)
  }
  return clock.nowMs() - startMs
}

async function untilThere(
  { simulation, x, y }: Awaited<ReturnType<typeof amongDead>>,
  before = () => {},
) {
  y.received.clear()
  x.restart(true)
  before()
  const { clock } = simulation
  const run = (ms: number) => simulation.run(ms)
  return lostMs({ clock, run }, () => x.tunnel.sendData(y.name), y.received)
}

it('dead peers hold the lanes for a moment each', async () => {
  for (const dead of [0, 15, 16, 48, 160]) {
    const world = await amongDead(1, dead)
    const bound = 60 + Math.floor(dead / maxRestartsAtOnce) * restartLaneMs
    expect(await untilThere(world), `${dead} dead peers`).toBeLessThan(bound)
  }
})

it('the peer that was used last comes first', async () => {
  const world = await amongDead(2, 160)
  await world.simulation.until(world.x.connect(world.y.name))
  expect(await untilThere(world)).toBeLessThan(60)
})

it('so does one that packets went to, though no program had asked for its name again', async () => {
  const world = await amongDead(3, 160)
  world.x.tunnel.sendData(world.y.name)
  await world.simulation.run(1000)
  expect(await untilThere(world)).toBeLessThan(60)
})

it('a peer that a program asks for does not wait for its turn', async () => {
  const world = await amongDead(4, 160)
  const { x, y } = world
  const elapsed = await untilThere(world, () => void x.connect(y.name))
  expect(elapsed).toBeLessThan(60)
})

it('the dead ones are found when they are there again', async () => {
  const { simulation, x } = await amongDead(5, 40)
  x.restart(true)
  await simulation.run(400_000)
  const inits = x.negotiation.counters.of('init-sent')
  // Each is asked for a minute, and again a minute later.
  await simulation.run(130_000)
  expect(x.negotiation.counters.of('init-sent') - inits).toBeGreaterThan(40)
})
