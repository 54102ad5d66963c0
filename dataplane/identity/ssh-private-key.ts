// An Ed25519 private key in the file form of OpenSSH (PROTOCOL.key in its source), without
// passphrase: what `ssh-keygen -t ed25519 -N ''` writes, and `ssh-keygen -y -f` reads.
import { randomBytes } from 'node:crypto'
import { SshReader, concatBytes, sshString, sshU32 } from './ssh-fields.ts'
import { ed25519KeyBytes, parseSshKeyBlob, sshKeyBlob, sshKeyType } from './ssh-public-key.ts'
import { sodium } from './sodium.ts'

export interface Ed25519Keys {
  /** 32 bytes. */
  publicKey: Uint8Array
  /** The 32 bytes of RFC 8032 section 5.1.5, from which all else follows. */
  seed: Uint8Array
  comment: string
}

/** No member holds a byte of the file, which could be the key. */
export type PrivateKeyFault =
  /** Not in this form at all. */
  | 'not-openssh'
  | 'has-passphrase'
  | 'not-ed25519'
  /** In this form, and broken: its parts do not agree. */
  | 'damaged'

export type PrivateKeyResult =
  { ok: true; keys: Ed25519Keys } | { ok: false; fault: PrivateKeyFault }

const BEGIN = '-----BEGIN OPENSSH PRIVATE KEY-----'
const END = '-----END OPENSSH PRIVATE KEY-----'
const MAGIC = 'openssh-key-v1\0'
/** Of cipher "none". */
const blockBytes = 8
/** ssh-keygen's. */
const lineCharacters = 70

export function newEd25519Keys(comment: string): Ed25519Keys {
  const seed = sodium.randombytes_buf(ed25519KeyBytes)
  return { seed, publicKey: publicKeyOfSeed(seed), comment }
}

export function publicKeyOfSeed(seed: Uint8Array): Uint8Array {
  return sodium.crypto_sign_seed_keypair(seed).publicKey
}

export function formatPrivateKey({ publicKey, seed, comment }: Ed25519Keys): string {
  // A wrong passphrase would show in two unequal numbers; without one they only have to be there.
  const check = randomBytes(4)
  const fields = concatBytes(
    check,
    check,
    sshString(sshKeyType),
    sshString(publicKey),
    sshString(concatBytes(seed, publicKey)),
    sshString(comment),
  )
  const padding = Uint8Array.from({ length: -fields.length & (blockBytes - 1) }, (_, at) => at + 1)
  const bytes = concatBytes(
    new TextEncoder().encode(MAGIC),
    sshString('none'),
    sshString('none'),
    sshString(''),
    sshU32(1),
    sshString(sshKeyBlob(publicKey)),
    sshString(concatBytes(fields, padding)),
  )
  const base64 = Buffer.from(bytes).toString('base64')
  const lines = base64.match(new RegExp(`.{1,${lineCharacters}}`, 'g')) ?? []
  return [BEGIN, ...lines, END, ''].join('\n')
}

/** Total. Strict: whatever says two different things about the key is damaged. */
export function parsePrivateKey(text: string): PrivateKeyResult {
  const lines = text.trim().split(/\r?\n/)
  if (lines.shift() !== BEGIN || lines.pop() !== END) return { ok: false, fault: 'not-openssh' }
  const base64 = lines.join('')
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.toString('base64') !== base64) return { ok: false, fault: 'damaged' }
  const reader = new SshReader(bytes)
  const magic = new TextDecoder().decode(reader.take(MAGIC.length))
  if (magic !== MAGIC) return { ok: false, fault: 'not-openssh' }
  const [cipher, kdf] = [reader.text(), reader.text()]
  const kdfOptions = reader.string()
  const count = reader.u32()
  const blob = reader.string()
  const privateFields = reader.string()
  if (reader.failed || !reader.atEnd || count !== 1) return { ok: false, fault: 'damaged' }
  if (cipher !== 'none' || kdf !== 'none') return { ok: false, fault: 'has-passphrase' }
  if (kdfOptions.length > 0) return { ok: false, fault: 'damaged' }
  if (new SshReader(blob).text() !== sshKeyType) return { ok: false, fault: 'not-ed25519' }
  const publicKey = parseSshKeyBlob(blob)
  const keys = publicKey && parsePrivateFields(privateFields, publicKey)
  return keys === undefined ? { ok: false, fault: 'damaged' } : { ok: true, keys }
}

function parsePrivateFields(bytes: Uint8Array, publicKey: Uint8Array): Ed25519Keys | undefined {
  const reader = new SshReader(bytes)
  const hasCheck = reader.u32() === reader.u32()
  const type = reader.text()
  const samePublic = Buffer.compare(reader.string(), publicKey) === 0
  const secret = reader.string()
  const comment = reader.text()
  const padding = reader.rest()
  const isPadded =
    bytes.length % blockBytes === 0 &&
    padding.length < blockBytes &&
    padding.every((byte, at) => byte === at + 1)
  const isWhole = !reader.failed && hasCheck && isPadded && type === sshKeyType && samePublic
  if (!isWhole || secret.length !== 2 * ed25519KeyBytes) return undefined
  const seed = new Uint8Array(secret.subarray(0, ed25519KeyBytes))
  const follows =
    Buffer.compare(secret.subarray(ed25519KeyBytes), publicKey) === 0 &&
    Buffer.compare(publicKeyOfSeed(seed), publicKey) === 0
  return follows ? { publicKey, seed, comment } : undefined
}
