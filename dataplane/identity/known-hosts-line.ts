// One line of a known_hosts file (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"), and which hosts it is
// for.
import { createHmac } from 'node:crypto'
import { parseSshKeyBlob, sshKeyType } from './ssh-public-key.ts'

export interface KnownHostsEntry {
  marker: 'trusted' | 'revoked'
  /** Patterns with commas between, or one hashed name. */
  hosts: string
  /** 32 bytes; undefined for a key of another kind than Ed25519, which VIP has no use for. */
  key: Uint8Array | undefined
  comment: string
}

/**
 * Total. Undefined for whatever is no entry to us: comments, empty lines, certificate authorities,
 * markers of others, what is broken. `line` may end in its line break.
 */
export function parseKnownHostsLine(line: string): KnownHostsEntry | undefined {
  const fields =
    /^[ \t]*(?:(@\S+)[ \t]+)?([^@#\s]\S*)[ \t]+(\S+)[ \t]+(\S+)(?:[ \t]+(.*?))?\s*$/.exec(line)
  if (fields === null) return undefined
  const [, marker, hosts = '', type, base64 = '', comment = ''] = fields
  if (marker !== undefined && marker !== '@revoked') return undefined
  const blob = Buffer.from(base64, 'base64')
  const key = type === sshKeyType ? parseSshKeyBlob(blob) : undefined
  if (type === sshKeyType && (key === undefined || blob.toString('base64') !== base64))
    return undefined
  return { marker: marker === undefined ? 'trusted' : 'revoked', hosts, key, comment }
}

/** As ssh does it (match_hostname, host_hash). `host`: lower case, without a final dot. */
export function isForHost(hosts: string, host: string): boolean {
  if (hosts.startsWith('|')) return isHashOf(hosts, host)
  let isMatch = false
  for (const pattern of hosts.toLowerCase().split(',')) {
    const isNegated = pattern.startsWith('!')
    if (!matchesPattern(host, isNegated ? pattern.slice(1) : pattern)) continue
    // One that excludes the host wins over all that include it.
    if (isNegated) return false
    isMatch = true
  }
  return isMatch
}

/**
 * `|1|salt|HMAC-SHA1 of the host under the salt|`, in base64: SHA-1 is the format's, not our
 * choice.
 */
function isHashOf(hashed: string, host: string): boolean {
  const parts = /^\|1\|([A-Za-z0-9+/]+=*)\|([A-Za-z0-9+/]+=*)$/.exec(hashed)
  if (parts === null) return false
  const salt = Buffer.from(parts[1] ?? '', 'base64')
  return createHmac('sha1', salt).update(host).digest('base64') === parts[2]
}

/** `*` stands for any text, `?` for one character. Linear in the text for each star. */
function matchesPattern(text: string, pattern: string): boolean {
  let [at, inPattern] = [0, 0]
  let star: { inPattern: number; at: number } | undefined
  while (at < text.length) {
    const character = pattern[inPattern]
    if (character === '*') {
      star = { inPattern, at }
      inPattern += 1
    } else if (character === '?' || character === text[at]) {
      at += 1
      inPattern += 1
    } else if (star !== undefined) {
      star.at += 1
      at = star.at
      inPattern = star.inPattern + 1
    } else return false
  }
  return /^\**$/.test(pattern.slice(inPattern))
}
