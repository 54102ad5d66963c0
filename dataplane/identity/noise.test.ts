import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Handshake } from './noise.ts'
import type { FinishedHandshake } from './noise.ts'
import { publicKeyOf, sharedSecret } from './x25519.ts'
import type { KeyPair } from './x25519.ts'
import { CipherState } from './noise-symmetric.ts'
import type { NoisePattern } from '../wire/control-message.ts'
import { inlinedNoiseVectors } from './test/noise-vectors.ts'
import { readNoiseVectors, readX25519Vectors, vectorsAreMissing } from './test/published-vectors.ts'
import type { NoiseVector } from './test/published-vectors.ts'

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'))
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const keysOf = (privateHex: string): KeyPair => {
  const privateKey = bytesOf(privateHex)
  return { privateKey, publicKey: publicKeyOf(privateKey) }
}
const patterns = ['IX', 'IK'] as const
const prologue = new TextEncoder().encode('VIP/1 and a header')
const xKeys = keysOf('11'.repeat(32))
const yKeys = keysOf('22'.repeat(32))
const hello = new TextEncoder().encode('hello')
const none = new Uint8Array(0)

/** Both ends of a fresh handshake, X the initiator. */
function bothEnds(
  pattern: NoisePattern,
  ofY: Partial<{ prologue: Uint8Array; staticKeys: KeyPair }> = {},
) {
  const initiator = { role: 'initiator', staticKeys: xKeys, prologue } as const
  return {
    x:
      pattern === 'IX'
        ? new Handshake({ ...initiator, pattern })
        : new Handshake({ ...initiator, pattern, responderStatic: yKeys.publicKey }),
    y: new Handshake({ role: 'responder', pattern, staticKeys: yKeys, prologue, ...ofY }),
  }
}

function written(handshake: Handshake, payload = hello): Uint8Array {
  const result = handshake.writeMessage(payload)
  if (!result.ok) throw new Error(result.fault)
  return result.message
}

function finished(pattern: NoisePattern): { x: FinishedHandshake; y: FinishedHandshake } {
  const { x, y } = bothEnds(pattern)
  expect(y.readMessage(written(x)).ok).toBe(true)
  expect(x.readMessage(written(y)).ok).toBe(true)
  return { x: x.finish(), y: y.finish() }
}

function follow(vector: NoiseVector): void {
  const pattern = vector.protocol_name.slice('Noise_'.length, 8) as NoisePattern
  const ofX = {
    role: 'initiator',
    staticKeys: keysOf(vector.init_static),
    ephemeralKeys: keysOf(vector.init_ephemeral),
    prologue: bytesOf(vector.init_prologue),
  } as const
  const responderStatic = bytesOf(vector.init_remote_static ?? '')
  const x = new Handshake(
    pattern === 'IX' ? { ...ofX, pattern } : { ...ofX, pattern, responderStatic },
  )
  const y = new Handshake({
    role: 'responder',
    pattern,
    staticKeys: keysOf(vector.resp_static),
    ephemeralKeys: keysOf(vector.resp_ephemeral),
    prologue: bytesOf(vector.resp_prologue),
  })
  const [first, second, ...transport] = vector.messages
  for (const [from, to, message] of [
    [x, y, first],
    [y, x, second],
  ] as const) {
    expect(hexOf(written(from, bytesOf(message?.payload ?? '')))).toBe(message?.ciphertext)
    const read = to.readMessage(bytesOf(message?.ciphertext ?? ''))
    expect(read).toEqual({ ok: true, payload: bytesOf(message?.payload ?? '') })
  }
  const [atX, atY] = [x.finish(), y.finish()]
  expect(hexOf(atX.handshakeHash)).toBe(hexOf(atY.handshakeHash))
  if (vector.handshake_hash !== undefined) {
    expect(hexOf(atX.handshakeHash)).toBe(vector.handshake_hash)
  }
  const ciphers = [atX, atY].map(({ split }) => new CipherState(split.sending))
  const opposite = [atY, atX].map(({ split }) => new CipherState(split.receiving))
  for (const [at, { payload, ciphertext }] of transport.entries()) {
    expect(hexOf(ciphers[at % 2]?.encrypt(none, bytesOf(payload)) ?? none)).toBe(ciphertext)
    const opened = opposite[at % 2]?.decrypt(none, bytesOf(ciphertext))
    expect(hexOf(opened ?? none)).toBe(payload)
  }
  expect(transport.length).toBeGreaterThan(0)
}

describe('published vectors', () => {
  test.each(inlinedNoiseVectors)('$protocol_name', (vector) => {
    expect.hasAssertions()
    follow(vector)
  })

  test('all of IX and IK', (context) => {
    const missing = vectorsAreMissing('noise.json')
    if (missing !== undefined) context.skip(missing)
    const ours = readNoiseVectors().filter(({ protocol_name: name }) =>
      /^Noise_I[XK]_25519_ChaChaPoly_SHA256$/.test(name),
    )
    expect(ours.length).toBe(4)
    ours.forEach(follow)
  })

  test('of X25519, by Wycheproof', (context) => {
    const missing = vectorsAreMissing('wycheproof-x25519.json')
    if (missing !== undefined) context.skip(missing)
    const vectors = readX25519Vectors()
    expect(vectors.length).toBeGreaterThan(500)
    for (const { tcId, public: publicKey, private: privateKey, shared } of vectors) {
      const secret = sharedSecret(bytesOf(privateKey), bytesOf(publicKey))
      // "acceptable" may be computed or not, but never wrongly; we refuse a secret of zeros alone.
      const expected = /^0+$/.test(shared) ? undefined : shared
      expect(secret && hexOf(secret), `tcId ${tcId}`).toBe(expected)
    }
  })
})

describe.each(patterns)('%s', (pattern) => {
  test('both ends agree on everything, and on who they are', () => {
    const { x, y } = finished(pattern)
    expect(x.handshakeHash).toEqual(y.handshakeHash)
    expect(x.remoteStatic).toEqual(yKeys.publicKey)
    expect(y.remoteStatic).toEqual(xKeys.publicKey)
    expect(x.split).toEqual({ sending: y.split.receiving, receiving: y.split.sending })
    expect(x.exportKeys('ESP')).toEqual({
      sending: y.exportKeys('ESP').receiving,
      receiving: y.exportKeys('ESP').sending,
    })
  })

  test('exported keys differ by direction, label and handshake, and are 36 bytes', () => {
    const [one, other] = [finished(pattern), finished(pattern)]
    const keys = [
      one.x.exportKeys('a'),
      one.x.exportKeys('b'),
      other.x.exportKeys('a'),
      one.x.split,
    ]
      .flatMap(({ sending, receiving }) => [sending, receiving])
      .map((key) => hexOf(key.subarray(0, 32)))
    expect(new Set(keys).size).toBe(8)
    expect(one.x.exportKeys('a').sending.length).toBe(36)
    expect(one.x.exportKeys('a', 100).sending.length).toBe(100)
  })

  test('a message that fails changes nothing: the true one is read behind it', () => {
    const { x, y } = bothEnds(pattern)
    const first = written(x)
    // In the clear, a changed message of IX is another valid one: only IK's is authentic.
    if (pattern === 'IK') expectForgeriesRefused(y, first)
    expect(y.readMessage(first)).toEqual({ ok: true, payload: hello })
    const second = written(y)
    expectForgeriesRefused(x, second)
    expect(x.readMessage(second)).toEqual({ ok: true, payload: hello })
    expect(x.finish().handshakeHash).toEqual(y.finish().handshakeHash)
  })

  test('another prologue fails', () => {
    const { x, y } = bothEnds(pattern, { prologue: none })
    const read = y.readMessage(written(x))
    expect(read.ok).toBe(pattern === 'IX')
    if (read.ok) expect(x.readMessage(written(y))).toMatchObject({ fault: 'not-authentic' })
  })

  test('a key of small order is refused wherever it comes from', () => {
    const { x, y } = bothEnds(pattern)
    const weak = new Uint8Array(32)
    const first = written(x)
    const weakEphemeral = Uint8Array.of(...weak, ...first.subarray(32))
    const read = y.readMessage(weakEphemeral)
    const outcome = read.ok ? y.writeMessage(none) : read
    expect(outcome).toEqual({ ok: false, fault: 'weak-key' })
    const known = { role: 'initiator', pattern: 'IK', staticKeys: xKeys, prologue } as const
    expect(new Handshake({ ...known, responderStatic: weak }).writeMessage(none)).toEqual({
      ok: false,
      fault: 'weak-key',
    })
  })

  test('out of turn is our own mistake', () => {
    const { x, y } = bothEnds(pattern)
    expect(() => x.readMessage(none)).toThrow('not our turn')
    expect(() => y.writeMessage(none)).toThrow('not our turn')
    expect(() => x.finish()).toThrow('not finished')
    y.readMessage(written(x))
    expect(() => x.writeMessage(none)).toThrow('not our turn')
    expect(() => y.readMessage(none)).toThrow('not our turn')
    x.readMessage(written(y))
    expect(() => x.writeMessage(none)).toThrow('not our turn')
    expect([x.isFinished, y.isFinished]).toEqual([true, true])
  })

  test('any bytes are no message, and never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 160 }), (bytes) => {
        const { x, y } = bothEnds(pattern)
        const read = y.readMessage(bytes)
        // IX's first message is in the clear: any 64 bytes and more can be one.
        expect(read.ok).toBe(pattern === 'IX' && bytes.length >= 64)
        written(x)
        expect(x.readMessage(bytes).ok).toBe(false)
      }),
      { seed: 34, numRuns: 60 },
    )
  })
})

test('IX with a changed first message fails at the second', () => {
  const { x, y } = bothEnds('IX')
  const first = written(x)
  expect(y.readMessage(first.with(64, 0x41)).ok).toBe(true)
  expect(x.readMessage(written(y))).toEqual({ ok: false, fault: 'not-authentic' })
})

test('IK to a host that has another key is not read there', () => {
  const { x, y } = bothEnds('IK', { staticKeys: keysOf('33'.repeat(32)) })
  expect(y.readMessage(written(x))).toEqual({ ok: false, fault: 'not-authentic' })
})

test('a first message of IK can be replayed, but its second answer is a fresh one', () => {
  const { x, y } = bothEnds('IK')
  const first = written(x)
  const again = bothEnds('IK').y
  expect(y.readMessage(first).ok && again.readMessage(first).ok).toBe(true)
  expect(written(y)).not.toEqual(written(again))
})

test('keys of another length are our own mistake', () => {
  const short = { privateKey: new Uint8Array(31), publicKey: new Uint8Array(32) }
  const options = { role: 'responder', pattern: 'IX', prologue } as const
  expect(() => new Handshake({ ...options, staticKeys: short })).toThrow(RangeError)
})

/** Every message that differs in one bit of a byte, and every one that is cut. */
function expectForgeriesRefused(handshake: Handshake, message: Uint8Array): void {
  for (const [at, byte] of message.entries()) {
    expect(handshake.readMessage(message.with(at, byte ^ 0x10)).ok, `byte ${at}`).toBe(false)
    expect(handshake.readMessage(message.subarray(0, at)).ok, `cut at ${at}`).toBe(false)
  }
}
