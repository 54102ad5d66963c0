import { describe, expect, it, vi } from 'vitest'
import { at, endpointOf, passes, sentBy, twoHosts } from './simulation/two-hosts.ts'
import type { Datagram } from './simulation/simulated-network.ts'

const mallory = '203.0.113.66:10567'
const [a0, a1, a2] = [endpointOf(at.a[0]), endpointOf(at.a[1]), endpointOf(at.a[2])]
const b0 = endpointOf(at.b[0])

const hint = (epoch: number, ...endpoints: string[]) =>
  ({ type: 'hint', id: 1, epoch, endpoints }) as const

describe('a Hint', () => {
  it('of an older epoch is acknowledged, and changes nothing', async () => {
    const { world, a, b } = await twoHosts()
    b.mobility.handleControl(a.name, hint(5, a1), a1)
    const sinceMs = world.clock.nowMs()
    for (const epoch of [5, 4]) b.mobility.handleControl(a.name, hint(epoch, a2), a2)
    expect(b.endpoints.of(a.name)).toEqual([a1])
    expect(b.associations.endpointsOf(a.name)).toEqual([a1])
    expect(sentBy(b, 'hint-ack', sinceMs)).toEqual([a1, a2, a2].map((each) => `0 → ${each}`))
  })

  it('leads to no address of this machine, no VIP, and to none at all never', async () => {
    const { a, b } = await twoHosts()
    const bad = ['127.0.0.1:10567', '240.1.2.3:10567', '[fd56:4950::1]:10567', '0.0.0.0:1']
    b.mobility.handleControl(a.name, hint(1, ...bad), mallory)
    expect(b.endpoints.of(a.name)).toEqual([a0])
    b.mobility.handleControl(a.name, hint(2, ...bad, a1), mallory)
    expect(b.endpoints.of(a.name)).toEqual([a1])
    expect(b.sent.every(({ endpoint }) => endpoint === undefined || !bad.includes(endpoint))).toBe(
      true,
    )
  })

  it('from where the peer did not say that it is leads to a challenge, not there', async () => {
    const { world, a, b } = await twoHosts()
    const sinceMs = world.clock.nowMs()
    b.mobility.handleControl(a.name, hint(1, a1), mallory)
    expect(b.endpoints.of(a.name)).toEqual([a1])
    await world.run(3000)
    expect(sentBy(b, 'path-challenge', sinceMs)).toContain(`0 → ${mallory}`)
    expect(b.endpoints.of(a.name)).toEqual([a1])
  })

  it('whose copy comes first, under the source of before, does not keep packets where the peer was', async () => {
    const scene = await twoHosts()
    const { world, a, b } = scene
    let isCopied = false
    world.network.tap = (_source, destination, datagram) => {
      if (destination !== b0 || isCopied || datagram.body.kind !== 'control') return true
      isCopied = true
      // A faster way than the true one.
      b.associations.receive(a0, datagram)
      return true
    }
    a.moveTo(at.a[1])
    await world.run(60)
    expect(isCopied).toBe(true)
    expect(b.endpoints.of(a.name)[0]).toBe(a1)
    expect(await passes(scene)).toEqual([true, true])
  })

  it('by the old way leads to the new one that the peer prefers, as soon as it answers there', async () => {
    const { world, a, b } = await twoHosts()
    a.moveTo(at.a[0], at.a[1])
    await world.run(1000)
    expect(b.endpoints.of(a.name)[0]).toBe(a0)
    b.mobility.handleControl(a.name, hint(50, a1, a0), a0)
    expect(b.endpoints.of(a.name)).toEqual([a0, a1])
    await world.run(100)
    expect(b.endpoints.of(a.name)).toEqual([a1, a0])
  })

  it('that packets follow already has sent again what was sent since the peer was heard before', async () => {
    const { a, b } = await twoHosts()
    const resumed = vi.spyOn(b.associations, 'resume')
    const heardBeforeUs = 1234
    b.mobility.handleControl(a.name, hint(1, a1), a1, { heardBeforeUs })
    expect(resumed).toHaveBeenCalledExactlyOnceWith(a.name, heardBeforeUs)
  })

  it('of a partner that is being told has it told there at once', async () => {
    const { world, a, b } = await twoHosts()
    world.network.isBlocked = () => true
    a.moveTo(at.a[1])
    await world.run(5)
    const sinceMs = world.clock.nowMs()
    const b1 = endpointOf(at.b[1])
    a.mobility.handleControl(b.name, hint(1, b1), b1)
    expect(sentBy(a, 'hint', sinceMs)).toEqual([`0 → ${b1}`])
  })

  it('has a receipt that begins when it came, not when it was told of', async () => {
    const { world, a, b } = await twoHosts()
    const cameAtUs = b.clock.nowMs() * 1000
    await world.run(30)
    b.mobility.handleControl(a.name, hint(1, a1), a1, { atUs: cameAtUs })
    const [first] = b.journal.latest?.partners[0]?.events ?? []
    expect(first).toMatchObject({ at: 0, what: 'hint-received' })
    expect(b.journal.latest?.startedAt).toBe(b.clock.wallMs() - 30)
  })

  it('of a peer that floods them makes one receipt a second', async () => {
    const { world, a, b } = await twoHosts()
    for (let epoch = 1; epoch <= 300; epoch += 1) {
      const place = epoch % 2 === 0 ? a1 : a2
      b.mobility.handleControl(a.name, hint(epoch, place), place)
      await world.run(10)
    }
    expect(b.journal.receipts().length).toBeLessThanOrEqual(4)
    expect(b.journal.latest?.state).toBe('done')
  })

  it('keeps a proven endpoint in use where a NAT is between', async () => {
    const { world, a, b } = await twoHosts()
    const outside = '203.0.113.1:20000'
    b.endpoints.set(a.name, [outside, '10.0.0.2:10567'])
    b.mobility.handleControl(a.name, hint(1, '10.0.0.2:10567'), outside)
    expect(b.endpoints.of(a.name)).toEqual([outside, '10.0.0.2:10567'])
    await world.run(3000)
    expect(b.endpoints.of(a.name)[0]).toBe(outside)
  })
})

describe('an acknowledgement', () => {
  it('of an older Hint ends nothing', async () => {
    const { world, a, b } = await twoHosts()
    world.network.isBlocked = () => true
    a.moveTo(at.a[1])
    a.moveTo(at.a[2])
    a.mobility.handleControl(b.name, { type: 'hint-ack', id: 1, epoch: 1 }, b0)
    world.network.isBlocked = () => false
    await world.run(100)
    expect(b.endpoints.of(a.name)).toEqual([a2])
  })

  it('from where DNS said leads there, unless the partner has said otherwise since', async () => {
    for (const hasSpoken of [false, true]) {
      const { world, a, b } = await twoHosts()
      const [found, told] = [endpointOf(at.b[1]), endpointOf(at.b[2])]
      world.dns.set(b.name, [found])
      world.network.isBlocked = () => true
      a.moveTo(at.a[1])
      await world.run(10)
      if (hasSpoken) a.mobility.handleControl(b.name, hint(1, told), told)
      a.mobility.handleControl(b.name, { type: 'hint-ack', id: 1, epoch: 1 }, found)
      expect(a.endpoints.of(b.name)[0]).toBe(hasSpoken ? told : found)
    }
  })

  it('whose copy comes from elsewhere does not lead there', async () => {
    const { world, a, b } = await twoHosts()
    copyTo(world.network, b0, (datagram) => a.associations.receive(mallory, datagram))
    a.moveTo(at.a[1])
    await world.run(5000)
    expect(a.endpoints.of(b.name)[0]).toBe(b0)
    expect(sentBy(a, 'path-challenge')).toContain(`110 → ${mallory}`)
  })

  it('that a newer Hint of the partner has overtaken does not lead back', async () => {
    const { world, a, b } = await twoHosts()
    // b acknowledges at its old place, and moves; its Hint is faster than what it sent before.
    const late: Datagram[] = []
    world.network.tap = (source, _destination, datagram) => {
      const isLate = source === b0 && datagram.body.kind === 'control'
      if (isLate) late.push(datagram)
      return !isLate
    }
    a.moveTo(at.a[1])
    await world.run(12)
    b.moveTo(at.b[1])
    await world.run(12)
    expect(a.endpoints.of(b.name)).toEqual([endpointOf(at.b[1])])
    for (const datagram of late) a.associations.receive(b0, datagram)
    await world.run(3000)
    expect(late.length).toBeGreaterThan(0)
    expect(a.endpoints.of(b.name)[0]).toBe(endpointOf(at.b[1]))
  })
})

describe('a packet of a peer from elsewhere', () => {
  it('leads there when a NAT has rebound, and is delivered then', async () => {
    const { world, a, b } = await twoHosts()
    // Its Hints are lost, so only its packets tell of the move.
    world.network.tap = (source, _destination, { body }) => source !== a1 || body.kind === 'data'
    a.moveTo(at.a[1])
    const id = world.send(a, b)
    await world.run(12)
    expect(b.received.has(id)).toBe(false)
    world.network.tap = () => true
    await world.run(500)
    expect(b.endpoints.of(a.name)[0]).toBe(a1)
    expect(b.received.get(id)).toBe(1)
  })

  it('that is a copy leads to a challenge and not there, while the peer answers where it was', async () => {
    const { world, a, b } = await twoHosts()
    const relays = relay(world.network, a0)
    copyTo(world.network, a0, (datagram) => b.associations.receive(mallory, datagram))
    const sinceMs = world.clock.nowMs()
    const ids = Array.from({ length: 20 }, () => world.send(a, b))
    await world.run(5000)
    expect(
      sentBy(b, 'path-challenge', sinceMs).filter((line) => line.endsWith(mallory)),
    ).not.toEqual([])
    expect(relays.count).toBeGreaterThan(0)
    expect(b.endpoints.of(a.name)[0]).toBe(a0)
    expect(b.associations.endpointsOf(a.name)[0]).toBe(a0)
    expect(ids.map((id) => b.received.get(id))).toEqual(ids.map(() => 1))
  })

  it('relayed does not lead there when the peer itself has moved at the same time', async () => {
    const scene = await twoHosts()
    const { world, a, b } = scene
    const relays = relay(world.network, a1)
    // All that is a's comes from mallory, too; its Hints are lost.
    world.network.tap = (source, destination, datagram) => {
      if (source !== a1 || destination !== b0) return true
      if (datagram.body.kind === 'data') b.associations.receive(mallory, datagram)
      return datagram.body.kind === 'data' || datagram.body.bytes.length < 20
    }
    a.moveTo(at.a[1])
    const stream = world.stream(a, b, 10)
    await world.run(5000)
    stream.stop()
    expect(relays.count).toBeGreaterThan(0)
    expect(b.endpoints.of(a.name)[0]).toBe(a1)
    expect(await passes(scene)).toEqual([true, true])
  })

  it('from very many places takes no room for other peers challenges', async () => {
    const { world, a, b } = await twoHosts()
    const c = world.host('c', '203.0.113.9')
    world.connect(b, c)
    for (let host = 1; host < 200; host += 1) b.mobility.wrongSource(a.name, `198.18.0.${host}:1`)
    const sinceMs = world.clock.nowMs()
    b.mobility.wrongSource(c.name, '203.0.113.10:10567')
    expect(sentBy(b, 'path-challenge', sinceMs)).toContain('0 → 203.0.113.10:10567')
  })
})

/** Whoever is not on the path sees what `source` sends, and sends a copy on, which arrives first. */
function copyTo(
  network: { tap: (source: string, destination: string, datagram: Datagram) => boolean },
  source: string,
  send: (datagram: Datagram) => void,
): void {
  network.tap = (from, _destination, datagram) => {
    if (from === source) send(datagram)
    return true
  }
}

/** What is sent to mallory goes on to `victim` under the sender's address; what mallory is told it sends on as its own. */
function relay(
  network: {
    attach: (endpoint: string, receiver: (source: string, datagram: Datagram) => void) => void
    inject: (source: string, destination: string, datagram: Datagram) => void
  },
  victim: string,
): { count: number } {
  const relayed = { count: 0 }
  network.attach(mallory, (source, datagram) => {
    relayed.count += 1
    network.inject(mallory, source === victim ? b0 : victim, datagram)
  })
  return relayed
}
