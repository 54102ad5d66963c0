// Types of `out/vip-client.mjs` as other programs see them: without other files, so that one folder with two files is
// all that they need. That they are those of vip-client.ts is checked by published-types.test.ts.

export interface ConnectOptions {
  /** Where the helper's control socket is; default: `VIP_RUN_DIR`, else `/run/vip`. */
  runDirectory?: string
}

/**
 * Talks with the helper of this host; any user may. Ends with `close`, until which it keeps the process alive.
 * Rejects with an Error of name `ClientError` (`problem.code`: `helper-not-running`, `socket-forbidden`, `other-protocol`,
 * `not-a-helper`, `connection-ended`, `no-answer`) or `VipError` (`fault.code`), as do all calls of the client.
 */
export function connect(options?: ConnectOptions): Promise<VipClient>

export interface VipClient {
  /**
   * Where a host is, past its VIP: a peer's endpoint of now, else what DNS says. Takes up to some seconds where DNS is
   * asked. Rejects where the name cannot be one (`bad-input`), or no name server answers (`act-failed`).
   */
  physicalAddress(name: string): Promise<PhysicalAddress>
  /**
   * Calls back as soon as it is known where the host is, and then at each move of a peer, with the endpoint that packets
   * go to now (`addresses` then has that one). Goes on when the helper is started again, and tells what has changed
   * meanwhile. A host that is no peer yet is asked about in DNS, once; it is followed from when it becomes one.
   * Returns what ends it. Throws after `close`.
   */
  onChange(name: string, onPlace: (place: PhysicalAddress) => void): () => void
  /** Receipts of moves with a greater id than `since`, oldest first. Ids begin anew with the helper. */
  handovers(since?: number): Promise<Handover[]>
  /** Idempotent. No callback is called afterwards. */
  close(): void
}

export interface PhysicalAddress {
  /** In lower case, without a final dot. */
  name: string
  /** Where packets to a peer go now, `192.0.2.1:10567` or `[2001:db8::1]:10567`; null for a host that is no peer. */
  endpoint: string | null
  /** The peer's, the one in use first; of others what DNS says, A before AAAA; none where nobody knows. */
  addresses: string[]
  source: 'peer' | 'dns'
}

/** The receipt of one move. */
export interface Handover {
  id: number
  /** Milliseconds since 1970, with fractions. */
  startedAt: number
  cause: 'link-lost' | 'address-changed' | 'route-changed' | 'wake' | 'peer-moved'
  /** `192.0.2.7 (wlan0)`, or of a partner its endpoint; null where there was, or is, none. */
  from: string | null
  to: string | null
  /** `running` until each partner was heard or given up. */
  state: 'running' | 'done'
  /** Of this host, whoever the partner. */
  events: HandoverEvent[]
  /** Events beyond what a receipt keeps. */
  omitted: number
  partners: HandoverPartner[]
  omittedPartners: number
}

export interface HandoverPartner {
  name: string
  /** In order of time; those of this host stand here, too. */
  events: HandoverEvent[]
  omitted: number
  /** Null while the partner was not heard on the new path. */
  outageMs: number | null
  /** Packets that waited for a path and were sent. */
  held: number
  /** TCP segments that were sent once more. */
  resent: number
  /** Packets that waited too long or were too many. */
  lost: number
}

export interface HandoverEvent {
  /** Milliseconds after the move began, in steps of a microsecond. */
  at: number
  what: HandoverPhase
  detail: string | null
}

export type HandoverPhase =
  | 'link-lost'
  | 'address-up'
  | 'dns-sent'
  | 'dns-acknowledged'
  | 'dns-visible'
  | 'dns-failed'
  | 'hint-sent'
  | 'hint-acknowledged'
  | 'hint-received'
  | 'dns-asked'
  | 'dns-answered'
  | 'path-challenged'
  | 'path-confirmed'
  | 'source-port-changed'
  | 'held-sent'
  | 'resent'
  | 'first-packet-out'
  | 'first-packet-in'
  | 'gave-up'
