// What the kernel's routes say of the way to an endpoint: whether there is one, and how large an inner packet may be so
// that no outer packet is fragmented (PROTOCOL section 1).
import { isDeepStrictEqual } from 'node:util'
import { datagramWayTo } from 'tun-tap/datagram-way'

const ipv4HeaderBytes = 20
const ipv6HeaderBytes = 40
const udpHeaderBytes = 8
/** SPI, sequence number and IV before the encrypted part, the tag behind it (core/esp.h). */
const espOutsideBytes = 16 + 16
/** Pad length and next header, encrypted with the inner packet. */
const espTrailerBytes = 2

/** Below it IPv6 ends (RFC 8200 section 5), and the kernel takes the IPv6 addresses off the interface. */
export const leastInnerMtuBytes = 1280

/** The largest inner packet whose datagram fits a path of `pathMtuBytes`. */
export function innerMtu(pathMtuBytes: number, outerFamily: 4 | 6): number {
  const outerBytes = (outerFamily === 6 ? ipv6HeaderBytes : ipv4HeaderBytes) + udpHeaderBytes
  const encryptedBytes = pathMtuBytes - outerBytes - espOutsideBytes
  // Padding makes the encrypted part a multiple of 4.
  return encryptedBytes - (encryptedBytes % 4) - espTrailerBytes
}

/** The largest inner packet that the ways to all these endpoints take, at most `wantedBytes`. */
export function innerMtuOf(endpoints: readonly string[], wantedBytes: number): number {
  return fittingMtu(reachOf(endpoints), wantedBytes)
}

/** The same of ways that are known. */
export function fittingMtu({ innerMtuBytes }: Reach, wantedBytes: number): number {
  return Math.max(leastInnerMtuBytes, Math.min(wantedBytes, innerMtuBytes ?? wantedBytes))
}

/** Whether there is a way to the preferred endpoint, as far as is known. */
export function hasPath([preferred]: readonly string[]): boolean {
  return preferred !== undefined && pathTo(preferred) !== undefined
}

/** What the kernel's routes say of a peer's endpoints. */
export interface Reach {
  /** Those with a path before those without, else as they were: packets go to the first. */
  endpoints: readonly string[]
  hasPath: boolean
  /**
   * The largest inner packet that all these paths take, of those that are known and take the least one; undefined where
   * there is none. On the others packets of any size are fragmented (core/send-batch.cc), or somebody lies about them.
   */
  innerMtuBytes: number | undefined
  /** False where the kernel could not be asked of an endpoint, which then counts as one with a path. */
  isKnown: boolean
}

/** `applied`: the order of before, which stays where the kernel could not be asked of all. */
export function reachOf(endpoints: readonly string[], applied: readonly string[] = []): Reach {
  const paths = endpoints.map((endpoint) => ({ endpoint, path: pathTo(endpoint) }))
  const reached = paths.filter(({ path }) => path !== undefined)
  const others = paths.filter(({ path }) => path === undefined)
  const sizes = reached.flatMap(({ path }) =>
    path === 'unknown' ? [] : (path?.innerMtuBytes ?? []),
  )
  const fitting = sizes.filter((bytes) => bytes >= leastInnerMtuBytes)
  const isKnown = !reached.some(({ path }) => path === 'unknown')
  const order = [...reached, ...others].map(({ endpoint }) => endpoint)
  return {
    endpoints: isKnown || !isSameSet(applied, endpoints) ? order : applied,
    hasPath: reached.length > 0,
    innerMtuBytes: fitting.length === 0 ? undefined : Math.min(...fitting),
    isKnown,
  }
}

export type Path = { innerMtuBytes: number }

/**
 * Undefined where no route leads to `endpoint` (`address:port`, IPv6 in brackets). Unknown where the kernel cannot be
 * asked: any local program can take all the ports, one of which a question needs.
 */
export function pathTo(endpoint: string): Path | 'unknown' | undefined {
  try {
    const way = datagramWayTo(endpoint)
    if (way === null) return undefined
    return { innerMtuBytes: innerMtu(way.mtuBytes, endpoint.startsWith('[') ? 6 : 4) }
  } catch {
    return 'unknown'
  }
}

function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  return isDeepStrictEqual(one.toSorted(), other.toSorted())
}
