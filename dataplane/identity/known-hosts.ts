// The trust store (PROTOCOL section 4): the text of a known_hosts file, and what it says of hosts.
//
// Trusted keys are plain lines, so that `ssh-keygen -F` and `-R` work on them. A rejected host is a
// line `@revoked host key`, which OpenSSH has for "never accept this key from this host": any
// marker of our own would make ssh-keygen call the file broken and refuse to change it. `ssh-keygen
// -R` leaves such lines, so a rejection ends only by `vip trust forget`. The comment of a line that
// VIP wrote begins with `vip:` and how the key was proved.
import type { DnsName } from '../wire/dns-name.ts'
import { parseFqdn } from '../wire/payloads-fields.ts'
import { KnownHostsIndex } from './known-hosts-index.ts'
import { isForHost, parseKnownHostsLine } from './known-hosts-line.ts'
import type { KnownHostsEntry } from './known-hosts-line.ts'
import { sshPublicKeyText } from './ssh-public-key.ts'

/**
 * - first-use: taken as it came, by policy or by a person who did not compare
 * - verified: a person pasted the fingerprint that they had expected
 * - dnssec: a validated IPSECKEY record had it
 */
export type Proof = 'first-use' | 'verified' | 'dnssec'

export interface KnownKey {
  /** Ed25519, 32 bytes. */
  key: Uint8Array
  /** 'file': somebody else wrote the line. */
  proof: Proof | 'file'
  /** When VIP wrote the line, ms since 1970. */
  addedAtMs?: number
}

/** What the store says of one host. */
export interface StoredTrust {
  trusted: readonly KnownKey[]
  rejected: readonly KnownKey[]
}

interface Line {
  /** With its line break, exactly as it was. */
  raw: string
  entry: KnownHostsEntry | undefined
}

/** A value: each change gives a new store, all other lines exactly as they were. */
export class KnownHosts {
  readonly #lines: readonly Line[]
  /** These are made when they are first asked for. */
  #bytes: number | undefined
  #index: KnownHostsIndex | undefined
  #hosts: readonly string[] | undefined
  #names: readonly DnsName[] | undefined

  private constructor(lines: readonly Line[]) {
    this.#lines = lines
  }

  /** Total. */
  static parse(text: string): KnownHosts {
    const raws = text.match(/[^\n]*\n|[^\n]+$/g) ?? []
    return new KnownHosts(raws.map((raw) => ({ raw, entry: parseKnownHostsLine(raw) })))
  }

  get text(): string {
    return this.#lines.map(({ raw }) => raw).join('')
  }

  /** Of the text in UTF-8. Asked for at each decision, so counted once. */
  get bytes(): number {
    this.#bytes ??= Buffer.byteLength(this.text)
    return this.#bytes
  }

  trustOf(name: DnsName): StoredTrust {
    this.#index ??= new KnownHostsIndex(this.#lines.flatMap(({ entry }) => entry ?? []))
    const entries = this.#index.entriesFor(hostOf(name))
    const of = (wanted: KnownHostsEntry['marker']) =>
      entries.flatMap(({ marker, key, comment }) =>
        marker === wanted && key !== undefined ? [{ key, ...provedBy(comment) }] : [],
      )
    return { trusted: of('trusted'), rejected: of('revoked') }
  }

  /**
   * Hosts that lines name plainly, without the final dot; hashed ones and patterns cannot be told.
   */
  hosts(): readonly string[] {
    if (this.#hosts !== undefined) return this.#hosts
    const plain = this.#lines.flatMap(({ entry }) => entry?.hosts.toLowerCase().split(',') ?? [])
    const distinct = [...new Set(plain)]
    this.#hosts = distinct.filter((host) => parseFqdn(`${host}.`) !== undefined).toSorted()
    return this.#hosts
  }

  /** Of these hosts, those with a key that is trusted or rejected. */
  names(): readonly DnsName[] {
    this.#names ??= this.hosts()
      .map((host) => `${host}.` as DnsName)
      .filter((name) => {
        const { trusted, rejected } = this.trustOf(name)
        return trusted.length > 0 || rejected.length > 0
      })
    return this.#names
  }

  /** One more key of the host, or another proof of one it has; a rejection of that key ends. */
  withTrusted(name: DnsName, key: Uint8Array, proof: Proof, nowMs: number): KnownHosts {
    return this.#withoutOwn(name, key).#append('', name, key, `vip:${proof}`, nowMs)
  }

  /** The host's only key. Its rejected keys stay rejected, but for this one. */
  withReplaced(name: DnsName, key: Uint8Array, proof: Proof, nowMs: number): KnownHosts {
    const rest = this.#filter((entry) => entry.marker === 'revoked' || !isFor(entry, name))
    return rest.withTrusted(name, key, proof, nowMs)
  }

  withRejected(name: DnsName, key: Uint8Array, nowMs: number): KnownHosts {
    return this.#withoutOwn(name, key).#append('@revoked ', name, key, 'vip:rejected', nowMs)
  }

  /**
   * Without every line for the host: those that `ssh-keygen -R` would remove (also lines that name
   * other hosts besides, as it does), and the rejections.
   */
  without(name: DnsName): KnownHosts {
    return this.#filter((entry) => !isFor(entry, name))
  }

  /** Without the lines of this host alone with this key, of either marker. */
  #withoutOwn(name: DnsName, key: Uint8Array): KnownHosts {
    const host = hostOf(name)
    return this.#filter(
      ({ hosts, key: stored }) =>
        hosts.toLowerCase() !== host || stored === undefined || Buffer.compare(stored, key) !== 0,
    )
  }

  #filter(keep: (entry: KnownHostsEntry) => boolean): KnownHosts {
    return new KnownHosts(this.#lines.filter(({ entry }) => entry === undefined || keep(entry)))
  }

  #append(
    marker: string,
    name: DnsName,
    key: Uint8Array,
    proof: string,
    nowMs: number,
  ): KnownHosts {
    const time = new Date(nowMs).toISOString()
    const raw = `${marker}${hostOf(name)} ${sshPublicKeyText(key, `${proof} ${time}`)}\n`
    const last = this.#lines.at(-1)
    const before =
      last === undefined || last.raw.endsWith('\n')
        ? this.#lines
        : this.#lines.with(-1, { ...last, raw: `${last.raw}\n` })
    return new KnownHosts([...before, { raw, entry: parseKnownHostsLine(raw) }])
  }
}

function isFor({ hosts }: KnownHostsEntry, name: DnsName): boolean {
  return isForHost(hosts, hostOf(name))
}

/**
 * The host as known_hosts has it, lower case and without the final dot.
 * @throws RangeError for a name of other characters: `*.example.net` must never become a line,
 * where it would speak for every host there. Payloads cannot carry such a name.
 */
function hostOf(name: DnsName): string {
  const plain = parseFqdn(name.toLowerCase())
  if (plain === undefined) throw new RangeError('a known host must have a plain FQDN')
  return plain.slice(0, -1)
}

function provedBy(comment: string): Pick<KnownKey, 'proof' | 'addedAtMs'> {
  const [word = '', time = ''] = comment.split(/\s+/)
  const proof = /^vip:(first-use|verified|dnssec)$/.exec(word)?.[1] as Proof | undefined
  const addedAtMs = word.startsWith('vip:') ? Date.parse(time) : Number.NaN
  const known = { proof: proof ?? 'file' } as const
  return Number.isNaN(addedAtMs) ? known : { ...known, addedAtMs }
}
