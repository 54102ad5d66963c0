// The shape of what the native addon exports (addon/*.cc). Only the typed face beside this file uses it.

export type NativeEvent =
  /** An inner control message (next header 253), authentic; a hint may come from an endpoint not stored. */
  | {
      kind: 'control'
      peer: number
      atUs: number
      source: string
      spi: number
      payload: Uint8Array
      fromKnownEndpoint: boolean
      /** It came to the alternate port. */
      isAlternate: boolean
      /** Of a Hint by which packets follow the peer already: when it was heard before; else null. `setEndpoints` decides. */
      heardBeforeUs: number | null
    }
  /** A clear control message, without its non-ESP marker: from anybody. */
  | { kind: 'clear'; atUs: number; source: string; payload: Uint8Array }
  | { kind: 'unknownSpi'; atUs: number; source: string; spi: number; sequence: number }
  /** An authentic data packet from an endpoint not stored for the peer; it waits a moment for `setEndpoints`. */
  | { kind: 'wrongSource'; peer: number; atUs: number; source: string; spi: number }
  /** An application sent to a VIP that nobody holds; it was answered with ICMP host unreachable. */
  | { kind: 'unmappedVip'; atUs: number; local: string; vip: string }
  /** The first authentic packet since `armHeard`. */
  | { kind: 'heard'; peer: number; atUs: number; source: string; what: 'data' | 'control' }
  /** The first data packet that has left since `armSent`. */
  | { kind: 'sent'; peer: number; atUs: number; endpoint: string }
  /** The first authentic data on an inbound SA, from an endpoint of the peer; not told where control came before. */
  | { kind: 'saProven'; peer: number; atUs: number; spi: number }
  | { kind: 'rekeyDue'; peer: number; atUs: number; spi: number }
  /** The network refused to send; the peer is held from here on, and what failed waits with the rest. */
  | { kind: 'pathLost'; peer: number; atUs: number; endpoint: string; error: string }
  /** Larger than the kernel believes the path to be, and sent all the same: the TUN's MTU should come down. */
  | { kind: 'pathTooNarrow'; peer: number; atUs: number; endpoint: string; error: string }
  /** A data thread ended; the data path must be closed and opened anew. */
  | { kind: 'failed'; atUs: number; error: string }

export type NativeDescription = {
  tun: string
  port: number
  /** 0 where none is open. */
  alternatePort: number
  hasIpv6: boolean
  hasTcpOffload: boolean
  hasUdpOffload: boolean
  peers: number
  running: boolean
}

export interface NativeDataplane {
  describe(): NativeDescription
  close(): void
  addPeer(
    vip: string | null,
    localVip: string | null,
    vip6: string | null,
    localVip6: string | null,
  ): number
  setVips(
    peer: number,
    vip: string | null,
    localVip: string | null,
    vip6: string | null,
    localVip6: string | null,
  ): void
  removePeer(peer: number): void
  setEndpoints(peer: number, endpoints: readonly string[]): void
  setOutboundSa(
    peer: number,
    spi: number,
    cipher: number,
    key: Uint8Array,
    rekeyAfterPackets: number,
  ): void
  addInboundSa(peer: number, spi: number, cipher: number, key: Uint8Array): void
  removeInboundSa(spi: number): boolean
  spiFrom(random: number): number
  setUnreachable(peer: number, isUnreachable: boolean): void
  armHeard(peer: number): void
  armSent(peer: number): void
  markCongestion(peer: number): void
  useAlternatePort(peer: number, isUsed: boolean): void
  renewAlternatePort(): number
  hold(peer: number): void
  release(peer: number, resendTcpSinceUs: number): { heldSent: number; resent: number }
  sendInner(
    peer: number,
    nextHeader: number,
    payload: Uint8Array,
    endpoint: string | null,
  ): 'noSa' | 'noEndpoint' | 'badEndpoint' | 'sequenceExhausted' | null
  sendDatagram(endpoint: string, bytes: Uint8Array, byAlternate: boolean): string | null
  traffic(peers: Float64Array, into: Float64Array): void
  drops(peer: number): number[]
  takeEvents(): NativeEvent[]
}

export type DataplaneAddon = {
  NativeDataplane: new (
    options: { tun: string; port: number; needsIpv6: boolean },
    onEvents: () => void,
  ) => NativeDataplane
  dropNames: readonly string[]
}

export type AeadAddon = {
  sealAead(
    cipher: number,
    backend: number,
    key: Uint8Array,
    nonce: Uint8Array,
    additional: Uint8Array,
    plaintext: Uint8Array,
  ): Uint8Array
  openAead(
    cipher: number,
    backend: number,
    key: Uint8Array,
    nonce: Uint8Array,
    additional: Uint8Array,
    sealed: Uint8Array,
  ): Uint8Array | null
  hasAesInstructions(): boolean
}

/** A key pair, which only native code looks into. */
export type NativeX25519Key = { readonly nativeX25519Key: never }

export type HandshakeCryptoAddon = {
  newX25519Key(): NativeX25519Key
  x25519KeyOf(privateKey: Uint8Array): NativeX25519Key
  x25519Private(key: NativeX25519Key): Uint8Array
  x25519Public(key: NativeX25519Key): Uint8Array
  x25519(key: NativeX25519Key, remotePublic: Uint8Array): Uint8Array | null
  sha256(first: Uint8Array, second: Uint8Array): Uint8Array
  hkdfSha256(salt: Uint8Array, input: Uint8Array, info: Uint8Array, lengthBytes: number): Uint8Array
}
