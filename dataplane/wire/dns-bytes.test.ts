import { expect, test } from 'vitest'
import { DnsReader } from './dns-bytes.ts'

test('what is taken from a packet does not change with its buffer', () => {
  const packet = Buffer.from([1, 2, 3, 4])
  const reader = new DnsReader(packet)
  const taken = reader.take(2)
  packet.fill(9)
  expect([...taken]).toEqual([1, 2])
})
