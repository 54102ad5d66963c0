import { describe, expect, it } from 'vitest'
import { sampleLabHost, sampleLabStatus, sampleLink } from '../test/sample-lab.ts'
import {
  addressOn,
  impairmentOf,
  linkOf,
  nameServerDistanceMs,
  placesOf,
  pluggedLans,
  tunnelStateOf,
} from './lab-places.ts'

describe('the places of the laptops', () => {
  it('are their LANs, and nowhere while they are on their way', () => {
    const status = sampleLabStatus()
    expect(placesOf(status, [])).toEqual({ a: 'lan1', b: 'lan2' })
    expect(placesOf(status, ['b'])).toEqual({ a: 'lan1', b: null })
    const between = sampleLabStatus({
      hosts: [sampleLabHost('a', null), sampleLabHost('b', 'lan2')],
    })
    expect(placesOf(between, [])).toEqual({ a: null, b: 'lan2' })
  })

  it('have the cables that have an address, two in a make-before-break', () => {
    const a = sampleLabHost('a', 'lan2')
    a.addresses.push({ interface: 'lan1', address: '198.51.100.10' })
    const status = sampleLabStatus({ hosts: [a, sampleLabHost('b', null)] })
    expect(pluggedLans(status, 'a')).toEqual(['lan1', 'lan2'])
    expect(pluggedLans(status, 'b')).toEqual([])
    expect([addressOn(status, 'a'), addressOn(status, 'b')]).toEqual(['203.0.113.10', null])
  })
})

describe('the tunnel', () => {
  const stateOf = (a: Parameters<typeof sampleLabHost>[2], b: typeof a, ageMs = 0) =>
    tunnelStateOf(
      sampleLabStatus({ hosts: [sampleLabHost('a', 'lan1', a), sampleLabHost('b', 'lan2', b)] }),
      ageMs,
    )

  it('is alive where one was heard, and the other says nothing against it', () => {
    expect(stateOf('active', 'quiet')).toBe('active')
    expect(stateOf('quiet', 'quiet')).toBe('quiet')
  })

  it('is alive for 10 s after its last proof, however old the status is', () => {
    // It was heard 3 ms before.
    expect(stateOf('active', 'active', 9_900)).toBe('active')
    expect(stateOf('active', 'active', 10_000)).toBe('quiet')
    expect(stateOf('active', 'unreachable', 20_000)).toBe('unreachable')
  })

  it('is not where one gets no answer', () => {
    expect(stateOf('active', 'unreachable')).toBe('unreachable')
    expect(stateOf('pending', 'active')).toBe('pending')
  })

  it('is failed where a helper has ended, and none before they have met', () => {
    const failed = sampleLabHost('a', 'lan1')
    failed.tunnel = { state: 'failed', reason: 'killed' }
    const b = sampleLabHost('b', 'lan2')
    expect(tunnelStateOf(sampleLabStatus({ hosts: [failed, b] }), 0)).toBe('failed')
    const alone = (['a', 'b'] as const).map((host) => {
      const made = sampleLabHost(host, 'lan1')
      if (made.tunnel.state === 'running') made.tunnel.peers = []
      return made
    })
    expect(tunnelStateOf(sampleLabStatus({ hosts: alone }), 0)).toBe('none')
  })
})

describe('links', () => {
  const status = sampleLabStatus({
    links: [
      sampleLink('a', 'lan1', { delayMs: 20, lossPercent: 3 }),
      sampleLink('b', 'lan2', { delayMs: 50 }),
      sampleLink('b', 'lan1', { delayMs: 400 }),
    ],
  })

  it('are as slow as their worse direction', () => {
    expect(impairmentOf(linkOf(status, 'a', 'lan1'))).toEqual({ delayMs: 20, lossPercent: 3 })
    expect(impairmentOf(linkOf(status, 'a', 'lan2'))).toEqual({ delayMs: 0, lossPercent: 0 })
  })

  it('put the name server away, there and back', () => {
    expect(nameServerDistanceMs(status, 'b', 'lan2')).toBe(100)
    expect(nameServerDistanceMs(status, 'a', 'lan2')).toBe(0)
  })
})
