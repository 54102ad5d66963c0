// Two hosts that exist in this process only agree with each other, again and again: V8 then has compiled what a
// negotiation runs before the first real one, which would otherwise take some 15 ms instead of a few. Behind everything
// else at the start, and again while a first contact waits (warm-waiting.ts).
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
  signal: AbortSignal
}

/** Strangers to each other in the first round, known in the others. */
export class Rehearsal {
  readonly #signal: AbortSignal
  readonly #caller: RehearsalHost
  readonly #called: RehearsalHost
  #rounds = 0
  #running: Promise<boolean> | undefined

  constructor(options: RehearsalOptions) {
    const [ofCaller, ofCalled] = options.hostKeys
    this.#signal = options.signal
    this.#caller = new RehearsalHost(options, ofCaller, 'caller')
    this.#called = new RehearsalHost(options, ofCalled, 'called')
    this.#caller.peer = this.#called
    this.#called.peer = this.#caller
  }

  /** One that goes on is shared. @returns whether the two agreed on a VIP; afterwards neither knows of it */
  round(): Promise<boolean> {
    this.#running ??= this.#agreeAndForget().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  /**
   * @param rounds 400 take some 0.8 s of one processor, a few milliseconds at a time
   * @returns in how many of them the two agreed: all, unless the signal ended it
   */
  async run(rounds = 400): Promise<number> {
    let agreed = 0
    for (let round = 0; round < rounds && !this.#signal.aborted; round += 1) {
      if (await this.round()) agreed += 1
      await turn()
    }
    return agreed
  }

  async #agreeAndForget(): Promise<boolean> {
    const [caller, called] = [this.#caller, this.#called]
    this.#rounds += 1
    // Another network each time: the load guard counts by it.
    caller.endpoint = `10.0.${this.#rounds & 255}.1:1`
    const connection = await caller.negotiation.connect(called.discovery(), this.#signal)
    caller.negotiation.forget(called.name, 'mapping-discarded')
    called.negotiation.forget(caller.name, 'mapping-discarded')
    return connection.kind === 'vip'
  }
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
      hasAddress: () => Promise.resolve(true),
      reverseName: () => Promise.resolve(undefined),
      publishesVip: () => Promise.resolve(false),
      isNameServer: () => false,
      isOfOwnNetwork: () => false,
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
      onFault: () => {},
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
        return undefined
      },
      sendControl: (_, payload) => {
        const spi = this.#outboundSpi
        const message = decodeInnerControl(payload)
        if (message.ok) setImmediate(() => this.peer.#receive(spi, message.value))
        return 'sent'
      },
      restore: () => undefined,
      setVips: () => undefined,
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
