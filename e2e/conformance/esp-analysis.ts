// Programs of other people read a capture of the tunnel: tshark, given the keys, decrypts and takes apart what is
// inside. Where the one that is installed is too old for ChaCha20-Poly1305 in ESP and a newer one cannot be had (see
// esp-tshark.ts), Scapy decrypts and tshark takes apart.
import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { tunnelPort, type OuterFamily, type TunnelCipher } from '../lab/tunnel-network.ts'
import { unpackTshark } from './esp-tshark.ts'

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

const installedTshark = ['tshark']
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

export type Analyser = {
  /** `Scapy`, or tshark's own words for its version. */
  name: string
  /** With the keys, the packets inside ESP in the order of the capture; what it cannot decrypt is left out. */
  read: (capture: string, associations: readonly KnownSa[]) => InnerPacket[]
}

/** A program that decrypts that cipher here, or the reason why there is none. */
export async function findAnalyser(
  cipher: TunnelCipher,
  outer: OuterFamily,
): Promise<{ kind: 'found'; analyser: Analyser } | { kind: 'none'; reason: string }> {
  const decryptedBy = (tshark: readonly string[]): Analyser | undefined => {
    const [command = '', ...rest] = tshark
    const sample = saOptions(cipher, outer, [{ spi: 256, key: '00'.repeat(36) }])
    // Before it tells its version, it reads the options.
    const { status, stdout } = spawnSync(command, [...rest, ...sample, '--version'], {
      encoding: 'utf8',
    })
    if (status !== 0) return undefined
    return {
      name: stdout.split('\n')[0] ?? '',
      read: (capture, associations) =>
        takeApart(tshark, capture, [...asEspInUdp, ...saOptions(cipher, outer, associations)]),
    }
  }
  const installed = decryptedBy(installedTshark)
  if (installed !== undefined) return { kind: 'found', analyser: installed }
  const unpacked = await unpackTshark()
  const newer = unpacked.kind === 'unpacked' ? decryptedBy(unpacked.argv) : undefined
  if (newer !== undefined) return { kind: 'found', analyser: newer }
  if (cipher === 'chacha20-poly1305' && scapyIsThere()) {
    return { kind: 'found', analyser: { name: 'Scapy', read: readWithScapy } }
  }
  const lack = unpacked.kind === 'unpacked' ? 'nor does the newer one' : unpacked.reason
  return { kind: 'none', reason: `the installed tshark does not know ${cipher} in ESP; ${lack}` }
}

function scapyIsThere(): boolean {
  return spawnSync(scapyPython, ['-c', 'import scapy.layers.ipsec']).status === 0
}

function readWithScapy(capture: string, associations: readonly KnownSa[]): InnerPacket[] {
  const decrypted = `${capture}.decrypted`
  const script = join(import.meta.dirname, 'decrypt-with-scapy.py')
  execFileSync(scapyPython, [script, capture, decrypted], { input: JSON.stringify(associations) })
  return takeApart(installedTshark, decrypted, [])
}

/** One line a frame, the fields separated by tabs, several values of a field by commas. */
function readFields(
  [tshark = '', ...loaded]: readonly string[],
  capture: string,
  options: readonly string[],
  fields: readonly string[],
): string[][][] {
  const asked = fields.flatMap((field) => ['-e', field])
  const argv = ['-r', capture, '-n', ...options, '-T', 'fields', '-E', 'occurrence=a', ...asked]
  // It warns of being root; what it has to say of the capture is in its fields.
  const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore']
  const text = execFileSync(tshark, [...loaded, ...argv], { encoding: 'utf8', stdio })
  const lines = text.split('\n').slice(0, -1)
  return lines.map((line) => line.split('\t').map((field) => field.split(',')))
}

const asEspInUdp = ['-d', `udp.port==${tunnelPort},udpencap`]

/** The part that is not encrypted, in the order of the capture. */
export function readEspHeaders(capture: string): EspHeader[] {
  const rows = readFields(installedTshark, capture, asEspInUdp, ['esp.spi', 'esp.sequence'])
  return rows.map(([spi, sequence]) => ({
    spi: Number(spi?.[0]),
    sequence: Number(sequence?.[0]),
  }))
}

function takeApart(
  tshark: readonly string[],
  capture: string,
  options: readonly string[],
): InnerPacket[] {
  const fields = ['ip.src', 'ip.dst', 'ipv6.src', 'ipv6.dst']
  const payloads = ['data.data', 'tcp.payload', 'udp.payload', 'tcp.seq']
  const rows = readFields(tshark, capture, options, [
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
