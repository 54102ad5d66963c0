// What was found of hosts, for as long as DNS allows, and the questions that are on their way. A host that was
// found to be legacy costs one question when that has expired; of an unknown one everything is asked at once.
import type { Clock } from '../lib/clock.ts'
import { decodeMessage } from '../wire/dns-message.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { findFamilyOf, findHost, findMagic } from './discovery.ts'
import type { DiscoverySettings, Found, KnownAnswer, MagicFinding } from './discovery.ts'
import { ExpiringMap } from './expiring-map.ts'
import { maxFindings, maxNegativeTtlSeconds } from './limits.ts'
import type { Ask } from './own-question.ts'
import type { Discovery } from './ports.ts'

/** How long it is worth remembering that a host was legacy. */
const legacyMemorySeconds = 24 * maxNegativeTtlSeconds

export class Findings {
  readonly #ask: Ask
  readonly #settings: DiscoverySettings
  readonly #magic: ExpiringMap<DnsName, MagicFinding>
  readonly #hosts: ExpiringMap<DnsName, Discovery>
  /** By name and family: those of hosts that have called this one. */
  readonly #families: ExpiringMap<string, string[]>
  /** Whatever came of them since: names that were legacy when last seen. */
  readonly #legacy: ExpiringMap<DnsName, true>
  readonly #magicAsked = new Map<DnsName, Promise<MagicFinding>>()
  readonly #hostsAsked = new Map<DnsName, Promise<Found | undefined>>()

  constructor(clock: Clock, ask: Ask, settings: DiscoverySettings) {
    this.#ask = ask
    this.#settings = settings
    this.#magic = new ExpiringMap(clock, maxFindings)
    this.#hosts = new ExpiringMap(clock, maxFindings)
    this.#families = new ExpiringMap(clock, maxFindings)
    this.#legacy = new ExpiringMap(clock, maxFindings)
  }

  /** What is known without asking. */
  magicKnown(name: DnsName): MagicFinding | undefined {
    return this.#magic.get(name)
  }

  /** Whether the host speaks VIP; asks the other questions at the same time, unless they are likely in vain. */
  magic(name: DnsName, known?: { type: number; answer: Promise<Buffer | undefined> }) {
    const found = this.#magic.get(name)
    if (found !== undefined) return Promise.resolve(found)
    const asked = this.#magicAsked.get(name)
    if (asked !== undefined) return asked
    const asking = findMagic(name, this.#ask, this.#settings).then((finding) => {
      this.#remember(name, finding)
      return finding
    })
    this.#magicAsked.set(name, asking)
    if (this.#legacy.get(name) === undefined) void this.#askHost(name, asking, known)
    return asking.finally(() => this.#magicAsked.delete(name))
  }

  /** Undefined where nobody answered. */
  async host(name: DnsName): Promise<Discovery | undefined> {
    const known = this.#hosts.get(name)
    if (known !== undefined) return known
    const found = this.#hostsAsked.get(name) ?? this.#askHost(name, this.magic(name))
    return (await found)?.discovery
  }

  /** Whether the host is at this address. One question at most. */
  async hasAddress(name: DnsName, address: string): Promise<boolean> {
    if (this.#hosts.get(name)?.addresses.includes(address) === true) return true
    const key = `${address.includes(':') ? '6' : '4'} ${name}`
    const known = this.#families.get(key)
    if (known !== undefined) return known.includes(address)
    const { addresses, ttlSeconds } = await findFamilyOf(address, name, this.#ask)
    this.#families.set(key, addresses, ttlSeconds)
    return addresses.includes(address)
  }

  /** Of the present network: elsewhere DNS may say something else. */
  clear(): void {
    this.#magic.clear()
    this.#hosts.clear()
    this.#families.clear()
  }

  #askHost(
    name: DnsName,
    magic: Promise<MagicFinding>,
    known?: { type: number; answer: Promise<Buffer | undefined> },
  ): Promise<Found | undefined> {
    const asked = this.#hostsAsked.get(name)
    if (asked !== undefined) return asked
    const asking = findHost(name, magic, this.#ask, this.#settings, known && decoded(known))
      .then((found) => {
        if (found) this.#hosts.set(name, found.discovery, found.ttlSeconds)
        return found
      })
      .finally(() => this.#hostsAsked.delete(name))
    this.#hostsAsked.set(name, asking)
    return asking
  }

  #remember(name: DnsName, finding: MagicFinding): void {
    this.#magic.set(name, finding, finding.ttlSeconds)
    if (finding.kind === 'absent') this.#legacy.set(name, true, legacyMemorySeconds)
    if (finding.kind === 'present') this.#legacy.delete(name)
  }
}

function decoded({
  type,
  answer,
}: {
  type: number
  answer: Promise<Buffer | undefined>
}): KnownAnswer {
  return {
    type,
    message: answer.then((bytes) => {
      const result = bytes && decodeMessage(bytes)
      return result?.ok ? result.message : undefined
    }),
  }
}
