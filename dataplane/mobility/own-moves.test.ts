import { describe, expect, it, vi } from 'vitest'
import { movesAtOnce } from './limits.ts'
import { at, endpointOf, passes, sentBy, twoHosts } from './simulation/two-hosts.ts'
import { nameOf, World } from './simulation/world.ts'

const c = nameOf('c')

describe('a host that moves', () => {
  it('finds a partner that moves at the same instant, one question to DNS later', async () => {
    const scene = await twoHosts()
    const { world, a, b } = scene
    world.dns.delayMs = { least: 50, greatest: 50 }
    a.moveTo(at.a[1])
    b.moveTo(at.b[1])
    // Asked after 0 ms (too early for the update of 1 ms) and 10 ms; 50 ms for the answer, 10 for the Hint.
    await world.run(71)
    expect(a.endpoints.of(b.name)).toEqual([endpointOf(at.b[1])])
    expect(b.endpoints.of(a.name)).toEqual([endpointOf(at.a[1])])
    expect(await passes(scene)).toEqual([true, true])
  })

  it('loses nothing where the new interface is there before the old one goes', async () => {
    const { world, a, b } = await twoHosts()
    const ids: { id: number; receiver: typeof a }[] = []
    for (let ms = 0; ms < 400; ms += 1) {
      ids.push({ id: world.send(a, b), receiver: b }, { id: world.send(b, a), receiver: a })
      if (ms === 100) a.moveTo(at.a[1], at.a[0])
      if (ms === 300) a.moveTo(at.a[1])
      await world.run(1)
    }
    await world.run(100)
    expect(ids.filter(({ id, receiver }) => receiver.received.get(id) !== 1)).toEqual([])
  })

  it('goes on by its next interface when the preferred one goes, without waiting', async () => {
    const { world, a, b } = await twoHosts({ a: [at.a[0], at.a[1]] })
    a.moveTo(at.a[1])
    const id = world.send(a, b)
    await world.run(11)
    expect(b.received.get(id)).toBe(1)
    expect(b.endpoints.of(a.name)).toEqual([endpointOf(at.a[1])])
    expect(a.journal.latest?.cause).toBe('route-changed')
  })

  it('goes on by IPv4 where IPv6 is preferred and swallows everything', async () => {
    const scene = await twoHosts({ a: [at.a6, at.a[0]], b: [at.b6, at.b[0]] })
    const { world, a, b } = scene
    expect(a.endpoints.of(b.name)).toEqual([endpointOf(at.b6), endpointOf(at.b[0])])
    world.network.isBlocked = (source) => source.startsWith('[')
    a.moveTo('2001:db8::1:2', at.a[1])
    await world.run(60)
    expect(await passes(scene)).toEqual([true, true])
  })

  it('keeps what is sent while there is no network, and sends it behind the first Hint', async () => {
    const { world, a, b } = await twoHosts()
    a.moveTo()
    const held = [world.send(a, b), world.send(a, b)]
    await world.run(500)
    a.moveTo(at.a[1])
    await world.run(11)
    expect(held.map((id) => b.received.get(id))).toEqual([1, 1])
    const [receipt] = a.journal.receipts()
    expect(receipt).toMatchObject({ cause: 'link-lost', to: `${at.a[1]} (lan-${at.a[1]})` })
    expect(receipt?.partners[0]).toMatchObject({ held: 2, lost: 0 })
  })

  it('sends TCP once more that left after the partner was last heard, and UDP never', async () => {
    const { world, a, b } = await twoHosts()
    world.network.isBlocked = () => true
    const [tcp, udp] = [world.send(a, b, 'tcp'), world.send(a, b, 'udp')]
    await world.run(100)
    world.network.isBlocked = () => false
    a.moveTo(at.a[1])
    await world.run(30)
    expect([b.received.get(tcp), b.received.get(udp)]).toEqual([1, undefined])
    expect(a.journal.latest?.partners[0]).toMatchObject({ resent: 1 })
  })

  it('marks congestion once a move', async () => {
    const { world, a, b } = await twoHosts()
    a.moveTo(at.a[1])
    await world.run(100)
    a.moveTo(at.a[1], at.a6)
    await world.run(100)
    expect([a.associations.marksOf(b.name), b.associations.marksOf(a.name)]).toEqual([1, 1])
  })

  it('tells partners of before a long time without a network, too', async () => {
    const scene = await twoHosts()
    const { world, a, b } = scene
    a.moveTo()
    await world.run(600_000)
    a.moveTo(at.a[1])
    await world.run(30)
    expect(b.endpoints.of(a.name)).toEqual([endpointOf(at.a[1])])
    expect(await passes(scene)).toEqual([true, true])
    expect(a.journal.latest?.state).toBe('done')
  })

  it('tells nobody who was not used for T', async () => {
    const { world, a } = await twoHosts()
    await world.run(121_000)
    const sinceMs = world.clock.nowMs()
    a.moveTo(at.a[1])
    await world.run(5000)
    expect(sentBy(a, 'hint', sinceMs)).toEqual([])
  })

  it('tells partners that a move before has not reached, though they are used no more', async () => {
    const { world, a, b } = await twoHosts()
    await world.run(100_000)
    world.network.isBlocked = () => true
    a.moveTo(at.a[1])
    await world.run(60_000)
    world.network.isBlocked = () => false
    a.moveTo(at.a[2])
    await world.run(15)
    expect(b.endpoints.of(a.name)).toEqual([endpointOf(at.a[2])])
  })

  it('ends the receipt of a lost link when the partner is forgotten meanwhile', async () => {
    const { world, a, b } = await twoHosts()
    a.moveTo()
    a.mobility.forget(b.name)
    await world.run(1000)
    expect(a.journal.latest).toMatchObject({ cause: 'link-lost', state: 'done' })
  })

  it('gives up the alternate port of nobody when many partners do not answer', async () => {
    const world = new World(1)
    const a = world.host('a', at.a[0])
    const others = ['b', 'c', 'd', 'e'].map((label, index) =>
      world.host(label, `198.51.100.${index}`),
    )
    for (const other of others) world.connect(a, other)
    for (const { name } of others) a.roundTrips.set(name, 20)
    for (const other of others.slice(1)) other.stop()
    world.network.deadBindings.add(endpointOf(at.a[1]))
    a.moveTo(at.a[1])
    await world.run(100_000)
    const [b] = others
    if (b === undefined) throw new Error('there is no b')
    expect(b.endpoints.of(a.name)[0]).toBe(`${at.a[1]}:40001`)
    const id = world.send(b, a)
    await world.run(20)
    expect(a.received.get(id)).toBe(1)
  })

  it('answers from the port that the partner reaches it at', async () => {
    const { world, a, b } = await twoHosts()
    b.stop()
    a.moveTo(at.a[1])
    await world.run(500)
    expect(a.associations.usesAlternatePort(b.name)).toBe(true)
    const probe = { type: 'path-challenge', id: 1, challenge: new Uint8Array(8) } as const
    for (const isAlternate of [false, true, false]) {
      a.mobility.handleControl(b.name, probe, endpointOf(at.b[0]), { isAlternate })
      expect(a.associations.usesAlternatePort(b.name)).toBe(isAlternate)
    }
  })

  it('tells a peer again after a handshake, in the same receipt where it is being told', async () => {
    const { world, a, b } = await twoHosts()
    a.moveTo(at.a[1])
    await world.run(5)
    world.connect(a, b)
    await world.run(100)
    expect(b.endpoints.epochOf(a.name)).toBe(1)
    const [receipt, ...others] = a.journal.receipts()
    expect(others).toEqual([])
    expect(receipt).toMatchObject({ state: 'done' })
    expect(receipt?.partners[0]?.events.map(({ what }) => what)).toContain('hint-acknowledged')
  })

  it('never has two tellings under way after waking in the middle of flapping', async () => {
    const { world, a } = await twoHosts()
    // Each is acknowledged before the next; one more is allowed for meanwhile.
    for (let move = 0; move < movesAtOnce + 2; move += 1) {
      a.moveTo(move % 2 === 0 ? at.a[1] : at.a[0])
      await world.run(30)
    }
    const sinceMs = world.clock.nowMs()
    a.mobility.woke()
    await world.run(1000)
    expect(sentBy(a, 'hint', sinceMs).length).toBe(1)
  })
})

describe('the receipt of a move', () => {
  it('has the phases with their times', async () => {
    const { world, a, b } = await twoHosts()
    a.moveTo()
    await world.run(100)
    world.send(a, b, 'tcp')
    a.moveTo(at.a[1])
    world.send(b, a)
    await world.run(100)
    world.send(b, a)
    await world.run(100)
    const [receipt] = a.journal.receipts()
    const lines = receipt?.partners[0]?.events.map(
      (line) => `${line.at} ${line.what} ${line.detail}`,
    )
    expect(lines).toEqual([
      '0 link-lost lan-192.0.2.1',
      '100 address-up 192.0.2.101 (lan-192.0.2.101)',
      '100 hint-sent 198.51.100.1:10567',
      '100 held-sent 1',
      '100 first-packet-out 198.51.100.1:10567',
      '105 dns-asked null',
      '110 dns-asked null',
      '120 dns-asked null',
      '120.05 first-packet-in 198.51.100.1:10567',
      '120.1 hint-acknowledged 198.51.100.1:10567',
    ])
    expect(receipt?.partners[0]?.outageMs).toBe(20.05)
    const [atB] = b.journal.receipts()
    expect(atB).toMatchObject({ cause: 'peer-moved', to: endpointOf(at.a[1]), state: 'done' })
  })

  it('asks for the first packet before the Hint leaves that it may answer', async () => {
    const { world, a } = await twoHosts()
    const [armed, sent] = [
      vi.spyOn(a.associations, 'armHeard'),
      vi.spyOn(a.associations, 'sendControl'),
    ]
    a.moveTo(at.a[1])
    await world.run(1)
    const [first = 0] = sent.mock.invocationCallOrder
    expect(first).toBeGreaterThan(0)
    expect(armed.mock.invocationCallOrder[0]).toBeLessThan(first)
  })

  it('has the time at which the acknowledgement came, which may be told of later', async () => {
    const { world, a, b } = await twoHosts()
    b.stop()
    a.moveTo(at.a[1])
    const movedAtUs = a.clock.nowMs() * 1000
    await world.run(60)
    const acknowledgement = { type: 'hint-ack', id: 1, epoch: 1 } as const
    const atUs = movedAtUs + 20_000
    a.mobility.handleControl(b.name, acknowledgement, endpointOf(at.b[0]), { atUs })
    const lines = a.journal.latest?.partners[0]?.events
    expect(lines?.find(({ what }) => what === 'hint-acknowledged')?.at).toBe(20)
  })

  it('counts no outage from before the host had a way', async () => {
    const { world, a, b } = await twoHosts({ a: [at.a[0], at.a6], b: [at.b[0]] })
    // On its way while the only path to its sender goes.
    world.send(b, a)
    await world.run(5)
    a.associations.hold(b.name)
    a.moveTo(at.a6, at.a[0])
    a.hasPath = () => false
    a.moveTo(at.a6, at.a[0], at.a[1])
    await world.run(100)
    for (const receipt of a.journal.receipts()) {
      expect(receipt.partners[0]?.outageMs ?? 0).toBeLessThan(1000)
    }
  })

  it('is one for all places of a flapping link that nobody was told of', async () => {
    const { world, a } = await twoHosts()
    for (let move = 0; move < movesAtOnce + 14; move += 1) {
      a.moveTo(move % 2 === 0 ? at.a[1] : at.a[0])
      await world.run(4)
    }
    await world.run(5000)
    expect(a.journal.receipts().map(({ state }) => state)).toEqual(
      Array.from({ length: movesAtOnce + 1 }, () => 'done'),
    )
  })

  it('is not written to when an interface comes that changes no path', async () => {
    const { world, a, b } = await twoHosts()
    const world2 = world.host('c', '203.0.113.9')
    world.connect(a, world2)
    world2.stop()
    a.moveTo(at.a[1])
    await world.run(5000)
    const before = a.journal.latest?.partners.find(({ name }) => name === 'b.vipip.net')
    a.moveTo(at.a[1], at.a6)
    world.send(b, a)
    await world.run(1000)
    const after = a.journal.latest?.partners.find(({ name }) => name === 'b.vipip.net')
    expect(after).toEqual(before)
    expect(a.journal.latest?.state).toBe('running')
    a.mobility.forget(c)
    expect(a.journal.latest?.state).toBe('done')
  })
})
