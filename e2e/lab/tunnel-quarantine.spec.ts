// Data that arrives from a new address before anybody has told that its peer is there now (PROTOCOL section 7): it waits a
// quarter of a second. A third host plays the part of `a` at its new place, with `a`'s keys.
import { once } from 'node:events'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { encodeDatagrams } from './datagram-file.ts'
import { innerIpv4, ipv4NextHeader, sealEsp } from './esp-packet.ts'
import { rootIsMissing } from './lab-machine.ts'
import { createTunnelNetwork, vip4, type TunnelNetwork } from './tunnel-network.ts'

const newPlace = 'elsewhere'
const count = 20
/** Far from what `a` uses by itself. */
const firstSequence = 3 << 20

let network: TunnelNetwork

beforeEach(async ({ skip }) => {
  if (rootIsMissing !== undefined) skip(rootIsMissing)
  network = await createTunnelNetwork({ name: 'tunnel-quarantine', others: [newPlace] })
})
afterEach(() => network?.destroy())

test('is delivered once its source is an endpoint, and no copy of it', async () => {
  await sendFrom(newPlace)
  await moveTo(newPlace)
  await vi.waitFor(async () => expect(await receivedOnB()).toBe(count), 5000)
  expect((await network.status('b')).drops['outerSource']).toBeUndefined()
  await sendFrom(newPlace)
  await vi.waitFor(
    async () => expect((await network.status('b')).drops['replay']).toBe(count),
    5000,
  )
  expect(await receivedOnB()).toBe(count)
})

test('is never delivered when nobody tells, and the original is', async () => {
  await sendFrom(newPlace)
  await vi.waitFor(
    async () => expect((await network.status('b')).drops['outerSource']).toBe(count),
    5000,
  )
  expect(await receivedOnB()).toBe(0)
  // It was dropped for good: what is told later brings nothing back.
  await moveTo(newPlace)
  expect(await receivedOnB()).toBe(0)
  await sendFrom(newPlace)
  await vi.waitFor(async () => expect(await receivedOnB()).toBe(count), 5000)
})

/** The same datagrams each time. Resolves as soon as they are on their way. */
async function sendFrom(host: string): Promise<void> {
  const association = {
    cipher: network.configs.a.peers[0]!.cipher,
    ...network.configs.a.peers[0]!.outbound,
  }
  const datagrams = Array.from({ length: count }, (_, index) =>
    sealEsp(
      association,
      firstSequence + index,
      ipv4NextHeader,
      innerIpv4(vip4.a, vip4.b, Buffer.from(`number ${index}`)),
    ),
  )
  const program = join(import.meta.dirname, 'send-datagrams.ts')
  const ends = [`${network.address(host)}:10567`, network.endpoint('b')]
  const child = network.sandbox.spawn(host, [process.execPath, program, ...ends])
  child.stderr?.resume()
  child.stdin?.on('error', () => {}).end(encodeDatagrams(datagrams))
  const [said] = (await once(child.stdout!, 'data')) as [Buffer]
  expect(Number(said)).toBe(count)
}

async function moveTo(host: string): Promise<void> {
  const endpoints = [network.endpoint(host), network.endpoint('a')]
  await network.tunnel('b').ask({ method: 'endpoints', params: { peer: 'a', endpoints } })
}

async function receivedOnB(): Promise<number> {
  return (await network.status('b')).peers[0]!.rxPackets
}
