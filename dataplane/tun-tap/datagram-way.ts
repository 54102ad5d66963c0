// Which way the kernel would send a datagram now, without one being sent (udp(7), ip(7) IP_MTU).
import { loadAddon } from './load-addon.ts'

export type DatagramWay = {
  /** Which of our addresses it would leave from; null where there is none on the way. */
  source: string | null
  /** Of the largest packet that leaves whole: the link's MTU, the route's, or a learned path MTU. */
  mtuBytes: number
}

/**
 * The way of a `Dataplane`'s datagram to `endpoint`: `192.0.2.1:10567` or `[2001:db8::1]:10567`. Null where there is none
 * now: no route, one that forbids it, or no address of this host in the endpoint's family.
 *
 * @throws Error with `code`: ERR_INVALID_ENDPOINT, EPERM without CAP_NET_ADMIN, or another errno where
 * the kernel cannot be asked now, such as EAGAIN while other programs hold all UDP ports
 */
export function datagramWayTo(endpoint: string): DatagramWay | null {
  return loadAddon<DatagramWayAddon>().findDatagramWay(endpoint)
}

/** What addon/datagram-way-addon.cc exports. */
export type DatagramWayAddon = {
  findDatagramWay(endpoint: string): DatagramWay | null
}
