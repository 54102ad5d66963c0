// Keeps the current picture of the network from the events of `netlink.ts`. It also knows what makes two
// descriptions speak of the same link, address or route.
import type { NetworkAddress, NetworkEvent, NetworkLink, NetworkRoute } from './netlink.ts'

/**
 * After an event that leaves something open (a link that went down, a replaced route) the picture is
 * completed by the snapshot that follows within some 20 ms.
 */
export class NetworkState {
  readonly #links = new Map<number, NetworkLink>()
  readonly #addresses = new Map<string, NetworkAddress>()
  readonly #routes = new Map<string, NetworkRoute>()

  get links(): NetworkLink[] {
    return [...this.#links.values()]
  }

  get addresses(): NetworkAddress[] {
    return [...this.#addresses.values()]
  }

  get routes(): NetworkRoute[] {
    return [...this.#routes.values()]
  }

  link(index: number): NetworkLink | undefined {
    return this.#links.get(index)
  }

  apply(event: NetworkEvent): void {
    switch (event.kind) {
      case 'snapshot':
        this.#links.clear()
        this.#addresses.clear()
        this.#routes.clear()
        for (const link of event.links) this.#links.set(link.index, link)
        for (const address of event.addresses) this.#addresses.set(addressKey(address), address)
        for (const route of event.routes) this.#routes.set(routeKey(route), route)
        return
      case 'link':
        if (event.change === 'new') this.#links.set(event.link.index, event.link)
        else this.#links.delete(event.link.index)
        return
      case 'address':
        if (event.change === 'new') this.#addresses.set(addressKey(event.address), event.address)
        else this.#addresses.delete(addressKey(event.address))
        return
      case 'route':
        if (event.replaces) this.#removePlaceOf(event.route)
        if (event.change === 'new') this.#routes.set(routeKey(event.route), event.route)
        else this.#routes.delete(routeKey(event.route))
        return
      default:
        event satisfies never
    }
  }

  #removePlaceOf(route: NetworkRoute): void {
    const place = routePlace(route)
    for (const [key, other] of this.#routes) {
      if (routePlace(other) === place) {
        this.#routes.delete(key)
        return
      }
    }
  }
}

/** The kernel lets an interface have one address twice only with different prefixes or peers. */
function addressKey(address: NetworkAddress): string {
  const { interfaceIndex, prefixLength, peer } = address
  return [interfaceIndex, address.address, prefixLength, peer].join(' ')
}

/** What a replacing route takes the place of. */
function routePlace(route: NetworkRoute): string {
  const { family, table, destination, prefixLength, tos, metric } = route
  return [family, table, destination, prefixLength, tos, metric].join(' ')
}

/** Routes that differ in anything, be it the MTU, can stand side by side: all of it is the key. */
function routeKey(route: NetworkRoute): string {
  return Object.values(route).join(' ')
}
