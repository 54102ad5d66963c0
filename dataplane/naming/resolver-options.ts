// What the resolver is told at its start.
import type { Clock } from '../lib/clock.ts'
import type { Endpoint } from '../lib/endpoint.ts'
import type { NameSource } from './ports.ts'

export interface ResolverOptions {
  clock: Clock
  /** A loopback address of this host's own; port 53 outside of tests. 0 lets the kernel choose. */
  listen: Endpoint
  /** In order of preference; one that is `listen` itself is left out. See system-upstreams.ts. */
  upstreams: readonly Endpoint[]
  source: NameSource
  /** The first label's beginning that says "speaks VIP"; `VIP105067072021-` unless told. */
  magicPrefix?: string
  /** UDP port of hosts without an SRV record; 10567 unless told. */
  defaultPort?: number
  /** Where servers of zones listen; 53 unless told, by tests. */
  zoneServerPort?: number
}
