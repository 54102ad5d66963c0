// For programs that care about place (paper 4.3, `p_gethostbyname` and `callOnChange`; PROTOCOL section 7): where a host
// is behind its VIP, news of each move, and the receipts of moves. Built to `out/vip-client.mjs`, for Node 20.19 or
// later; its types as others see them are in vip-client.d.mts.
//
//   import { connect } from 'vip/client'
//   const vip = await connect()
//   const stop = vip.onChange('home.example.org', ({ endpoint }) => console.log('now at', endpoint))
import type { PhysicalAddress } from '../contract/calls.ts'
import { VipError } from '../contract/errors.ts'
import { runDirectoryOf } from '../contract/default-places.ts'
import type { EventEntry } from '../contract/events.ts'
import type { Handover } from '../contract/handovers.ts'
import { allHandovers } from './all-handovers.ts'
import { ClientError } from './client-error.ts'
import { ControlConnection } from './control-connection.ts'
import { HelperNews } from './helper-news.ts'
import { endpointAddress, isSamePlace, plainName } from './places.ts'

export interface ConnectOptions {
  /** Where the helper's control socket is; default: `VIP_RUN_DIR`, else `/run/vip`. */
  runDirectory?: string
}

/** Told where a host is. */
export type OnPlace = (place: PhysicalAddress) => void

type Watcher = {
  name: string
  onPlace: OnPlace
  told: PhysicalAddress | undefined
  /** Grows with each event about it: an answer that was asked for before is stale. */
  turn: number
}

/**
 * Talks with the helper of this host; any user may. Ends with `close`, until which it keeps the process alive.
 * @throws ClientError (`problem.code`: `helper-not-running`, `socket-forbidden`, …), VipError (`fault.code`)
 */
export async function connect(options: ConnectOptions = {}): Promise<VipClient> {
  const runDirectory = runDirectoryOf(options.runDirectory, process.env)
  return new VipClient(runDirectory, await ControlConnection.connect(runDirectory))
}

export class VipClient {
  readonly #runDirectory: string
  readonly #watchers = new Set<Watcher>()
  readonly #news: HelperNews
  #connection: Promise<ControlConnection>
  #isClosed = false

  constructor(runDirectory: string, connection: ControlConnection) {
    this.#runDirectory = runDirectory
    this.#connection = Promise.resolve(connection)
    this.#news = new HelperNews({
      open: () => this.#open(),
      onCurrent: () => this.#lookForAll(),
      onEvent: (event) => this.#take(event),
    })
  }

  /**
   * Where a host is, past its VIP: a peer's endpoint of now, else what DNS says; no addresses for a name that DNS does not
   * know. Takes up to some seconds where DNS is asked.
   * @throws ClientError; VipError where the name cannot be one (`bad-input`), or no name server answers (`act-failed`)
   */
  async physicalAddress(name: string): Promise<PhysicalAddress> {
    return this.#ask((connection) => connection.call('physicalAddress', { name }))
  }

  /**
   * Calls back as soon as it is known where the host is, and then at each move of a peer, with the endpoint that packets
   * go to now (`addresses` then has that one). Goes on when the helper is started again, and tells what has changed
   * meanwhile. A host that is no peer yet is asked about in DNS, once; it is followed from when it becomes one.
   * @returns ends it; idempotent. @throws Error after `close`
   */
  onChange(name: string, onPlace: OnPlace): () => void {
    if (this.#isClosed) throw new Error('this client is closed')
    const watcher: Watcher = { name: plainName(name), onPlace, told: undefined, turn: 0 }
    this.#watchers.add(watcher)
    this.#news.start()
    void this.#look(watcher)
    return () => {
      this.#watchers.delete(watcher)
    }
  }

  /** Receipts of moves with a greater id than `since`, oldest first. Ids begin anew with the helper. @throws ClientError, VipError */
  async handovers(since = 0): Promise<Handover[]> {
    return this.#ask((connection) => allHandovers(connection, since))
  }

  /** Idempotent. No callback is called afterwards. */
  close(): void {
    this.#isClosed = true
    this.#watchers.clear()
    this.#news.stop()
    void this.#connection.then((connection) => connection.close()).catch(() => {})
  }

  /** Nothing that is asked changes anything, so that what a connection has lost is asked once more. */
  async #ask<Answer>(question: (of: ControlConnection) => Promise<Answer>): Promise<Answer> {
    const connection = await this.#open()
    try {
      return await question(connection)
    } catch (error) {
      const isLost = error instanceof ClientError && error.problem.code === 'connection-ended'
      if (!isLost || this.#isClosed) throw error
      return question(await this.#open())
    }
  }

  /** The connection that there is, or another one: the helper ends one that is idle for minutes. */
  async #open(): Promise<ControlConnection> {
    const before = this.#connection
    const isUsable = await before.then((connection) => !connection.hasEnded).catch(() => false)
    // Whoever waited beside us may have opened one.
    if (!isUsable && before === this.#connection) {
      this.#connection = ControlConnection.connect(this.#runDirectory)
    }
    const connection = await this.#connection
    if (this.#isClosed) connection.close()
    return connection
  }

  #lookForAll(): void {
    for (const watcher of this.#watchers) void this.#look(watcher)
  }

  /** Never rejects. */
  async #look(watcher: Watcher): Promise<void> {
    const { name, turn } = watcher
    const place = await this.physicalAddress(name).catch((error: unknown) => {
      // While there is no helper nothing is known; its return is news.
      if (error instanceof ClientError) return undefined
      if (error instanceof VipError && error.fault.code === 'stopping') return undefined
      return { name, endpoint: null, addresses: [], source: 'dns' as const }
    })
    if (place !== undefined && turn === watcher.turn) this.#tell(watcher, place)
  }

  #take(event: EventEntry): void {
    if (event.kind === 'switched') this.#lookForAll()
    if (!('name' in event)) return
    const { name, kind } = event
    for (const watcher of this.#watchers) {
      if (watcher.name !== name) continue
      if (kind === 'peer-moved' || kind === 'peer-agreed') {
        const { endpoint } = event
        watcher.turn += 1
        const addresses = [endpointAddress(endpoint)]
        this.#tell(watcher, { name, endpoint, addresses, source: 'peer' })
      } else if (kind === 'mapping-dropped') void this.#look(watcher)
    }
  }

  #tell(watcher: Watcher, place: PhysicalAddress): void {
    if (!this.#watchers.has(watcher)) return
    if (watcher.told !== undefined && isSamePlace(watcher.told, place)) return
    watcher.told = place
    // A fault of the program's own callback is the program's to see, and ends nothing here.
    queueMicrotask(() => {
      if (this.#watchers.has(watcher)) watcher.onPlace(place)
    })
  }
}
