// Datagrams in one run of bytes, each behind its length in 4 bytes, least significant first: what the programs that send
// them read.

export function encodeDatagrams(datagrams: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    datagrams.flatMap((datagram) => {
      const length = Buffer.alloc(4)
      length.writeUInt32LE(datagram.length)
      return [length, datagram]
    }),
  )
}

/** @throws RangeError where the bytes end too early. */
export function decodeDatagrams(bytes: Buffer): Buffer[] {
  const datagrams: Buffer[] = []
  for (let at = 0; at < bytes.length;) {
    const end = at + 4 + bytes.readUInt32LE(at)
    if (end > bytes.length) throw new RangeError('the last datagram is cut')
    datagrams.push(bytes.subarray(at + 4, end))
    at = end
  }
  return datagrams
}
