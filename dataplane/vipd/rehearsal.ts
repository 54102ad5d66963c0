// Two hosts that exist in this process only agree with each other, again and again: V8 then has compiled what a
// negotiation runs before the first real one, which would otherwise take some 15 ms instead of a few. Behind everything
// else, and only once.
import { setImmediate as turn } from 'node:timers/promises'
import { KnownHosts } from '../identity/known-hosts.ts'
import { TrustQuestions } from '../identity/trust-questions.ts'
import type { HostKey } from '../identity/host-key.ts'
import type { Clock } from '../lib/clock.ts'
import { HostTrust } from '../negotiation/host-trust.ts'
import { Negotiation } from '../negotiation/negotiation.ts'
import type { AssociationsPort, Discovery } from '../negotiation/ports.ts'
import { vip6Of } from '../negotiation/vip6.ts'
import { Endpoints } from '../tables/endpoints.ts'
import { Names } from '../tables/names.ts'
import { OwnVips } from '../tables/own-vips.ts'
import { classE } from '../tables/vip-range.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { parseFqdn } from '../wire/payloads-fields.ts'
import { decodeInnerControl } from '../wire/payloads.ts'

export interface RehearsalOptions {
  clock: Clock
  randomBytes: (count: number) => Uint8Array
  hostKeys: readonly [HostKey, HostKey]
  /** 400 where not given: some 0.8 s of one processor, a few milliseconds at a time. */
  rounds?: number
  signal: AbortSignal
}

/** @returns how often the two agreed on a VIP: `rounds`, or fewer when `signal` ended it */
export async function rehearse(options: RehearsalOptions): Promise<number> {
  const [caller, called] = options.hostKeys.map(
    (hostKey, at) => new RehearsalHost(options, hostKey, at === 0 ? 'caller' : 'called'),
  ) as [RehearsalHost, RehearsalHost]
  caller.peer = called
  called.peer = caller
  let agreed = 0
  for (let round = 0; round < (options.rounds ?? 400) && !options.signal.aborted; round += 1) {
    // Another network each time: the load guard counts by it.
    caller.endpoint = `10.0.${round & 255}.1:1`
    const connection = await caller.negotiation.connect(called.discovery(), options.signal)
    if (connection.kind === 'vip') agreed += 1
    caller.negotiation.forget(called.name, 'mapping-discarded')
    called.negotiation.forget(caller.name, 'mapping-discarded')
    // Strangers in the first round, known to each other in the others.
    await turn()
  }
  for (const host of [caller, called]) host.negotiation.stop()
  return agreed
}

class RehearsalHost {
  readonly name: DnsName
  readonly negotiation: Negotiation
  readonly #ownVips: OwnVips
  endpoint = '10.1.0.1:1'
  peer: RehearsalHost = this
  #knownHosts = KnownHosts.parse('')
  #outboundSpi = 0
  #inboundSpi = 0
  #nextSpi = 256

  constructor({ clock, randomBytes }: RehearsalOptions, hostKey: HostKey, label: string) {
    this.name = parseFqdn(`${label}.rehearsal.invalid.`) ?? ('' as DnsName)
    const names = new Names({ clock, reclaim: { kind: 'reboot' } })
    this.#ownVips = new OwnVips({ range: classE, randomBytes, isTaken: (vip) => names.isUsed(vip) })
    const store = {
      read: () => ({ ok: true, hosts: this.#knownHosts }) as const,
      change: (change: (hosts: KnownHosts) => KnownHosts) => {
        this.#knownHosts = change(this.#knownHosts)
        return { ok: true, hosts: this.#knownHosts } as const
      },
    }
    const questions = new TrustQuestions(
      () => clock.wallMs(),
      () => {},
    )
    this.negotiation = new Negotiation({
      clock,
      randomBytes,
      hostKey,
      ownName: () => this.name,
      ownEndpoints: () => [this.endpoint],
      sourceTowards: () => this.endpoint,
      ownVip6: () => vip6Of(hostKey.publicKey),
      carriesPhysicalVips: false,
      vipRange: classE,
      transforms: ['aes-256-gcm'],
      discover: () => Promise.resolve(this.peer.discovery()),
      reverseName: () => Promise.resolve(undefined),
      sendClear: (_, message) => {
        setImmediate(() => this.peer.negotiation.handleClear(this.endpoint, message))
      },
      trust: new HostTrust({
        store,
        policy: () => 'accept-new',
        questions,
        wallMs: () => clock.wallMs(),
        onDecided: () => {},
      }),
      associations: this.#associations(),
      names,
      endpoints: new Endpoints(),
      ownVips: this.#ownVips,
      onEvent: () => {},
    })
  }

  discovery(): Discovery {
    const vip = this.#ownVips.all[0] ?? ''
    const address = this.endpoint.split(':')[0] ?? ''
    return {
      name: this.name,
      addresses: [address],
      magic: { kind: 'present', vip },
      port: 1,
    }
  }

  /** Control messages arrive on the SA that the other host has put in last. */
  #associations(): AssociationsPort {
    return {
      newSpi: () => (this.#nextSpi += 1),
      install: ({ inbound, outbound }) => {
        this.#inboundSpi = inbound.spi
        this.#outboundSpi = outbound.spi
      },
      sendControl: (_, payload) => {
        const spi = this.#outboundSpi
        const message = decodeInnerControl(payload)
        if (message.ok) setImmediate(() => this.peer.#receive(spi, message.value))
        return 'sent'
      },
      restore: () => {},
      setVips: () => {},
      setEndpoints: () => {},
      setUnreachable: () => {},
      discard: () => {},
      sendsWith: () => undefined,
    }
  }

  #receive(spi: number, message: Parameters<Negotiation['handleControl']>[2]): void {
    if (spi !== this.#inboundSpi) return
    this.negotiation.handleControl(this.peer.name, spi, message, this.peer.endpoint)
  }
}
