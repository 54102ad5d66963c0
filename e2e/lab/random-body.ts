// A body of any length that is the same at each reading and compresses to nothing: the key stream of AES-256 in counter
// mode, which is made faster than it can be sent.
import { createCipheriv } from 'node:crypto'

const chunkBytes = 64 * 1024
const zeros = Buffer.alloc(chunkBytes)

export function* randomBody(bytes: number): Generator<Buffer> {
  const stream = createCipheriv('aes-256-ctr', Buffer.alloc(32, 1), Buffer.alloc(16))
  for (let left = bytes; left > 0; left -= chunkBytes) {
    yield stream.update(zeros.subarray(0, Math.min(left, chunkBytes)))
  }
}
