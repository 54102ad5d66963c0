// What the specs of the packet path run in: hosts `a` and `b` with a static tunnel between them, and whoever else the
// spec wants, all on one switch.
//
//   a ── switch ── b        203.0.113.1, .2, .3 … and 2001:db8::1, ::2, ::3 …; tunnel addresses 240.1.0.1 and .2,
//          │                fd56:4950::1 and ::2
//       mallory
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type {
  StaticTunnelConfig,
  StaticTunnelStatus,
} from '../../dataplane/contract/static-tunnel.ts'
import { createSandbox, type Sandbox } from '../../dataplane/lab/sandbox/sandbox.ts'
import { TunnelProgram } from './tunnel-program.ts'

export type OuterFamily = 'IPv4' | 'IPv6'
export type TunnelCipher = StaticTunnelConfig['peers'][number]['cipher']
export type TunnelEnd = 'a' | 'b'

export const tunnelPort = 10567
export const lanInterface = 'lan'
export const switchHost = 'switch'
export const vip4 = { a: '240.1.0.1', b: '240.1.0.2' } as const
export const vip6 = { a: 'fd56:4950::1', b: 'fd56:4950::2' } as const
/** SPI of what a host receives. */
export const inboundSpi = { a: 0x1001, b: 0x2002 } as const

const ends = ['a', 'b'] as const

/** The switch's interface towards a host. */
export function portOf(host: string): string {
  return `port-${host}`
}

export type TunnelNetworkOptions = {
  name: string
  cipher?: TunnelCipher
  outer?: OuterFamily
  /** Of the TUN. */
  mtu?: number
  /** Hosts without a tunnel. */
  others?: readonly string[]
}

export class TunnelNetwork {
  readonly sandbox: Sandbox
  readonly configs: Readonly<Record<TunnelEnd, StaticTunnelConfig>>
  /** For captures and sockets; removed with the network. */
  readonly directory: string
  readonly #hosts: readonly string[]
  readonly #outer: OuterFamily
  #programs: Partial<Record<TunnelEnd, TunnelProgram>> = {}

  constructor(sandbox: Sandbox, options: TunnelNetworkOptions) {
    this.sandbox = sandbox
    this.directory = mkdtempSync(join(tmpdir(), 'vip-spec-'))
    this.#hosts = [...ends, ...(options.others ?? [])]
    this.#outer = options.outer ?? 'IPv4'
    this.configs = this.#makeConfigs(options)
  }

  /** A host's physical address. */
  address(host: string, family: OuterFamily = this.#outer): string {
    const number = this.#hosts.indexOf(host) + 1
    return family === 'IPv4' ? `203.0.113.${number}` : `2001:db8::${number}`
  }

  /** A host's `address:port` as a peer stores it. */
  endpoint(host: string, port = tunnelPort): string {
    const address = this.address(host)
    return this.#outer === 'IPv4' ? `${address}:${port}` : `[${address}]:${port}`
  }

  tunnel(end: TunnelEnd): TunnelProgram {
    const program = this.#programs[end]
    if (program === undefined) throw new Error(`no tunnel runs on ${end}`)
    return program
  }

  status(end: TunnelEnd): Promise<StaticTunnelStatus> {
    return this.tunnel(end).status()
  }

  async connectHosts(): Promise<void> {
    const { sandbox } = this
    await sandbox.addHost(switchHost)
    await sandbox.ip(switchHost, [
      `link add ${lanInterface} type bridge`,
      `link set ${lanInterface} up`,
    ])
    for (const host of this.#hosts) {
      await sandbox.addHost(host)
      await sandbox.link(
        { host, interface: lanInterface },
        { host: switchHost, interface: portOf(host) },
      )
      await sandbox.ip(switchHost, [
        `link set ${portOf(host)} master ${lanInterface}`,
        `link set ${portOf(host)} up`,
      ])
      await sandbox.ip(host, [
        `addr add ${this.address(host, 'IPv4')}/24 dev ${lanInterface}`,
        `addr add ${this.address(host, 'IPv6')}/64 dev ${lanInterface}`,
        `link set ${lanInterface} up`,
      ])
    }
  }

  /** Resolves when both tunnels can carry packets. */
  async startTunnels(): Promise<void> {
    for (const end of ends) {
      this.#programs[end] = new TunnelProgram(this.sandbox, end, this.configs[end])
    }
    await Promise.all(ends.map((end) => this.tunnel(end).whenReady()))
  }

  /** @throws where a tunnel had failed meanwhile; all is gone in any case. */
  async destroy(): Promise<void> {
    try {
      await Promise.all(Object.values(this.#programs).map((program) => program.stop()))
    } finally {
      await this.sandbox.destroy()
      rmSync(this.directory, { recursive: true, force: true })
    }
  }

  #makeConfigs({ cipher = 'aes-256-gcm', mtu = 1400 }: TunnelNetworkOptions) {
    const towards = {
      a: { spi: inboundSpi.a, key: randomBytes(36).toString('hex') },
      b: { spi: inboundSpi.b, key: randomBytes(36).toString('hex') },
    }
    const config = (end: TunnelEnd, peer: TunnelEnd): StaticTunnelConfig => ({
      tun: 'vip0',
      port: tunnelPort,
      mtu,
      control: join(this.directory, `${end}.sock`),
      local: { vip: vip4[end], vip6: vip6[end] },
      peers: [
        {
          name: peer,
          vip: vip4[peer],
          vip6: vip6[peer],
          endpoints: [this.endpoint(peer)],
          cipher,
          outbound: towards[peer],
          inbound: towards[end],
        },
      ],
    })
    return { a: config('a', 'b'), b: config('b', 'a') }
  }
}

/** Both tunnels are up when it resolves. @throws with the reason, and leaves nothing then. */
export async function createTunnelNetwork(options: TunnelNetworkOptions): Promise<TunnelNetwork> {
  const network = new TunnelNetwork(await createSandbox({ name: options.name }), options)
  try {
    await network.connectHosts()
    await network.startTunnels()
    return network
  } catch (error) {
    await network.destroy().catch(() => {})
    throw error
  }
}
