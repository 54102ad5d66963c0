// From which of its ports this host talks to a partner that does not answer: a middlebox may hold a dead binding for the
// usual one (PROTOCOL section 7).
import type { DnsName } from '../wire/dns-name.ts'
import type { MovingAssociations } from './ports.ts'

export interface SourcePortsPorts {
  /** The usual one. */
  port: number
  associations: Pick<MovingAssociations, 'useAlternatePort' | 'renewAlternatePort'>
}

export class SourcePorts {
  readonly #ports: SourcePortsPorts
  /** Partners that are talked to from the alternate port. */
  readonly #alternate = new Set<DnsName>()
  /** One for all partners, as long as this host stays where it is: another one would cut off those that it serves. */
  #alternatePort: number | undefined

  constructor(ports: SourcePortsPorts) {
    this.#ports = ports
  }

  /** From the one port to the other. @returns which it is now */
  change(name: DnsName): number {
    this.use(name, !this.#alternate.has(name))
    return this.#alternate.has(name) ? this.#open() : this.#ports.port
  }

  use(name: DnsName, isAlternate: boolean): void {
    if (this.#alternate.has(name) === isAlternate) return
    if (isAlternate) {
      this.#open()
      this.#alternate.add(name)
    } else {
      this.#alternate.delete(name)
    }
    this.#ports.associations.useAlternatePort(name, isAlternate)
  }

  /** The partner reaches this host at one of its ports: a NAT on its side takes answers from there alone. */
  reachedAt(name: DnsName, isAlternate: boolean): void {
    // What comes to the alternate port of the place before is late.
    if (!isAlternate || this.#alternatePort !== undefined) this.use(name, isAlternate)
  }

  /** This host is elsewhere: the next alternate port is one that nobody there has seen. */
  renew(): void {
    this.#alternatePort = undefined
  }

  forget(name: DnsName): void {
    this.#alternate.delete(name)
  }

  /** @returns its number */
  #open(): number {
    this.#alternatePort ??= this.#ports.associations.renewAlternatePort()
    return this.#alternatePort
  }
}
