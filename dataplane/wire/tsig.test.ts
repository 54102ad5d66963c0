import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { opcodes, types } from './dns-codes.ts'
import { decodeMessage, encodeMessage } from './dns-message.ts'
import type { DnsMessage } from './dns-message.ts'
import { parseDnsName } from './dns-name.ts'
import type { DnsName } from './dns-name.ts'
import { signRequest, signResponse, verifyRequest, verifyResponse } from './tsig.ts'
import type { TsigAlgorithm, TsigKey } from './tsig.ts'

const name = (text: string) => parseDnsName(text) as DnsName
const now = 1_700_000_000

function key(
  keyName: string,
  secret = 'secret',
  algorithm: TsigAlgorithm = 'hmac-sha256',
): TsigKey {
  const mac = (data: Uint8Array) =>
    Uint8Array.from(createHmac(algorithm.slice('hmac-'.length), secret).update(data).digest())
  return { name: name(keyName), algorithm, mac }
}

function decoded(bytes: Uint8Array): DnsMessage {
  const result = decodeMessage(bytes)
  if (!result.ok) throw new Error(result.fault)
  return result.message
}

const request = encodeMessage({
  header: {
    ...decoded(new Uint8Array(12)).header,
    id: 0xabcd,
    opcode: opcodes.update,
  },
  question: { name: name('vipip.net'), type: types.SOA, class: 1 },
  answers: [],
  authority: [],
  additional: [],
  edns: undefined,
  tsig: undefined,
})!
const response = Uint8Array.from(request)
response[2]! |= 0x80

const verify = (bytes: Uint8Array, keys: TsigKey[], at = now) =>
  verifyRequest(bytes, decoded(bytes), keys, at)

test('an update signed by nsupdate of BIND 9.18.49 is verified, and ours is equal to the bit', () => {
  const k = key('k.example')
  const at = 0x6b04b418
  const plain =
    'b4d4280000010000000100000576697069' + // its ARCOUNT was 1
    '70036e65740000060001' +
    '0162c00c00010001000000010004f0010203'
  const tsig =
    '016b076578616d706c650000fa00ff00000000003d0b686d61632d7368613235360000006b04b418012c0020' +
    '00b4d227fb35eea4a6ae60a77c4c1b8dda7059f17a3cb50a71993bf83320674eb4d400000000'
  const { bytes } = signRequest(Uint8Array.from(Buffer.from(plain, 'hex')), k, at)
  expect(Buffer.from(bytes.slice(-(tsig.length / 2))).toString('hex')).toBe(tsig)
  expect(verify(bytes, [k], at).kind).toBe('verified')
  expect(verify(bytes, [key('k.example', 'Secret')], at).kind).toBe('unproven')
})

describe.each(['hmac-sha256', 'hmac-sha512'] as const)('%s', (algorithm) => {
  const k = key('K.example', 'secret', algorithm)
  const signed = signRequest(request, k, now)

  test('a signed request is verified, by the name in any case', () => {
    const verdict = verify(signed.bytes, [key('other'), key('k.EXAMPLE', 'secret', algorithm)])
    expect(verdict).toMatchObject({ kind: 'verified', tsig: { timeSeconds: now, mac: signed.mac } })
  })

  test('so is one that a forwarder gave another id', () => {
    const forwarded = Uint8Array.from(signed.bytes)
    forwarded[0]! ^= 0xff
    expect(verify(forwarded, [k]).kind).toBe('verified')
  })

  test('a response is bound to its request', () => {
    const verdict = verify(signed.bytes, [k])
    const bytes = signResponse(response, verdict, now)
    expect(verifyResponse(bytes, decoded(bytes), k, signed.mac, now)).toEqual({ kind: 'verified' })
    const otherMac = Uint8Array.from(signed.mac, (byte) => byte ^ 1)
    const forged = { kind: 'forged', why: 'signature' }
    expect(verifyResponse(bytes, decoded(bytes), k, otherMac, now)).toEqual(forged)
  })

  test('one bit changed anywhere is noticed', () => {
    const bits = fc.nat(signed.bytes.length * 8 - 1)
    fc.assert(
      fc.property(bits, (bit) => {
        const changed = Uint8Array.from(signed.bytes)
        changed[bit >> 3]! ^= 1 << (bit & 7)
        const result = decodeMessage(changed)
        if (!result.ok) return
        const verdict = verifyRequest(changed, result.message, [k], now)
        // Names are signed in lower case, and the id that was forwarded is not signed at all.
        const isCase = verdict.kind === 'verified' && (bit & 7) === 5
        expect(verdict.kind !== 'verified' || isCase || bit < 16).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

describe('what is not accepted', () => {
  const k = key('k')

  test('no signature', () => {
    expect(verify(request, [k])).toEqual({ kind: 'unsigned' })
  })

  test('another key: BADKEY, unsigned', () => {
    const signed = signRequest(request, key('stranger'), now)
    const verdict = verify(signed.bytes, [k])
    expect(verdict).toMatchObject({ kind: 'unproven', error: 'badKey' })
    const bytes = signResponse(response, verdict, now)
    const hint = { kind: 'hint', error: 17 }
    expect(verifyResponse(bytes, decoded(bytes), k, signed.mac, now)).toEqual(hint)
  })

  test('a known key with another algorithm: BADKEY', () => {
    const signed = signRequest(request, key('k', 'secret', 'hmac-sha512'), now)
    expect(verify(signed.bytes, [k])).toMatchObject({ kind: 'unproven', error: 'badKey' })
  })

  test('another secret: BADSIG, unsigned', () => {
    const signed = signRequest(request, key('k', 'guess'), now)
    const verdict = verify(signed.bytes, [k])
    expect(verdict).toMatchObject({ kind: 'unproven', error: 'badSig' })
    const bytes = signResponse(response, verdict, now)
    const hint = { kind: 'hint', error: 16 }
    expect(verifyResponse(bytes, decoded(bytes), k, signed.mac, now)).toEqual(hint)
  })

  test.each([-301, 301])('a clock %i s off: BADTIME with the time of the server, signed', (off) => {
    const signed = signRequest(request, k, now + off)
    const verdict = verify(signed.bytes, [k])
    expect(verdict).toMatchObject({ kind: 'refused', error: 'badTime' })
    const bytes = signResponse(response, verdict, now)
    const told = { kind: 'badTime', serverTimeSeconds: now }
    expect(verifyResponse(bytes, decoded(bytes), k, signed.mac, now + off)).toEqual(told)
  })

  test.each([-300, 300])('a clock %i s off is near enough', (off) => {
    expect(verify(signRequest(request, k, now + off).bytes, [k]).kind).toBe('verified')
  })

  test('a response in the future', () => {
    const signed = signRequest(request, k, now)
    const bytes = signResponse(response, verify(signed.bytes, [k]), now + 1000)
    const forged = { kind: 'forged', why: 'time' }
    expect(verifyResponse(bytes, decoded(bytes), k, signed.mac, now)).toEqual(forged)
  })

  test('a response without a signature, or by another key', () => {
    const { mac } = signRequest(request, k, now)
    const unsigned = { kind: 'forged', why: 'unsigned' }
    expect(verifyResponse(response, decoded(response), k, mac, now)).toEqual(unsigned)
    const other = signRequest(response, key('other'), now).bytes
    const wrongKey = { kind: 'forged', why: 'key' }
    expect(verifyResponse(other, decoded(other), k, mac, now)).toEqual(wrongKey)
  })

  test.each([
    ['a whole MAC of a shorter kind: malformed', 9, 'malformed'],
    ['half: truncated, and refused as that', 16, 'refused'],
    ['one byte less than half: malformed', 15, 'malformed'],
  ])('%s', (_what, length, kind) => {
    const cut = { ...k, mac: (data: Uint8Array) => k.mac(data).subarray(0, length) }
    expect(verify(signRequest(request, cut, now).bytes, [k]).kind).toBe(kind)
  })
})

test('any signature of any content gives a verdict', () => {
  const signed = signRequest(request, key('k'), now).bytes
  const change = fc.record({ at: fc.nat(), to: fc.nat(255) })
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
      const bytes = Uint8Array.from(signed)
      for (const { at, to } of changes)
        bytes[request.length + (at % (bytes.length - request.length))] = to
      const result = decodeMessage(bytes)
      if (!result.ok) return
      const verdict = verifyRequest(bytes, result.message, [key('k')], now)
      expect(decodeMessage(signResponse(response, verdict, now)).ok).toBe(true)
    }),
    { numRuns: 1000 },
  )
})

test('what was received stays as it was, also where it is a Buffer', () => {
  const k = key('k.example')
  const { bytes } = signRequest(request, k, now)
  const received = Buffer.from(bytes)
  expect(verify(received, [k]).kind).toBe('verified')
  expect(Buffer.compare(received, bytes)).toBe(0)
})
