// Facts and events as a client of the socket gets them, and that no secret is among them.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { VipError } from '../contract/errors.ts'
import { Mirror } from './test/mirror.ts'
import { sampleFingerprint, samplePeer } from './test/sample-facts.ts'
import { ServedDomain } from './test/served-domain.ts'

let served: ServedDomain
beforeEach(async () => {
  served = await ServedDomain.start()
})
afterEach(async () => served.stop())

describe('streams', () => {
  it('give facts and events side by side', async () => {
    const one = await served.client()
    one.send({ kind: 'watch', collections: ['questions', 'knownHosts'] })
    one.send({ kind: 'watch-events', from: 1 })
    const seen = new Mirror()
    seen.apply(await one.nextOf('snapshot'))
    await one.nextOf('events-current')
    served.domain.onChange = () => {
      served.hub.changed('questions', 'knownHosts')
      served.events.publish({ kind: 'key-forgotten', name: 'x.example.org' })
    }
    const input = { name: 'new.example.org', shown: sampleFingerprint }
    one.send({ kind: 'call', id: 5, call: 'trustAccept', input })
    const kinds: (string | undefined)[] = []
    for (let count = 0; count < 4; count += 1) {
      const frame = await one.next()
      if (frame !== undefined) seen.apply(frame)
      kinds.push(frame?.kind)
    }
    expect(kinds.map(String).toSorted()).toEqual(['delta', 'delta', 'event', 'result'])
    expect([...seen.entries.keys()]).toEqual([
      'knownHosts home.example.org',
      'knownHosts new.example.org',
    ])
  })

  it('do not grow for a watcher who does not read, who is told so and gets a new snapshot', async () => {
    const slow = await served.client()
    const quick = await served.client()
    slow.socket.pause()
    for (const one of [slow, quick]) one.send({ kind: 'watch', collections: ['peers'] })
    await quick.nextOf('snapshot')
    const turns = 500
    for (let rxBytes = 1; rxBytes <= turns; rxBytes += 1) {
      served.domain.peers = [{ ...samplePeer, rxBytes, endpoints: ['x'.repeat(10_000)] }]
      served.hub.changed('peers')
      await quick.nextOf('delta')
    }
    slow.socket.resume()
    const seen = new Mirror()
    let frames = 0
    for (; seen.resyncs === 0 || !seen.isComplete; frames += 1) {
      const frame = await slow.next()
      if (frame !== undefined) seen.apply(frame)
    }
    // What the kernel had taken for it, and the end: the rest was kept for nobody.
    expect(frames).toBeLessThan(turns / 4)
    expect(seen.entries.get(`peers ${samplePeer.name}`)).toMatchObject({ rxBytes: turns })
  })

  it('are refused a second time on one connection', async () => {
    const one = await served.client()
    one.send({ kind: 'watch', collections: ['status'] }, { kind: 'watch', collections: ['peers'] })
    expect((await one.nextOf('error')).error.code).toBe('bad-frame')
    await one.closed()
  })
})

it('lets no protected secret through, in whatever answer', async () => {
  const secret = new Uint8Array(32).map((_, index) => index * 7 + 1)
  served.redaction.protect(secret)
  const hex = Buffer.from(secret).toString('hex')
  const one = await served.client()
  served.domain.acts.doctor = () => ({
    checks: [{ code: 'x', severity: 'ok', text: `key ${hex}`, remedy: null }],
  })
  served.domain.acts.key = () => {
    const data = { call: 'key', problem: Buffer.from(secret).toString('base64'), remedy: null }
    throw new VipError({ code: 'act-failed', data })
  }
  expect(await one.call(1, 'doctor')).toMatchObject({
    result: { checks: [{ text: 'key [redacted]' }] },
  })
  const failed = JSON.stringify(await one.call(2, 'key'))
  expect(failed.match(/\[redacted\]/g)).toHaveLength(2)
  served.domain.status = {
    ...served.domain.status,
    health: [{ code: hex, severity: 'info', text: '', remedy: null }],
  }
  one.send({ kind: 'watch', collections: ['status'] })
  expect(JSON.stringify(await one.nextOf('snapshot'))).not.toContain(hex)
})
