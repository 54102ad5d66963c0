// Errors that nobody expected, and refusals of the packet path: they end what they came of, are counted and told, and the
// next host is answered as ever.
import { expect, it } from 'vitest'
import { Simulation } from './simulation.ts'
import type { SimulatedHost } from './simulated-host.ts'

function two(seed: number) {
  const simulation = new Simulation(seed)
  return { simulation, x: simulation.host('x'), y: simulation.host('y') }
}

/** From now on, until it is called. */
function breakTunnel<Name extends 'install' | 'setVips'>(
  { tunnel }: SimulatedHost,
  name: Name,
  broken: (typeof tunnel)[Name],
): () => void {
  tunnel[name] = broken
  return () => void Reflect.deleteProperty(tunnel, name)
}

const fails = () => {
  throw new Error('broken')
}

it('an error while an INIT is answered ends that answer alone', async () => {
  const { simulation, x, y } = two(1)
  const mend = breakTunnel(y, 'install', fails)
  const { value } = await simulation.until(x.connect(y.name))
  expect(value).toEqual({ kind: 'physical', reason: 'no-answer' })
  const { counters } = y.negotiation
  expect(counters.of('fault')).toBeGreaterThan(0)
  expect(y.faults.length).toBe(counters.of('fault'))
  expect(y.faults[0]).toMatchObject({ message: 'broken' })
  mend()
  await simulation.run(20_000)
  expect((await simulation.until(x.connect(y.name))).value.kind).toBe('vip')
})

it('an error in a negotiation of ours ends it at once, and later there is another', async () => {
  const { simulation, x, y } = two(2)
  const mend = breakTunnel(x, 'install', fails)
  const { value, elapsedMs } = await simulation.until(x.connect(y.name))
  // Its key is trusted by now: packets to the VIP wait for keys.
  expect(value.kind).toBe('vip')
  expect(elapsedMs).toBeLessThan(100)
  expect(x.faults).toMatchObject([{ message: 'broken' }])
  expect(x.events).toContainEqual({ kind: 'failed', name: y.name, reason: 'no-answer' })
  mend()
  await simulation.run(70_000)
  x.tunnel.sendData(y.name)
  await simulation.run(100)
  expect(y.received.get(x.name)).toBe(1)
})

it('VIPs that the packet path does not take are not answered, nor kept back', async () => {
  const { simulation, x, y } = two(3)
  const mend = breakTunnel(y, 'install', () => ({ kind: 'vip-in-use' }))
  await simulation.until(x.connect(y.name))
  const { counters } = y.negotiation
  expect(counters.of('install-vip-in-use')).toBeGreaterThan(0)
  expect(counters.of('response-sent')).toBe(0)
  expect(y.names.isUsed(x.ownVips.all[0] ?? '')).toBe(false)
  expect(y.faults).toEqual([])
  mend()
  await simulation.run(10_000)
  expect((await simulation.until(x.connect(y.name))).value.kind).toBe('vip')
})

it('an agreement that the packet path does not take is none, on either side', async () => {
  for (const seed of [4, 5]) {
    const { simulation, x, y } = two(seed)
    const broken = seed === 4 ? x : y
    const other = broken === x ? y : x
    const error = new Error('EINVAL')
    const mend = breakTunnel(broken, 'setVips', () => ({ kind: 'not-routed', error }))
    const connecting = x.connect(y.name)
    await simulation.run(3000)
    expect([...broken.names.active]).toEqual([])
    expect(broken.endpoints.of(other.name)).toEqual([])
    expect(broken.negotiation.counters.of('install-not-routed')).toBe(broken.faults.length)
    expect(broken.faults).toContain(error)
    if (broken === y) expect(y.tunnel.pairOf(x.name)).toBeUndefined()
    mend()
    await simulation.until(connecting)
    await simulation.run(70_000)
    expect((await simulation.until(x.connect(y.name))).value.kind).toBe('vip')
    y.tunnel.sendData(x.name)
    x.tunnel.sendData(y.name)
    await simulation.run(1000)
    expect([x.received.get(y.name), y.received.get(x.name)]).toEqual([1, 1])
  }
})
