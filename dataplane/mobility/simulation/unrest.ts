// What may happen to a world: a seed says how bad its network is, and who moves, sleeps, restarts or falls silent when.
import type { SimulatedHost } from './simulated-host.ts'
import { goodPath, World } from './world.ts'

export interface Pair {
  one: SimulatedHost
  other: SimulatedHost
}

export interface Unrest {
  world: World
  pairs: Pair[]
  /** How long things go on happening, in ms. */
  lastsMs: number
  /** Changes of addresses, wakings and restarts so far. */
  changes: () => number
}

/** T, as the simulated hosts have it. */
export const partnerMs = 120_000

/** A world and what will happen in it. */
export function unrestOf(seed: number): Unrest {
  const world = new World(seed)
  const { random } = world
  spoil(world)
  const labels = ['a', 'b', 'c', 'd', 'e', 'f'].slice(0, random.between(2, 6))
  // One of them is behind a NAT, perhaps; two such cannot reach each other without help (PROTOCOL section 8).
  const behindNat = random.happens(0.25) ? random.pick(labels) : undefined
  for (const label of labels) {
    if (label === behindNat) hostBehindNat(world, label)
    else world.host(label, ...placeOf(world))
  }
  const pairs = pairsOf(world, labels.length)
  for (const { one, other } of pairs) world.connect(one, other)
  const lastsMs = random.pick([5_000, 20_000, 60_000, 400_000])
  let changes = 0
  const act = (action: () => void) => {
    world.clock.after(random.between(0, lastsMs), () => {
      changes += 1
      action()
    })
  }
  for (let left = random.between(1, 12); left > 0; left -= 1) act(() => change(world, pairs))
  talk(world, pairs, lastsMs)
  return { world, pairs, lastsMs, changes: () => changes }
}

function spoil({ random, network, dns }: World): void {
  const least = random.between(1, 80)
  network.quality = {
    loss: random.pick([0, 0, 0.05, 0.3]),
    duplication: random.pick([0, 0.1, 0.3]),
    delayMs: { least, greatest: least + random.pick([0, 5, 200]) },
  }
  dns.loss = random.pick([0, 0, 0.3])
  dns.faults = random.pick([0, 0.5])
  dns.delayMs = { least: 1, greatest: random.pick([2, 100, 400]) }
  dns.updateMs = { least: 1, greatest: random.pick([5, 500, 5000]) }
}

/** The network is good from now on, and everybody awake and somewhere. */
export function calm(world: World): void {
  const { network, dns, hosts } = world
  network.quality = { ...goodPath, delayMs: { least: 5, greatest: 20 } }
  network.deadBindings.clear()
  dns.loss = 0
  dns.isOut = false
  dns.delayMs = { least: 1, greatest: 20 }
  for (const host of hosts) {
    host.wake()
    if (host.addresses.length === 0) host.moveTo(world.freshAddress(4))
  }
}

function pairsOf({ hosts, random }: World, count: number): Pair[] {
  const all = hosts.flatMap((one, at) => hosts.slice(at + 1).map((other) => ({ one, other })))
  // Each host has somebody to talk to.
  return all.filter(({ one, other }) => {
    const areNeighbours = hosts.indexOf(other) === hosts.indexOf(one) + 1
    return areNeighbours || count <= 3 || random.happens(0.4)
  })
}

/** IPv4 always, so that each pair can meet; IPv6 beside it, perhaps, and perhaps preferred. */
function placeOf(world: World): string[] {
  const [v4, v6] = [world.freshAddress(4), world.freshAddress(6)]
  return world.random.pick([[v4], [v4, v6], [v6, v4]])
}

function hostBehindNat(world: World, label: string): void {
  const { random } = world
  const isSymmetric = random.happens(0.3)
  const inside = '10.0.0.2'
  world.nat({
    publicAddress: '203.0.113.1',
    inside: [inside],
    isSymmetric,
    isRestricted: random.happens(0.5),
  })
  world.host(label, inside)
}

function change(world: World, pairs: readonly Pair[]): void {
  const { random, hosts, network, dns, clock } = world
  const host = random.pick(hosts)
  switch (random.between(0, 9)) {
    case 0:
    case 1:
      move(world, host)
      return
    case 2:
      // All at the same instant.
      for (const each of hosts) move(world, each)
      return
    case 3: {
      const { one, other } = random.pick(pairs)
      move(world, one)
      clock.after(random.pick([0, 1, 20, 300]), () => move(world, other))
      return
    }
    case 4: {
      // No link for a while; the same place or another one afterwards.
      const before = host.addresses
      host.moveTo()
      clock.after(random.pick([10, 1000, 30_000, partnerMs + 10_000]), () => {
        if (random.happens(0.5) && before.length > 0) host.moveTo(...before)
        else move(world, host)
      })
      return
    }
    case 5:
      flap(world, host, random.between(2, 30))
      return
    case 6:
      sleep(world, host)
      return
    case 7:
      dns.isOut = true
      clock.after(random.pick([500, 10_000]), () => {
        dns.isOut = false
      })
      return
    case 8:
      for (const nat of network.nats) nat.rebind()
      for (const endpoint of host.ownEndpoints) network.deadBindings.add(endpoint)
      host.clock.wallJumpMs += random.pick([-3_600_000, 3_600_000])
      return
    default:
      restart(world, host, pairs)
  }
}

/** To other addresses; a new one may be there before the old one goes. Who is behind a NAT stays there. */
function move(world: World, host: SimulatedHost): void {
  const { random, clock, network } = world
  if (network.nats.some((nat) => host.ownEndpoints.some((each) => nat.hasInside(each)))) {
    for (const nat of network.nats) nat.rebind()
    return
  }
  const next = placeOf(world)
  if (random.happens(0.3) && host.addresses.length > 0) {
    host.moveTo(...next, ...host.addresses.slice(0, 2))
    clock.after(random.between(1, 2000), () => host.moveTo(...next))
  } else {
    host.moveTo(...next)
  }
}

function flap(world: World, host: SimulatedHost, times: number): void {
  const { clock, random } = world
  const [here, there] = [host.addresses, placeOf(world)]
  if (world.network.nats.some((nat) => host.ownEndpoints.some((each) => nat.hasInside(each))))
    return
  for (let at = 0; at < times; at += 1) {
    const place = at % 2 === 0 ? there : random.pick([here, []])
    clock.after(at * random.between(5, 200), () => host.moveTo(...place))
  }
}

function sleep(world: World, host: SimulatedHost): void {
  const { clock, random } = world
  host.sleep()
  const isElsewhere = random.happens(0.5)
  clock.after(random.pick([100, 5_000, partnerMs + 30_000]), () => {
    // It was carried to another network meanwhile.
    if (isElsewhere) move(world, host)
    host.wake()
  })
}

/** New keys as soon as both can be reached, as the handshakes of negotiation bring them. */
function restart(world: World, host: SimulatedHost, pairs: readonly Pair[]): void {
  host.restart()
  host.publish()
  for (const { one, other } of pairs) {
    if (one !== host && other !== host) continue
    const attempt = () => {
      const isThere = [one, other].every(
        (each) => each.isUp && !each.clock.isAsleep && each.addresses.length > 0,
      )
      if (isThere) world.connect(one, other)
      else world.clock.after(500, attempt)
    }
    world.clock.after(world.random.between(1, 300), attempt)
  }
}

/** Applications talk in phases, with pauses between that may be longer than T, sometimes one side only. */
function talk(world: World, pairs: readonly Pair[], lastsMs: number): void {
  const { random, clock } = world
  for (const { one, other } of pairs) {
    const everyMs = random.pick([20, 100, 1000])
    const phase = () => {
      const ways = random.pick([
        [true, true],
        [true, false],
        [false, true],
      ])
      const untilMs = clock.nowMs() + random.between(200, 4000)
      const beat = () => {
        if (clock.nowMs() >= lastsMs) return
        if (ways[0] === true) world.send(one, other, random.pick(['tcp', 'udp']))
        if (ways[1] === true) world.send(other, one, random.pick(['tcp', 'udp']))
        if (clock.nowMs() < untilMs) clock.after(everyMs, beat)
        else clock.after(random.pick([50, 3000, 30_000, partnerMs + 20_000]), phase)
      }
      beat()
    }
    clock.after(random.between(0, 100), phase)
  }
}
