// From which of its ports this host talks to a partner that does not answer: a middlebox may hold a dead binding for the
// usual one (PROTOCOL section 7).
import type { DnsName } from '../wire/dns-name.ts'
import type { MobilityPorts } from './ports.ts'

export class SourcePorts {
  readonly #ports: Pick<MobilityPorts, 'associations' | 'port'>
  /** Partners that are talked to from the alternate port. */
  readonly #alternate = new Set<DnsName>()
  /** One for all partners, as long as this host stays where it is: another one would cut off those that it serves. */
  #alternatePort: number | undefined

  constructor(ports: Pick<MobilityPorts, 'associations' | 'port'>) {
    this.#ports = ports
  }

  /** From the one port to the other. @returns which it is now */
  change(name: DnsName): number {
    const { associations, port } = this.#ports
    if (this.#alternate.has(name)) {
      this.useUsual(name)
      return port
    }
    this.#alternatePort ??= associations.renewAlternatePort()
    this.#alternate.add(name)
    associations.useAlternatePort(name, true)
    return this.#alternatePort
  }

  /** What is between here and there now has no binding yet. */
  useUsual(name: DnsName): void {
    if (this.#alternate.delete(name)) this.#ports.associations.useAlternatePort(name, false)
  }

  /** This host is elsewhere: the next alternate port is one that nobody there has seen. */
  renew(): void {
    this.#alternatePort = undefined
  }

  forget(name: DnsName): void {
    this.#alternate.delete(name)
  }
}
