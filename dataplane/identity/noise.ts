// The Noise handshakes IX and IK (Noise protocol framework, revision 34, sections 5.3 and 7.5), of
// one message each way, and the SA keys that follow from them.
import { hkdfSha256 } from 'tun-tap/handshake-crypto'
import { SymmetricState, tagBytes } from './noise-symmetric.ts'
import { keepSharedSecret, newKeyPair, sharedSecret, x25519KeyBytes } from './x25519.ts'
import type { KeyPair } from './x25519.ts'
import type { NoisePattern } from '../wire/control-message.ts'

/** RFC 4106 section 8.1, RFC 7634 section 2: a key of 32 bytes and a salt of 4. */
export const saKeyBytes = 36

interface BothRoles {
  staticKeys: KeyPair
  /** Must be equal at both ends, or the handshake fails. */
  prologue: Uint8Array
  /**
   * Made ahead (`ephemeralKeysFor`), or of published vectors. For this handshake alone: a pair that is used twice gives
   * the secrets away.
   */
  ephemeralKeys?: KeyPair
}

export type HandshakeOptions = BothRoles &
  (
    | { role: 'responder'; pattern: NoisePattern }
    | { role: 'initiator'; pattern: 'IX' }
    | { role: 'initiator'; pattern: 'IK'; responderStatic: Uint8Array }
  )

export type ReadResult =
  | { ok: true; payload: Uint8Array }
  | {
      ok: false
      fault:
        | 'truncated'
        /** Not what the holder of the keys wrote, or written for other keys or another prologue. */
        | 'not-authentic'
        /** A public key of small order, with which the secret would be known to all. */
        | 'weak-key'
    }

/** What both ends have in common when both messages are through. */
export interface FinishedHandshake {
  /** The same 32 bytes at both ends, and of this handshake alone. */
  handshakeHash: Uint8Array
  /** The peer's X25519 key, authenticated. */
  remoteStatic: Uint8Array
  /**
   * Noise's transport keys, 32 bytes each. VIP derives from them and encrypts nothing with them.
   */
  split: Directions
  /**
   * Keys for one purpose: HKDF-SHA256 (RFC 5869) over the transport key of each direction, salted
   * with the handshake hash, with the ASCII label as info. Other labels give unrelated keys.
   */
  exportKeys(label: string, lengthBytes?: number): Directions
}

export interface Directions {
  sending: Uint8Array
  receiving: Uint8Array
}

/**
 * What the initiator's first message of IK needs and can be computed before there is anything to say: the ephemeral keys,
 * with what they share with the responder kept beside them.
 */
export function ephemeralKeysFor(responderStatic: Uint8Array): KeyPair {
  const keys = newKeyPair()
  keepSharedSecret(keys.privateKey, responderStatic)
  return keys
}

type Token = 'e' | 's' | 'ee' | 'es' | 'se' | 'ss'

/** Section 7.5. The pre-message of IK, the responder's static key, is in `start`. */
const messagePatterns: Record<NoisePattern, readonly [readonly Token[], readonly Token[]]> = {
  IX: [
    ['e', 's'],
    ['e', 'ee', 'se', 's', 'es'],
  ],
  IK: [
    ['e', 'es', 's', 'ss'],
    ['e', 'ee', 'se'],
  ],
}

/**
 * One end of a handshake. The initiator writes and then reads, the responder reads and then writes;
 * `finish` then gives the keys.
 *
 * What each message proves: message 1 of IX proves nothing (keys and payload are in the clear),
 * that of IK proves who wrote it but may be a replay. Message 2 proves the responder, fresh, to the
 * initiator. The responder knows that its initiator is there and is no replay once something
 * arrives that was encrypted with the keys: until then it must not write to disk or drop an older
 * SA.
 */
export class Handshake {
  readonly #options: HandshakeOptions
  #symmetric: SymmetricState
  #ephemeral: KeyPair | undefined
  #remoteEphemeral: Uint8Array | undefined
  #remoteStatic: Uint8Array | undefined
  /** How many of the two messages are through. */
  #messages = 0

  /** @throws RangeError for keys that are not 32 bytes */
  constructor(options: HandshakeOptions) {
    const { pattern, role, staticKeys, prologue } = options
    for (const key of [staticKeys.publicKey, staticKeys.privateKey]) expectKey(key)
    this.#options = options
    this.#symmetric = SymmetricState.start(`Noise_${pattern}_25519_ChaChaPoly_SHA256`)
    this.#symmetric.mixHash(prologue)
    if (pattern === 'IK') {
      const responderStatic = role === 'initiator' ? options.responderStatic : staticKeys.publicKey
      expectKey(responderStatic)
      this.#symmetric.mixHash(responderStatic)
      if (role === 'initiator') this.#remoteStatic = new Uint8Array(responderStatic)
    }
  }

  /**
   * The peer's X25519 key as far as it is known: for the initiator of IK from the start, else once
   * its message is read. See above for what it proves.
   */
  get remoteStatic(): Uint8Array | undefined {
    return this.#remoteStatic?.slice()
  }

  get isFinished(): boolean {
    return this.#messages === 2
  }

  /**
   * The next message, with a payload of any length. 'weak-key' where the peer's key (of a store, of
   * DNS, of its message) is of small order; the handshake is then of no use.
   * @throws Error out of turn
   */
  writeMessage(payload: Uint8Array): { ok: true; message: Uint8Array } | Weak {
    const tokens = this.#nextTokens('write')
    const parts: Uint8Array[] = []
    for (const token of tokens) {
      if (token === 'e') {
        this.#ephemeral = this.#options.ephemeralKeys ?? newKeyPair()
        this.#symmetric.mixHash(this.#ephemeral.publicKey)
        parts.push(this.#ephemeral.publicKey)
      } else if (token === 's') {
        parts.push(this.#symmetric.encryptAndHash(this.#options.staticKeys.publicKey))
      } else {
        const secret = this.#secret(token)
        if (secret === undefined) return { ok: false, fault: 'weak-key' }
        this.#symmetric.mixKey(secret)
      }
    }
    parts.push(this.#symmetric.encryptAndHash(payload))
    this.#messages += 1
    return { ok: true, message: concat(parts) }
  }

  /**
   * Total. A message that fails changes nothing, so that a forged one cannot keep out the true one
   * behind it.
   * @throws Error out of turn
   */
  readMessage(message: Uint8Array): ReadResult {
    const tokens = this.#nextTokens('read')
    const before = {
      symmetric: this.#symmetric,
      ephemeral: this.#remoteEphemeral,
      static: this.#remoteStatic,
    }
    this.#symmetric = before.symmetric.clone()
    const result = this.#read(tokens, message)
    if (result.ok) {
      this.#messages += 1
      return result
    }
    this.#symmetric = before.symmetric
    this.#remoteEphemeral = before.ephemeral
    this.#remoteStatic = before.static
    return result
  }

  /** @throws Error before both messages are through */
  finish(): FinishedHandshake {
    if (!this.isFinished || this.#remoteStatic === undefined) {
      throw new Error('the handshake is not finished')
    }
    const handshakeHash = this.#symmetric.hash
    const [fromInitiator, fromResponder] = this.#symmetric.split()
    const isInitiator = this.#options.role === 'initiator'
    const split: Directions = isInitiator
      ? { sending: fromInitiator, receiving: fromResponder }
      : { sending: fromResponder, receiving: fromInitiator }
    const derive = (key: Uint8Array, label: string, lengthBytes: number) =>
      hkdfSha256(handshakeHash, key, new TextEncoder().encode(label), lengthBytes)
    return {
      handshakeHash,
      remoteStatic: this.#remoteStatic.slice(),
      split,
      exportKeys: (label, lengthBytes = saKeyBytes) => ({
        sending: derive(split.sending, label, lengthBytes),
        receiving: derive(split.receiving, label, lengthBytes),
      }),
    }
  }

  #read(tokens: readonly Token[], message: Uint8Array): ReadResult {
    let at = 0
    const take = (length: number) => {
      const part = message.subarray(at, at + length)
      at += length
      return part.length === length ? part : undefined
    }
    for (const token of tokens) {
      if (token === 'e') {
        const key = take(x25519KeyBytes)
        if (key === undefined) return { ok: false, fault: 'truncated' }
        this.#remoteEphemeral = new Uint8Array(key)
        this.#symmetric.mixHash(key)
      } else if (token === 's') {
        const sealed = take(x25519KeyBytes + (this.#symmetric.hasKey ? tagBytes : 0))
        if (sealed === undefined) return { ok: false, fault: 'truncated' }
        const key = this.#symmetric.decryptAndHash(sealed)
        if (key === undefined) return { ok: false, fault: 'not-authentic' }
        this.#remoteStatic = key
      } else {
        const secret = this.#secret(token)
        if (secret === undefined) return { ok: false, fault: 'weak-key' }
        this.#symmetric.mixKey(secret)
      }
    }
    const sealed = message.subarray(at)
    if (this.#symmetric.hasKey && sealed.length < tagBytes) return { ok: false, fault: 'truncated' }
    const payload = this.#symmetric.decryptAndHash(sealed)
    return payload === undefined ? { ok: false, fault: 'not-authentic' } : { ok: true, payload }
  }

  /**
   * The first letter of a token is the initiator's key, the second the responder's (section 7.1).
   */
  #secret(token: Exclude<Token, 'e' | 's'>): Uint8Array | undefined {
    const [ofInitiator, ofResponder] = [token[0], token[1]]
    const isInitiator = this.#options.role === 'initiator'
    const [own, remote] = isInitiator ? [ofInitiator, ofResponder] : [ofResponder, ofInitiator]
    const ownKeys = own === 'e' ? this.#ephemeral : this.#options.staticKeys
    const publicKey = remote === 'e' ? this.#remoteEphemeral : this.#remoteStatic
    if (ownKeys === undefined || publicKey === undefined) {
      throw new Error(`the pattern uses ${token} before its keys`)
    }
    const share = token === 'ss' ? keepSharedSecret : sharedSecret
    return share(ownKeys.privateKey, publicKey)
  }

  #nextTokens(direction: 'read' | 'write'): readonly Token[] {
    const isOurs = (this.#options.role === 'initiator') === (this.#messages === 0)
    const tokens = messagePatterns[this.#options.pattern][this.#messages]
    if (tokens === undefined || isOurs !== (direction === 'write')) {
      throw new Error(`it is not our turn to ${direction}`)
    }
    return tokens
  }
}

type Weak = { ok: false; fault: 'weak-key' }

function expectKey(key: Uint8Array): void {
  if (key.length !== x25519KeyBytes) throw new RangeError(`a key of ${key.length} bytes is not 32`)
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}
