// Whom the resolver asks: the name servers of the configuration, else the system's, which change with the network. A DHCP
// client writes them when it likes, often after the address.
import { isDeepStrictEqual } from 'node:util'
import type { Configuration } from '../contract/configuration.ts'
import type { Clock } from '../lib/clock.ts'
import type { Endpoint } from '../lib/endpoint.ts'
import { WatchedFile } from '../lib/watched-file.ts'
import { nameServerFiles, systemUpstreams } from '../naming/system-upstreams.ts'
import { endpointOf } from './configured.ts'

/** Such a file is written at once; its folders are quiet. */
const settleMs = 20
/** The changes of one move come together, and its packets first. */
const lookAfterMs = 100

export interface UpstreamWatchOptions {
  clock: Clock
  configuration: () => Configuration
  onChanged: (upstreams: readonly Endpoint[]) => void
  files?: readonly string[]
}

export class UpstreamWatch {
  readonly #options: UpstreamWatchOptions
  readonly #files: readonly string[]
  readonly #watched: readonly WatchedFile[]
  #present: readonly Endpoint[]
  #cancelLook: (() => void) | undefined

  constructor(options: UpstreamWatchOptions) {
    this.#options = options
    const { clock, files = nameServerFiles } = options
    this.#files = files
    this.#watched = files.map(
      (path) =>
        new WatchedFile({
          ...{ path, clock, settleMs },
          onChanged: () => this.look(),
          // Most machines have not all of them; with the next change of the network it is tried again.
          onUnwatched: () => {},
        }),
    )
    this.#present = this.#read()
  }

  /** None on a machine that has not been in a network yet. */
  get present(): readonly Endpoint[] {
    return this.#present
  }

  /** The network has changed. */
  lookSoon(): void {
    this.#cancelLook ??= this.#options.clock.after(lookAfterMs, () => this.look())
  }

  /** Looks now, and watches from now on. */
  look(): void {
    this.#cancelLook?.()
    this.#cancelLook = undefined
    const isConfigured = this.#options.configuration().resolver.upstream !== undefined
    for (const watched of this.#watched) {
      if (isConfigured) watched.stop()
      else watched.look()
    }
    const upstreams = this.#read()
    if (isDeepStrictEqual(upstreams, this.#present)) return
    this.#present = upstreams
    this.#options.onChanged(upstreams)
  }

  /** Idempotent; nothing is told afterwards. */
  stop(): void {
    this.#cancelLook?.()
    this.#cancelLook = undefined
    for (const watched of this.#watched) watched.stop()
  }

  #read(): readonly Endpoint[] {
    const { listen, upstream } = this.#options.configuration().resolver
    return upstream?.map(endpointOf) ?? systemUpstreams(endpointOf(listen), this.#files)
  }
}
