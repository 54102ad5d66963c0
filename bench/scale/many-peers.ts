// A helper with very many peers in its native table, each with an endpoint and both SAs, of which one is real. Reads one JSON
// line on standard input, prints what the peers took when packets can flow, and ends on SIGTERM. Built to out/bench/.
import { randomFillSync } from 'node:crypto'
import { createInterface } from 'node:readline'
import { Dataplane, type SaSecrets } from 'tun-tap/dataplane'
import * as v from 'valibot'
import { staticTunnelConfigSchema } from '../../dataplane/contract/static-tunnel.ts'

const configSchema = v.object({
  /** With the one real peer. */
  tunnel: staticTunnelConfigSchema,
  /** At most 8 million: their VIPs are counted from 241.0.0.0. */
  otherPeers: v.number(),
})

const firstOtherVip = 0xf1000000
/** Above those of the real peer. */
const firstOtherSpi = 0x100000
const usableHosts = 254
const firstPort = 1024

function addPeers({ tunnel, otherPeers }: v.InferOutput<typeof configSchema>): void {
  const dataplane = new Dataplane({ tun: tunnel.tun, port: tunnel.port, onEvent: () => {} })
  const rssBefore = residentBytes()
  const startedAt = performance.now()
  // The real one in the middle, where it has no advantage.
  addOthers(dataplane, tunnel.local.vip, 0, otherPeers / 2)
  for (const { vip, endpoints, cipher, outbound, inbound } of tunnel.peers) {
    const peer = dataplane.addPeer({ v4: { remote: vip, local: tunnel.local.vip } })
    const secrets = ({ spi, key }: typeof outbound): SaSecrets => ({
      spi,
      cipher,
      key: Buffer.from(key, 'hex'),
    })
    dataplane.setEndpoints(peer, endpoints)
    dataplane.setOutboundSa(peer, secrets(outbound))
    dataplane.addInboundSa(peer, secrets(inbound))
  }
  addOthers(dataplane, tunnel.local.vip, otherPeers / 2, otherPeers)
  const seconds = (performance.now() - startedAt) / 1000
  const rssGrowthBytes = residentBytes() - rssBefore
  process.stdout.write(`${JSON.stringify({ ready: true, rssGrowthBytes, seconds })}\n`)
  process.once('SIGTERM', () => {
    dataplane.close()
    process.exit(0)
  })
  setInterval(() => {}, 2 ** 30)
}

function addOthers(dataplane: Dataplane, local: string, from: number, to: number): void {
  const key = new Uint8Array(36)
  for (let index = Math.floor(from); index < Math.floor(to); index += 1) {
    const peer = dataplane.addPeer({ v4: { remote: toIpv4(firstOtherVip + index), local } })
    const host = 1 + (index % usableHosts)
    const port = firstPort + (Math.floor(index / usableHosts) % (65536 - firstPort))
    dataplane.setEndpoints(peer, [`203.0.113.${host}:${port}`])
    dataplane.setOutboundSa(peer, {
      spi: firstOtherSpi + index,
      cipher: 'aes-256-gcm',
      key: randomFillSync(key),
    })
    dataplane.addInboundSa(peer, {
      spi: firstOtherSpi + index,
      cipher: 'aes-256-gcm',
      key: randomFillSync(key),
    })
  }
}

function toIpv4(value: number): string {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff).join('.')
}

/** Without JavaScript's own garbage, where node was started with --expose-gc. */
function residentBytes(): number {
  globalThis.gc?.()
  return process.memoryUsage.rss()
}

for await (const line of createInterface({ input: process.stdin })) {
  addPeers(v.parse(configSchema, JSON.parse(line)))
  break
}
