// Curve25519 keys in WireGuard's form, as `wg genkey` and `wg pubkey` print them: 32 bytes in base64.
import { generateKeyPairSync } from 'node:crypto'

export function wireguardKeyPair(): { privateKey: string; publicKey: string } {
  const { privateKey } = generateKeyPairSync('x25519')
  const { d = '', x = '' } = privateKey.export({ format: 'jwk' })
  const base64 = (text: string) => Buffer.from(text, 'base64url').toString('base64')
  return { privateKey: base64(d), publicKey: base64(x) }
}
