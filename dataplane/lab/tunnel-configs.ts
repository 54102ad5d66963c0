// What the two tunnels of a lab are told at their start. Until hosts negotiate, the lab deals the
// keys: fresh ones each time, passed on standard input only.
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { StaticTunnelConfig } from '../contract/static-tunnel.ts'
import { endpointsOf, fqdnOf, otherHost, tunnelPort, staticVipOf } from './address-plan.ts'
import type { LabHost, LanName } from './address-plan.ts'

/**
 * Inner packets of this size fit the LANs' 1500 with the headers of IPv6, UDP and ESP around them.
 */
const TUNNEL_MTU = 1400

/** Key and salt (RFC 4106 section 8.1, RFC 7634 section 2). */
const SECRET_BYTES = 36

/** SPI of the packets that a host receives, different so that a capture shows the direction. */
const inboundSpi: Readonly<Record<LabHost, number>> = { a: 0x1001, b: 0x2001 }

export function tunnelConfigs(
  places: Readonly<Record<LabHost, LanName>>,
  controlPath: (host: LabHost) => string,
): Record<LabHost, StaticTunnelConfig> {
  const cipher = hasAesInstructions() ? 'aes-256-gcm' : 'chacha20-poly1305'
  const associationTowards = (host: LabHost) => ({
    spi: inboundSpi[host],
    key: randomBytes(SECRET_BYTES).toString('hex'),
  })
  const towards = { a: associationTowards('a'), b: associationTowards('b') }
  const config = (host: LabHost): StaticTunnelConfig => {
    const peer = otherHost(host)
    const { v4: vip, v6: vip6 } = staticVipOf(peer)
    return {
      tun: 'vip0',
      port: tunnelPort,
      mtu: TUNNEL_MTU,
      control: controlPath(host),
      local: { vip: staticVipOf(host).v4, vip6: staticVipOf(host).v6 },
      peers: [
        {
          name: fqdnOf(peer),
          vip,
          vip6,
          endpoints: endpointsOf(peer, places[peer]),
          cipher,
          outbound: towards[peer],
          inbound: towards[host],
        },
      ],
    }
  }
  return { a: config('a'), b: config('b') }
}

/** Without them ChaCha20-Poly1305 is the faster cipher. */
function hasAesInstructions(): boolean {
  return /^(flags|Features)\s*:.*\baes\b/m.test(readFileSync('/proc/cpuinfo', 'utf8'))
}
