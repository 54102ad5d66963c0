// What passes a LAN of the lab, told apart by what it is.

const ETHERTYPE = { v4: 0x0800, v6: 0x86dd, arp: 0x0806 } as const
const UDP = 17
const ICMPV6 = 58

/**
 * One word for a frame with its Ethernet header. `neighbours`: ARP (RFC 826) and what takes its place
 * in IPv6 (RFC 4861, and group reports, RFC 3810); `dns`: UDP or TCP of port 53; `vip`: UDP of port
 * 10567. All else has its protocol's number and ports in its word.
 */
export function kindOfFrame(frame: Buffer): string {
  const type = frame.readUInt16BE(12)
  if (type === ETHERTYPE.arp) return 'neighbours'
  if (type !== ETHERTYPE.v4 && type !== ETHERTYPE.v6) return `ethertype ${type.toString(16)}`
  const isV4 = type === ETHERTYPE.v4
  const protocol = frame[isV4 ? 23 : 20] ?? 0
  const header = isV4 ? 14 + (frame[14]! & 0xf) * 4 : 54
  // Group reports have a hop-by-hop header before them (RFC 3810 section 5).
  if (!isV4 && (protocol === ICMPV6 || protocol === 0)) return 'neighbours'
  const ports = [frame.readUInt16BE(header), frame.readUInt16BE(header + 2)]
  if (ports.includes(53)) return 'dns'
  if (protocol === UDP && ports.every((port) => port === 10567)) return 'vip'
  return `protocol ${protocol} ports ${ports.join(' ')}`
}

/** How many frames of each kind, by word. */
export function countKinds(frames: readonly Buffer[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const frame of frames) {
    const kind = kindOfFrame(frame)
    counts[kind] = (counts[kind] ?? 0) + 1
  }
  return counts
}

/** Of an Ethernet frame with UDP in IPv4 or IPv6, without options or extension headers. */
export function udpPayload(frame: Buffer): Buffer {
  return frame.subarray(14 + (frame.readUInt16BE(12) === ETHERTYPE.v4 ? 20 : 40) + 8)
}
