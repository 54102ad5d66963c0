// Both ciphers by every backend against published vectors, against Node's own crypto and against each other.
import { createCipheriv } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openAead, sealAead, type AeadBackend, type AeadInput } from '../aead.ts'
import type { CipherName } from '../ciphers.ts'
import { publishedVectors } from './aead-published-vectors.ts'
import { readWycheproof, wycheproofIsMissing } from './wycheproof.ts'

const tagBytes = 16
const nonceBytes = 12
const backendsOf: Record<CipherName, readonly AeadBackend[]> = {
  'aes-256-gcm': ['openssl', 'ipsec-mb', 'fastest'],
  'chacha20-poly1305': ['openssl', 'ipsec-mb', 'fastest'],
}
const pairs = (Object.keys(backendsOf) as CipherName[]).flatMap((cipher) =>
  backendsOf[cipher].map((backend) => ({ cipher, backend })),
)

/** Why the backend is not in this build, or undefined when it is. */
function backendIsMissing(cipher: CipherName, backend: AeadBackend): string | undefined {
  const zeros = {
    key: new Uint8Array(32),
    nonce: new Uint8Array(nonceBytes),
    additional: new Uint8Array(),
  }
  try {
    sealAead({ cipher, backend, ...zeros }, new Uint8Array())
    return undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_NO_BACKEND') throw error
    if (
      cipher === 'chacha20-poly1305' &&
      !readFileSync('/proc/cpuinfo', 'utf8').includes('avx512bw')
    ) {
      return 'this processor lacks AVX-512, without which OpenSSL is faster'
    }
    return process.arch === 'x64'
      ? `the addon was built without ${backend} (Debian package libipsec-mb-dev)`
      : `this processor is ${process.arch}, and ${backend} is for x64`
  }
}

function bytes(digits: string): Uint8Array {
  return new Uint8Array(Buffer.from(digits, 'hex'))
}

function hex(data: Uint8Array | null): string | null {
  return data === null ? null : Buffer.from(data).toString('hex')
}

function sealByNode({ cipher, key, nonce, additional }: AeadInput, plaintext: Uint8Array) {
  // One signature for both names: OpenSSL's chacha20-poly1305 and GCM differ only in their types.
  const sealing = createCipheriv(cipher as 'chacha20-poly1305', key, nonce, {
    authTagLength: tagBytes,
  })
  sealing.setAAD(additional, { plaintextLength: plaintext.length })
  const ciphertext = Buffer.concat([sealing.update(plaintext), sealing.final()])
  return new Uint8Array(Buffer.concat([ciphertext, sealing.getAuthTag()]))
}

/** Of any content and of all lengths up to beyond a packet's. */
function anyBytes(maxLength: number) {
  return fc.uint8Array({ maxLength, size: 'max' })
}
const anyKey = fc.uint8Array({ minLength: 32, maxLength: 32 })
const anyNonce = fc.uint8Array({ minLength: nonceBytes, maxLength: nonceBytes })

const fixedInput = {
  key: Uint8Array.from({ length: 32 }, (_, at) => at + 1),
  nonce: Uint8Array.from({ length: nonceBytes }, (_, at) => 200 - at),
  // As in ESP: SPI and sequence number.
  additional: Uint8Array.from([0, 0, 16, 1, 0, 0, 0, 7]),
}

describe.each(pairs)('$cipher by $backend', ({ cipher, backend }) => {
  const missing = backendIsMissing(cipher, backend)

  const skipWhereMissing = ({ skip }: { skip: (reason: string) => never }) => {
    if (missing !== undefined) skip(missing)
  }

  test.for(publishedVectors.filter((vector) => vector.cipher === cipher))(
    '$name',
    (vector, context) => {
      skipWhereMissing(context)
      const input = {
        cipher,
        backend,
        key: bytes(vector.key),
        nonce: bytes(vector.nonce),
        additional: bytes(vector.additional),
      }
      const sealed = vector.ciphertext + vector.tag
      expect(hex(sealAead(input, bytes(vector.plaintext)))).toBe(sealed)
      expect(hex(openAead(input, bytes(sealed)))).toBe(vector.plaintext)
    },
  )

  test('every vector of Project Wycheproof', (context) => {
    skipWhereMissing(context)
    const absent = wycheproofIsMissing(cipher)
    if (absent !== undefined) return context.skip(absent)
    const vectors = readWycheproof(cipher)
    expect(vectors.length).toBeGreaterThan(60)
    const usable = vectors.filter(({ iv }) => iv.length === nonceBytes)
    for (const { tcId, comment, key, iv, aad, msg, ct, tag, result } of usable) {
      const name = `${tcId} (${comment})`
      const input = { cipher, backend, key, nonce: iv, additional: aad }
      const sealed = new Uint8Array([...ct, ...tag])
      const isValid = result === 'valid'
      expect(hex(openAead(input, sealed)), name).toBe(isValid ? hex(msg) : null)
      expect(hex(sealAead(input, msg)) === hex(sealed), name).toBe(isValid)
    }
    // ESP has nonces of 12 bytes, and nothing else gets in.
    for (const { tcId, key, iv, msg } of vectors.filter((vector) => !usable.includes(vector))) {
      const input = { cipher, backend, key, nonce: iv, additional: msg }
      expect(() => sealAead(input, msg), String(tcId)).toThrow('12-byte nonce')
    }
  })

  test("gives the bytes that Node's crypto gives, and opens them", (context) => {
    skipWhereMissing(context)
    fc.assert(
      fc.property(
        anyKey,
        anyNonce,
        anyBytes(64),
        anyBytes(2000),
        (key, nonce, additional, plain) => {
          const input = { cipher, backend, key, nonce, additional }
          const sealed = sealAead(input, plain)
          expect(hex(sealed)).toBe(hex(sealByNode(input, plain)))
          expect(hex(openAead(input, sealed))).toBe(hex(plain))
        },
      ),
      { numRuns: 300 },
    )
  })

  test('every length from 0 to 2000 comes back, and equals what Node gives', (context) => {
    skipWhereMissing(context)
    const input = { cipher, backend, ...fixedInput }
    const plain = new Uint8Array(2000).map((_, at) => at * 31)
    for (let length = 0; length <= plain.length; length += 1) {
      const sealed = sealAead(input, plain.subarray(0, length))
      expect(
        Buffer.compare(sealed, sealByNode(input, plain.subarray(0, length))),
        `${length}`,
      ).toBe(0)
      const opened = openAead(input, sealed)
      expect(
        opened !== null && Buffer.compare(opened, plain.subarray(0, length)),
        `${length}`,
      ).toBe(0)
    }
  })

  test.for([0, 1, 15, 16, 17, 130])(
    'any flipped bit ruins a packet of %i bytes',
    (length, context) => {
      skipWhereMissing(context)
      const input = { cipher, backend, ...fixedInput }
      const sealed = sealAead(input, new Uint8Array(length).fill(0x5a))
      expect(openAead(input, sealed)).not.toBeNull()
      const opened = [
        ...eachFlip(sealed).map((flipped) => openAead(input, flipped)),
        ...eachFlip(input.nonce).map((nonce) => openAead({ ...input, nonce }, sealed)),
        ...eachFlip(input.additional).map((additional) =>
          openAead({ ...input, additional }, sealed),
        ),
        ...eachFlip(input.key).map((key) => openAead({ ...input, key }, sealed)),
      ]
      expect(opened.length).toBe((length + tagBytes + nonceBytes + 8 + 32) * 8)
      expect(opened.filter((plain) => plain !== null)).toEqual([])
    },
  )

  test('refuses what is shorter than a tag, or cut anywhere', (context) => {
    skipWhereMissing(context)
    const input = { cipher, backend, ...fixedInput }
    const sealed = sealAead(input, new Uint8Array(40))
    for (let length = 0; length < sealed.length; length += 1) {
      expect(openAead(input, sealed.subarray(0, length)), `${length}`).toBeNull()
    }
  })
})

/** All the copies of `data` that differ from it in one bit. */
function eachFlip(data: Uint8Array): Uint8Array[] {
  return Array.from({ length: data.length * 8 }, (_, bit) => {
    const flipped = Uint8Array.from(data)
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    return flipped
  })
}
