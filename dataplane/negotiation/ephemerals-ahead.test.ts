import { expect, it } from 'vitest'
import { newKeyPair, sharedSecret } from '../identity/x25519.ts'
import { FakeClock } from '../lib/fake-clock.ts'
import { parseFqdn } from '../wire/payloads-fields.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { EphemeralsAhead } from './ephemerals-ahead.ts'
import { ephemeralLastsMs, maxEphemerals } from './limits.ts'

const nameOf = (label: string): DnsName => parseFqdn(`${label}.example.org.`) ?? ('' as DnsName)
const name = nameOf('b')
const peer = newKeyPair()

function made(): { ahead: EphemeralsAhead; clock: FakeClock } {
  const clock = new FakeClock()
  const ahead = new EphemeralsAhead(clock)
  ahead.prepare(name, peer.publicKey)
  return { ahead, clock }
}

it('gives keys that agree with the peer, and to one call alone', () => {
  const { ahead } = made()
  const keys = ahead.take(name, peer.publicKey)
  if (keys === undefined) throw new Error('none are ready')
  const expected = sharedSecret(peer.privateKey, keys.publicKey)
  expect(sharedSecret(keys.privateKey, peer.publicKey)).toEqual(expected)
  expect(ahead.take(name, peer.publicKey)).toBeUndefined()
  ahead.prepare(name, peer.publicKey)
  expect(ahead.take(name, peer.publicKey)?.privateKey).not.toEqual(keys.privateKey)
})

it('has none for another name or another key', () => {
  const { ahead } = made()
  expect(ahead.take(nameOf('c'), peer.publicKey)).toBeUndefined()
  expect(ahead.take(name, newKeyPair().publicKey)).toBeUndefined()
})

it('keeps them no longer than DNS is waited for', () => {
  const { ahead, clock } = made()
  clock.advance(ephemeralLastsMs)
  expect(ahead.take(name, peer.publicKey)).toBeUndefined()
})

it('makes them for a bounded number of names', () => {
  const { ahead } = made()
  for (let at = 1; at <= maxEphemerals; at += 1) ahead.prepare(nameOf(`h${at}`), peer.publicKey)
  expect(ahead.take(nameOf(`h${maxEphemerals - 1}`), peer.publicKey)).toBeDefined()
  expect(ahead.take(nameOf(`h${maxEphemerals}`), peer.publicKey)).toBeUndefined()
})
