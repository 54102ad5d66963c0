// A third host on the LAN of two tunnels that means no good: it sends what it likes, from its own address or, as nothing
// on a LAN hinders, from a peer's.
import { sendFrom } from './send-from.ts'
import { lanInterface, tunnelPort, type OuterFamily, type TunnelNetwork } from './tunnel-network.ts'

export const hostileHost = 'mallory'

export class HostileSender {
  readonly #network: TunnelNetwork

  constructor(network: TunnelNetwork) {
    this.#network = network
  }

  /**
   * Lets it send from `a`'s addresses without answering for them: `a` keeps its place in everybody's neighbour table,
   * and what is answered goes to the real one.
   */
  async takeAddressesOfA(): Promise<void> {
    const { sandbox } = this.#network
    const quiet = 'cd /proc/sys/net/ipv4/conf/all && echo 1 >arp_ignore && echo 2 >arp_announce'
    await sandbox.run(hostileHost, ['sh', '-c', quiet])
    const { stdout: mac } = await sandbox.run('b', [
      'cat',
      `/sys/class/net/${lanInterface}/address`,
    ])
    const address = (host: string, family: OuterFamily) => this.#network.address(host, family)
    const neighbour = `lladdr ${mac.trim()} dev ${lanInterface} nud permanent`
    await sandbox.ip(hostileHost, [
      `neigh replace ${address('b', 'IPv4')} ${neighbour}`,
      `neigh replace ${address('b', 'IPv6')} ${neighbour}`,
      `addr add ${address('a', 'IPv4')}/32 dev lo`,
      `addr add ${address('a', 'IPv6')}/128 dev lo nodad`,
    ])
  }

  /** Sends each once to `b`'s tunnel. @throws where not all could be sent. */
  async send(datagrams: readonly Uint8Array[], pretended: 'a' | typeof hostileHost): Promise<void> {
    const source = this.#network.endpoint(pretended, pretended === 'a' ? tunnelPort : 0)
    const destination = this.#network.endpoint('b')
    await sendFrom(this.#network.sandbox, { host: hostileHost, source, destination }, datagrams)
  }
}
