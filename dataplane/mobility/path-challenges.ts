// A peer was heard from where nobody said that it is: a NAT has rebound, or somebody sends a copy of its packets from
// elsewhere (PROTOCOL section 7). The challenge goes there, and to where the peer was, as in QUIC (RFC 9000 section
// 9.3): who only copies packets can relay a challenge, but not keep the true peer from answering the other one.
import { isUsableEndpoint } from '../tables/usable-endpoint.ts'
import type { DnsName } from '../wire/dns-name.ts'
import {
  firstChallengePauseMs,
  maxChallenges,
  maxChallengesOfPeer,
  maxChallengeSends,
} from './limits.ts'
import type { MobilityPorts } from './ports.ts'

type ChallengePorts = Pick<
  MobilityPorts,
  'clock' | 'endpoints' | 'hasPath' | 'randomBytes' | 'sendControl'
>

export interface PathChallengesEvents {
  onChallenge: (name: DnsName, endpoint: string) => void
  /** The peer answers there. `isOldAlive`: and where it was, too. */
  onConfirmed: (name: DnsName, endpoint: string, isOldAlive: boolean) => void
}

interface Challenge {
  name: DnsName
  endpoint: string
  bytes: Uint8Array
  /** To the endpoint that is preferred until then; undefined where there is no path to it. */
  old: { endpoint: string; bytes: Uint8Array; isAnswered: boolean } | undefined
  sends: number
  cancelTimer: () => void
}

export class PathChallenges {
  readonly #ports: ChallengePorts
  readonly #events: PathChallengesEvents
  readonly #open = new Map<string, Challenge>()

  constructor(ports: ChallengePorts, events: PathChallengesEvents) {
    this.#ports = ports
    this.#events = events
  }

  /** Does nothing where one is under way, or too many are. */
  challenge(name: DnsName, endpoint: string): void {
    const key = keyOf(name, endpoint)
    const { randomBytes, endpoints, hasPath } = this.#ports
    if (this.#open.has(key) || !this.#hasRoom(name)) return
    if (!isUsableEndpoint(endpoint) || !hasPath(endpoint)) return
    const [preferred] = endpoints.of(name)
    const old =
      preferred !== undefined && preferred !== endpoint && hasPath(preferred)
        ? { endpoint: preferred, bytes: randomBytes(8), isAnswered: false }
        : undefined
    const challenge: Challenge = {
      name,
      endpoint,
      bytes: randomBytes(8),
      old,
      sends: 0,
      cancelTimer: () => {},
    }
    this.#open.set(key, challenge)
    this.#events.onChallenge(name, endpoint)
    this.#send(challenge)
  }

  /** The same bytes came back: the peer, and nobody else, has read them there. */
  answered(name: DnsName, bytes: Uint8Array): void {
    for (const challenge of this.#open.values()) {
      if (challenge.name !== name) continue
      if (challenge.old !== undefined && isSame(challenge.old.bytes, bytes)) {
        challenge.old.isAnswered = true
      } else if (isSame(challenge.bytes, bytes)) {
        const isOldAlive = challenge.old?.isAnswered === true
        this.#end(challenge)
        // Others were compared with an endpoint that is not preferred any more.
        if (!isOldAlive) this.forget(name)
        this.#events.onConfirmed(name, challenge.endpoint, isOldAlive)
        return
      }
    }
  }

  /** The peer has told where it is: guesses are void. */
  forget(name: DnsName): void {
    for (const challenge of this.#open.values()) {
      if (challenge.name === name) this.#end(challenge)
    }
  }

  /** Idempotent. */
  stop(): void {
    for (const challenge of this.#open.values()) this.#end(challenge)
  }

  #hasRoom(name: DnsName): boolean {
    let ofPeer = 0
    for (const challenge of this.#open.values()) if (challenge.name === name) ofPeer += 1
    return this.#open.size < maxChallenges && ofPeer < maxChallengesOfPeer
  }

  #send(challenge: Challenge): void {
    const { name, endpoint, bytes, old } = challenge
    if (challenge.sends === maxChallengeSends) {
      this.#end(challenge)
      return
    }
    const { clock, sendControl } = this.#ports
    // The old path first: on equal ways its answer is here first.
    if (old !== undefined && !old.isAnswered) {
      sendControl(name, { type: 'path-challenge', challenge: old.bytes }, old.endpoint)
    }
    sendControl(name, { type: 'path-challenge', challenge: bytes }, endpoint)
    const pauseMs = firstChallengePauseMs * 2 ** challenge.sends
    challenge.sends += 1
    challenge.cancelTimer = clock.after(pauseMs, () => this.#send(challenge))
  }

  #end(challenge: Challenge): void {
    challenge.cancelTimer()
    this.#open.delete(keyOf(challenge.name, challenge.endpoint))
  }
}

function keyOf(name: DnsName, endpoint: string): string {
  return `${name} ${endpoint}`
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0
}
