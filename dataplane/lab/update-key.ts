// The key that may change the lab's zones: the name server's, the helpers' and the lab's own.
import { randomBytes } from 'node:crypto'
import type { RunDirectory } from './run-directory.ts'

export interface UpdateKey {
  name: string
  algorithm: 'hmac-sha256'
  /** Base64. */
  secret: string
}

/** As long as the hash, which RFC 8945 section 8 recommends. */
const SECRET_BYTES = 32

export function newUpdateKey(): UpdateKey {
  const secret = randomBytes(SECRET_BYTES).toString('base64')
  return { name: 'lab', algorithm: 'hmac-sha256', secret }
}

/** As tsig-keygen(8) writes it. */
export function keyFile({ name, algorithm, secret }: UpdateKey): string {
  return `key "${name}" {\n\talgorithm ${algorithm};\n\tsecret "${secret}";\n};\n`
}

export function updateKeyPath(directory: RunDirectory): string {
  return directory.file('vipip.net.key')
}
