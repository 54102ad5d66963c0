// The name servers that the machine uses, from /etc/resolv.conf (resolv.conf(5)), or from who would write them there.
import { readFileSync } from 'node:fs'
import type { Endpoint } from '../lib/endpoint.ts'
import { parseIpv4, parseIpv6 } from '../wire/dns-address.ts'

const dnsPort = 53
/** As glibc does: further lines count for nobody on this machine. */
const maxNameServers = 3

/**
 * In this order: what programs ask, then what systemd-resolved and NetworkManager have from the network. Where programs ask
 * only this resolver, theirs are what they would have asked.
 */
export const nameServerFiles: readonly string[] = [
  '/etc/resolv.conf',
  '/run/systemd/resolve/resolv.conf',
  '/run/NetworkManager/no-stub-resolv.conf',
]

/** In their order, without our own address; of the first file that names any. None where no file can be read. */
export function systemUpstreams(own: Endpoint, files = nameServerFiles): Endpoint[] {
  for (const path of files) {
    const others = readNameServers(readText(path)).filter(
      ({ address }) => !(address === own.address && own.port === dnsPort),
    )
    if (others.length > 0) return others
  }
  return []
}

/** Lines that name no address count for nothing, as in glibc; nor do link-local ones with a zone. */
export function readNameServers(text: string): Endpoint[] {
  return text
    .split('\n')
    .flatMap((line) => /^nameserver[ \t]+([^\s#;]+)/.exec(line)?.[1] ?? [])
    .filter((address) => parseIpv4(address) ?? parseIpv6(address))
    .slice(0, maxNameServers)
    .map((address) => ({ address, port: dnsPort }))
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
