// Programs of other people read a capture of the tunnel: tshark, given the keys, decrypts and takes apart what is
// inside. Where it is too old for ChaCha20-Poly1305 in ESP (Debian 12's is), Scapy decrypts and tshark takes apart.
import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { tunnelPort, type OuterFamily, type TunnelCipher } from '../lab/tunnel-network.ts'

export type KnownSa = { spi: number; key: string }

export type EspHeader = { spi: number; sequence: number }

export type InnerPacket = {
  source: string
  destination: string
  protocol: 'icmp' | 'tcp' | 'udp'
  /** What tshark shows as data of the protocol, in hexadecimal digits; of ICMP behind the echo header. */
  payload: string
  /** Of the stream, from 0 for its first byte; 0 where there is no TCP. */
  streamOffset: number
}

const scapyPython = '/usr/bin/python3'

/** As tshark's table of security associations calls them. */
const tsharkNames: Record<TunnelCipher, string> = {
  'aes-256-gcm': 'AES-GCM with 16 octet ICV [RFC4106]',
  'chacha20-poly1305': 'ChaCha20 with Poly1305 [RFC7634]',
}

function saOptions(cipher: TunnelCipher, outer: OuterFamily, associations: readonly KnownSa[]) {
  const rows = associations.map(({ spi, key }) => {
    const columns = [outer, '*', '*', `0x${spi.toString(16).padStart(8, '0')}`]
    const secrets = [tsharkNames[cipher], `0x${key}`, 'NULL', '']
    return ['-o', `uat:esp_sa:${[...columns, ...secrets].map((text) => `"${text}"`).join(',')}`]
  })
  const checks = ['esp.enable_encryption_decode:TRUE', 'esp.enable_authentication_check:TRUE']
  return [...checks.flatMap((option) => ['-o', option]), ...rows.flat()]
}

/** Which program decrypts that cipher here; `none` with the reason. */
export function analyserFor(
  cipher: TunnelCipher,
): { kind: 'tshark' } | { kind: 'scapy' } | { kind: 'none'; reason: string } {
  const sample = saOptions(cipher, 'IPv4', [{ spi: 256, key: '00'.repeat(36) }])
  // Before it tells its version, it reads the options.
  if (spawnSync('tshark', [...sample, '--version']).status === 0) return { kind: 'tshark' }
  if (cipher !== 'chacha20-poly1305') {
    return { kind: 'none', reason: `tshark does not know ${cipher} in ESP` }
  }
  if (spawnSync(scapyPython, ['-c', 'import scapy.layers.ipsec']).status === 0) {
    return { kind: 'scapy' }
  }
  const reason = `tshark is too old for ${cipher}, and Scapy (Debian package python3-scapy) is missing`
  return { kind: 'none', reason }
}

/** One line a frame, the fields separated by tabs, several values of a field by commas. */
function readFields(
  capture: string,
  options: readonly string[],
  fields: readonly string[],
): string[][][] {
  const asked = fields.flatMap((field) => ['-e', field])
  const argv = ['-r', capture, '-n', ...options, '-T', 'fields', '-E', 'occurrence=a', ...asked]
  // It warns of being root; what it has to say of the capture is in its fields.
  const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore']
  const text = execFileSync('tshark', argv, { encoding: 'utf8', stdio })
  const lines = text.split('\n').slice(0, -1)
  return lines.map((line) => line.split('\t').map((field) => field.split(',')))
}

const asEspInUdp = ['-d', `udp.port==${tunnelPort},udpencap`]

/** The part that is not encrypted, in the order of the capture. */
export function readEspHeaders(capture: string): EspHeader[] {
  return readFields(capture, asEspInUdp, ['esp.spi', 'esp.sequence']).map(([spi, sequence]) => ({
    spi: Number(spi?.[0]),
    sequence: Number(sequence?.[0]),
  }))
}

/** The capture's inner packets as the analyser shows them; what it cannot decrypt is left out. */
export function readInnerPackets(
  capture: string,
  cipher: TunnelCipher,
  outer: OuterFamily,
  associations: readonly KnownSa[],
): InnerPacket[] {
  if (analyserFor(cipher).kind === 'tshark') {
    return takeApart(capture, [...asEspInUdp, ...saOptions(cipher, outer, associations)])
  }
  const decrypted = `${capture}.decrypted`
  const script = join(import.meta.dirname, 'decrypt-with-scapy.py')
  execFileSync(scapyPython, [script, capture, decrypted], { input: JSON.stringify(associations) })
  return takeApart(decrypted, [])
}

function takeApart(capture: string, options: readonly string[]): InnerPacket[] {
  const fields = ['ip.src', 'ip.dst', 'ipv6.src', 'ipv6.dst']
  const payloads = ['data.data', 'tcp.payload', 'udp.payload', 'tcp.seq']
  const rows = readFields(capture, options, [
    'frame.protocols',
    'esp.icv_bad',
    ...fields,
    ...payloads,
  ])
  return rows.flatMap(([protocols, icvBad, ...values]) => {
    const inner = /(?:esp|raw):(ip|ipv6):(icmp|icmpv6|tcp|udp)(?::|$)/.exec(protocols?.[0] ?? '')
    if (inner === null || /1|True/.test(icvBad?.[0] ?? '')) return []
    const [source4, destination4, source6, destination6, data, tcp, udp, sequence] = values.map(
      (all) => all.at(-1),
    )
    const [, family, found] = inner
    const protocol = found === 'tcp' || found === 'udp' ? found : 'icmp'
    const payload = { icmp: data, tcp, udp }[protocol]
    return {
      source: (family === 'ip' ? source4 : source6) ?? '',
      destination: (family === 'ip' ? destination4 : destination6) ?? '',
      protocol,
      payload: payload ?? '',
      // tshark counts from the SYN, which takes one number.
      streamOffset: Math.max(0, Number(sequence ?? 0) - 1),
    }
  })
}
