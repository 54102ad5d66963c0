// The symmetric half of the Noise protocol framework, revision 34, sections 4 and 5.1 to 5.2, for
// the suite 25519_ChaChaPoly_SHA256.
import { openAead, sealAead } from 'tun-tap/aead'
import { hkdfSha256, sha256 } from 'tun-tap/handshake-crypto'

/** Of hashes and of keys. */
export const hashBytes = 32
export const tagBytes = 16

/** What Noise writes as ChaChaPoly with a key k and a counter n (sections 5.1 and 12.3). */
export class CipherState {
  readonly #key: Uint8Array
  #counter: number

  constructor(key: Uint8Array, counter = 0) {
    this.#key = key
    this.#counter = counter
  }

  clone(): CipherState {
    return new CipherState(this.#key, this.#counter)
  }

  encrypt(additional: Uint8Array, plaintext: Uint8Array): Uint8Array {
    return sealAead(this.#input(additional, this.#counter++), plaintext)
  }

  /** Undefined where the tag is wrong; the counter then stays (section 5.1). */
  decrypt(additional: Uint8Array, ciphertext: Uint8Array): Uint8Array | undefined {
    const plaintext = openAead(this.#input(additional, this.#counter), ciphertext)
    if (plaintext === null) return undefined
    this.#counter += 1
    return plaintext
  }

  #input(additional: Uint8Array, counter: number) {
    const nonce = nonceOf(counter)
    return {
      cipher: 'chacha20-poly1305',
      backend: 'openssl',
      key: this.#key,
      nonce,
      additional,
    } as const
  }
}

/** 32 bits of zeros, then 64 bits little-endian (section 12.3). */
function nonceOf(counter: number): Uint8Array {
  const nonce = new Uint8Array(12)
  new DataView(nonce.buffer).setBigUint64(4, BigInt(counter), true)
  return nonce
}

/** The chaining key, the handshake hash and the current cipher (section 5.2). */
export class SymmetricState {
  #chainingKey: Uint8Array
  #hash: Uint8Array
  #cipher: CipherState | undefined

  private constructor(chainingKey: Uint8Array, hash: Uint8Array, cipher: CipherState | undefined) {
    this.#chainingKey = chainingKey
    this.#hash = hash
    this.#cipher = cipher
  }

  /**
   * `protocolName` in ASCII. One of at most 32 bytes stands for itself, a longer one by its hash.
   */
  static start(protocolName: string): SymmetricState {
    const name = new TextEncoder().encode(protocolName)
    const hash = new Uint8Array(hashBytes)
    if (name.length <= hashBytes) hash.set(name)
    else hash.set(sha256(name))
    return new SymmetricState(hash, hash, undefined)
  }

  /** So that a message can be tried, and its effects dropped where it is not authentic. */
  clone(): SymmetricState {
    return new SymmetricState(this.#chainingKey, this.#hash, this.#cipher?.clone())
  }

  /** h: after the last message it names the handshake uniquely (section 11.2). */
  get hash(): Uint8Array {
    return this.#hash.slice()
  }

  get hasKey(): boolean {
    return this.#cipher !== undefined
  }

  mixHash(data: Uint8Array): void {
    this.#hash = sha256(this.#hash, data)
  }

  mixKey(input: Uint8Array): void {
    const [chainingKey, key] = hkdf(this.#chainingKey, input)
    this.#chainingKey = chainingKey
    this.#cipher = new CipherState(key)
  }

  encryptAndHash(plaintext: Uint8Array): Uint8Array {
    const ciphertext = this.#cipher?.encrypt(this.#hash, plaintext) ?? plaintext
    this.mixHash(ciphertext)
    return ciphertext
  }

  decryptAndHash(ciphertext: Uint8Array): Uint8Array | undefined {
    const plaintext =
      this.#cipher === undefined
        ? new Uint8Array(ciphertext)
        : this.#cipher.decrypt(this.#hash, ciphertext)
    if (plaintext !== undefined) this.mixHash(ciphertext)
    return plaintext
  }

  /** The initiator's sending key, then the responder's, 32 bytes each. */
  split(): [Uint8Array, Uint8Array] {
    return hkdf(this.#chainingKey, nothing)
  }
}

/** Noise's HKDF with two outputs (section 4.3): RFC 5869 with the chaining key as salt, no info. */
function hkdf(chainingKey: Uint8Array, input: Uint8Array): [Uint8Array, Uint8Array] {
  const both = hkdfSha256(chainingKey, input, nothing, 2 * hashBytes)
  return [both.slice(0, hashBytes), both.slice(hashBytes)]
}

const nothing = new Uint8Array(0)
