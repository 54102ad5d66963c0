import { describe, expect, it } from 'vitest'
import { at, endpointOf, passes, sentBy, twoHosts } from './simulation/two-hosts.ts'

const b1 = endpointOf(at.b[1])

describe('a peer that was not heard for T', () => {
  it('is asked for when a packet is sent to it, challenged where DNS knows it, and followed there', async () => {
    const { world, a, b } = await twoHosts()
    await world.run(125_000)
    b.moveTo(at.b[1])
    await world.run(5000)
    expect(a.endpoints.of(b.name)).toEqual([endpointOf(at.b[0])])
    const [sinceMs, questions] = [world.clock.nowMs(), world.dns.questions]
    world.send(a, b)
    await world.run(0.1)
    expect(world.dns.questions).toBe(questions + 1)
    // DNS 1 ms, the challenge and its answer 20.
    await world.run(21.5)
    expect(sentBy(a, 'path-challenge', sinceMs)).toContain(`1 → ${b1}`)
    expect(a.endpoints.of(b.name)[0]).toBe(b1)
    const id = world.send(a, b)
    await world.run(11)
    expect(b.received.get(id)).toBe(1)
  })

  it('is not asked for while nothing is sent to it, nor when it is heard', async () => {
    const { world, a, b } = await twoHosts()
    await world.run(1_000_000)
    expect([world.dns.questions, a.sent.length, b.sent.length]).toEqual([0, 0, 0])
    const stream = world.stream(a, b, 1000)
    await world.run(2000)
    const { questions } = world.dns
    await world.run(300_000)
    stream.stop()
    expect(world.dns.questions).toBe(questions)
  })

  it('is not asked for when it was heard before the packet that was waited for is sent', async () => {
    const { world, a, b } = await twoHosts()
    await world.run(125_000)
    world.network.isBlocked = (source) => source.startsWith(at.a[0])
    world.send(b, a)
    await world.run(20)
    const { questions } = world.dns
    world.send(a, b)
    await world.run(20)
    expect(world.dns.questions).toBe(questions)
  })

  it('is asked for again while packets go to it, but not for each of them', async () => {
    const { world, a, b } = await twoHosts()
    b.stop()
    await world.run(125_000)
    const { questions } = world.dns
    const stream = world.stream(a, b, 10)
    await world.run(60_000)
    stream.stop()
    expect(world.dns.questions - questions).toBeGreaterThanOrEqual(9)
    expect(world.dns.questions - questions).toBeLessThanOrEqual(12)
  })

  it('is found although a question rejects, or is never answered', async () => {
    const { world, a, b } = await twoHosts()
    await world.run(125_000)
    b.moveTo(at.b[1])
    const locate = world.dns.locate.bind(world.dns)
    const answers = [() => Promise.reject(new Error('a fault')), () => new Promise<never>(() => {})]
    world.dns.locate = (...args) => (answers.shift() ?? (() => locate(...args)))()
    const stream = world.stream(a, b, 500)
    await world.run(20_000)
    stream.stop()
    expect(a.endpoints.of(b.name)[0]).toBe(b1)
  })

  it('is found by another endpoint of its that is known, where the preferred one is broken', async () => {
    const scene = await twoHosts({ a: [at.a6, at.a[0]], b: [at.b6, at.b[0]] })
    const { world, a, b } = scene
    world.network.isBlocked = (source) => source.startsWith('[')
    await world.run(125_000)
    const stream = world.stream(a, b, 500)
    await world.run(8000)
    stream.stop()
    expect(await passes(scene)).toEqual([true, true])
  })

  it('learns where this host is, if it was that which it did not know', async () => {
    const scene = await twoHosts()
    const { world, a, b } = scene
    // b believes something that is wrong, and a knows where b is.
    b.endpoints.set(a.name, [endpointOf('203.0.113.7'), endpointOf(at.a[0])])
    b.associations.setEndpoints(a.name, b.endpoints.of(a.name))
    const stream = world.stream(a, b, 500)
    await world.run(128_000)
    stream.stop()
    expect(b.endpoints.of(a.name)[0]).toBe(endpointOf(at.a[0]))
    expect(await passes(scene)).toEqual([true, true])
  })

  it('leaves no timer behind', async () => {
    const { world, a, b } = await twoHosts()
    b.stop()
    await world.run(125_000)
    world.send(a, b)
    await world.run(3000)
    a.stop()
    expect(a.clock.waiting).toBe(0)
  })
})
