// Entry of the static tunnel: a helper that is told its peers, keys and endpoints, instead of finding and agreeing on
// them. Reads one JSON line (contract/static-tunnel.ts) on standard input, so that keys are in no argument, file or log;
// prints {"ready":true} when packets can flow; ends on SIGTERM or SIGINT and leaves nothing.
import { createInterface } from 'node:readline'
import * as v from 'valibot'
import { Dataplane, type DataplaneEvent } from 'tun-tap/dataplane'
import { watchNetwork } from 'tun-tap/netlink'
import { messageOf } from '../lib/error-message.ts'
import {
  staticTunnelConfigSchema,
  type StaticTunnelConfig,
  type StaticTunnelRequest,
  type StaticTunnelStatus,
} from '../contract/static-tunnel.ts'
import { serveStaticControl } from './static-control.ts'
import { StaticPeers } from './static-peers.ts'
import { VipInterface } from './vip-interface.ts'

class StaticTunnel {
  readonly #config: StaticTunnelConfig
  readonly #dataplane: Dataplane
  readonly #peers: StaticPeers
  readonly #interface: VipInterface

  constructor(config: StaticTunnelConfig) {
    this.#config = config
    const { tun, port, mtu, local } = config
    this.#dataplane = new Dataplane({ tun, port, onEvent: (event) => this.#handleEvent(event) })
    this.#peers = new StaticPeers(this.#dataplane, config)
    const { vip, vip6 } = local
    const fitting = this.#peers.innerMtu(mtu)
    this.#interface = new VipInterface(this.#dataplane.describe().tun, fitting, {
      v4: [vip],
      v6: vip6,
    })
  }

  answer(request: StaticTunnelRequest) {
    if (request.method === 'status') return this.#status()
    const peer = this.#peers.find(request.params.peer)
    if (peer === undefined) throw new Error(`there is no peer called ${request.params.peer}`)
    switch (request.method) {
      case 'endpoints':
        this.#peers.setEndpoints(peer, request.params.endpoints)
        this.networkChanged()
        return null
      case 'alternatePort':
        return this.#peers.useAlternatePort(peer)
      case 'hold':
        this.#peers.hold(peer)
        return null
      case 'release':
        return this.#peers.release(peer, request.params.resendSinceMs)
      default:
        return request satisfies never
    }
  }

  /** Links, addresses or routes are others now. */
  networkChanged(): void {
    this.#peers.releaseWherePathIs()
    this.#fitMtu()
  }

  stop(): void {
    this.#dataplane.close()
  }

  #handleEvent(event: DataplaneEvent): void {
    switch (event.kind) {
      case 'pathLost':
        this.#peers.noteHeld(event.peer)
        return
      case 'failed':
        fail(`the data path ended: ${event.error}`)
        return
      case 'pathTooNarrow':
        log(
          `packets to ${event.endpoint} do not fit the path: lower the MTU of ${this.#config.tun}`,
        )
        return
      // Without negotiation there is nobody to act on the rest; all of it is counted in `drops`.
      case 'control':
      case 'clear':
      case 'unknownSpi':
      case 'wrongSource':
      case 'unmappedVip':
      case 'heard':
      case 'sent':
      case 'saProven':
      case 'rekeyDue':
    }
  }

  /** No outer packet should be fragmented: the TUN carries what the narrowest path takes. */
  #fitMtu(): void {
    this.#interface.setMtu(this.#peers.innerMtu(this.#config.mtu))
  }

  #status(): StaticTunnelStatus {
    const { user, system } = process.cpuUsage()
    const { tun, port } = this.#dataplane.describe()
    return {
      tun,
      port,
      mtu: this.#interface.mtuBytes,
      drops: this.#dataplane.drops(),
      rssBytes: process.memoryUsage.rss(),
      cpuSeconds: (user + system) / 1e6,
      peers: this.#peers.status(),
    }
  }
}

function log(sentence: string): void {
  process.stderr.write(`static tunnel: ${sentence}\n`)
}

function fail(sentence: string): never {
  log(sentence)
  process.exit(1)
}

async function readConfig(): Promise<StaticTunnelConfig> {
  const lines = createInterface({ input: process.stdin })
  for await (const line of lines) {
    const parsed = v.safeParse(staticTunnelConfigSchema, JSON.parse(line))
    if (!parsed.success)
      throw new Error(`the configuration is wrong: ${v.summarize(parsed.issues)}`)
    return parsed.output
  }
  throw new Error('no configuration came on standard input')
}

async function main(): Promise<void> {
  const config = await readConfig()
  const tunnel = new StaticTunnel(config)
  const watch = watchNetwork(() => tunnel.networkChanged())
  const server =
    config.control === undefined
      ? undefined
      : await serveStaticControl(config.control, (request) => tunnel.answer(request))
  const alive = setInterval(() => {}, 2 ** 30)
  const stop = () => {
    clearInterval(alive)
    server?.close()
    watch.stop()
    tunnel.stop()
    process.exit(0)
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  process.stdout.write('{"ready":true}\n')
}

try {
  await main()
} catch (error) {
  fail(messageOf(error))
}
