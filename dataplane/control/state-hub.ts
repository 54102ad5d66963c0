// The facts that clients watch. They are owned elsewhere: the hub reads them, compares them with
// what it read before, and keeps the newest changes for watchers. Nothing is read or kept of what
// nobody watches.
import * as v from 'valibot'
import { keyFieldOf } from '../contract/entry-keys.ts'
import { collectionNames, collectionSchemas } from '../contract/model.ts'
import type { CollectionName } from '../contract/model.ts'
import type { Clock } from '../lib/clock.ts'
import type { Facts } from './acts.ts'
import { BoundedLog } from './bounded-log.ts'
import type { LineSource, OnNews } from './line-source.ts'
import { keptDeltas, maxEntryChars, refreshEveryMs } from './limits.ts'
import { StateWatch } from './state-watch.ts'
import type { StoredChange } from './state-watch.ts'

/**
 * They change with every packet and every second; the others change by acts and messages, which say
 * so.
 */
const livelyCollections: readonly CollectionName[] = ['status', 'peers', 'partners']

export type StateHubOptions = {
  clock: Clock
  facts: Facts
  /** A fact could not be read, or does not fit the contract: what was known of it stays. */
  onFault: (fault: Error) => void
  keptDeltas?: number
}

/** What was read of an entry, and what is told of it: the change's JSON. */
type Known = { read: string; told: string }

/** An entry has the one of them that its collection is told apart by. */
type Keyed = Record<ReturnType<typeof keyFieldOf>, string>

export class StateHub {
  readonly #options: StateHubOptions
  readonly #known = new Map<CollectionName, Map<string, Known>>()
  readonly #deltas: BoundedLog<StoredChange>
  readonly #watches = new Set<{ collections: ReadonlySet<CollectionName>; onNews: OnNews }>()
  readonly #marked = new Set<CollectionName>()
  #cancelRefresh: (() => void) | undefined

  constructor(options: StateHubOptions) {
    this.#options = options
    this.#deltas = new BoundedLog(options.keptDeltas ?? keptDeltas, 0)
  }

  /** Facts of these collections may have changed. They are read when the caller has finished. */
  changed(...collections: CollectionName[]): void {
    for (const collection of collections) {
      if (!this.#known.has(collection)) continue
      if (this.#marked.size === 0) queueMicrotask(() => this.#readMarked())
      this.#marked.add(collection)
    }
  }

  /** A snapshot of these collections as they are now, then their changes. */
  watch(wanted: readonly CollectionName[], onNews: OnNews): LineSource {
    const collections = new Set(wanted)
    const entry = { collections, onNews }
    for (const collection of collections) this.#read(collection)
    this.#watches.add(entry)
    if (this.#watches.size === 1) this.#refreshLater()
    const snapshot = () =>
      // In the order of the contract, whatever the client's was.
      collectionNames.flatMap((name) =>
        collections.has(name)
          ? [...(this.#known.get(name)?.values() ?? [])].map(({ told }) => told)
          : [],
      )
    const close = () => {
      this.#watches.delete(entry)
      this.#forgetUnwatched()
    }
    return new StateWatch({ collections, deltas: this.#deltas, snapshot, close })
  }

  #forgetUnwatched(): void {
    for (const name of this.#known.keys()) {
      if (!this.#isWatched(name)) this.#known.delete(name)
    }
    if (this.#watches.size > 0) return
    this.#cancelRefresh?.()
    this.#cancelRefresh = undefined
  }

  #isWatched(name: CollectionName): boolean {
    return [...this.#watches].some(({ collections }) => collections.has(name))
  }

  #refreshLater(): void {
    this.#cancelRefresh = this.#options.clock.after(refreshEveryMs, () => {
      this.#refreshLater()
      for (const name of livelyCollections) if (this.#known.has(name)) this.#read(name)
    })
  }

  #readMarked(): void {
    const names = [...this.#marked]
    this.#marked.clear()
    for (const name of names) if (this.#known.has(name)) this.#read(name)
  }

  /** Tells what differs from what was known; tells nothing where nobody has watched. */
  #read(name: CollectionName): void {
    const before = this.#known.get(name)
    const entries = this.#entriesOf(name)
    if (entries === undefined) {
      if (before === undefined) this.#known.set(name, new Map())
      return
    }
    const now = new Map<string, Known>()
    const changes: string[] = []
    for (const [key, entry] of entries) {
      const read = JSON.stringify(entry)
      const known = before?.get(key)
      if (known?.read === read) {
        now.set(key, known)
        continue
      }
      const told = this.#changeText(name, key, entry)
      if (told === undefined) {
        if (known !== undefined) now.set(key, known)
        continue
      }
      now.set(key, { read, told })
      if (told !== known?.told) changes.push(told)
    }
    this.#known.set(name, now)
    if (before === undefined) return
    for (const key of before.keys()) {
      if (!now.has(key)) changes.push(textOf(name, key, null))
    }
    for (const json of changes) this.#tell({ collection: name, json })
  }

  #entriesOf(name: CollectionName): (readonly [string, object])[] | undefined {
    const { facts, onFault } = this.#options
    try {
      if (name === 'status') return [['', facts.status()]]
      const field = keyFieldOf(name)
      const entries: Iterable<object> = facts[name]()
      return Array.from(entries, (entry) => [(entry as Keyed)[field], entry] as const)
    } catch (cause) {
      onFault(new Error(`the facts of "${name}" could not be read`, { cause }))
      return undefined
    }
  }

  /** The schema leaves out every field that is not in the contract. */
  #changeText(name: CollectionName, key: string, entry: object): string | undefined {
    const parsed = v.safeParse(collectionSchemas[name], entry)
    if (!parsed.success) {
      const problem = v.summarize(parsed.issues)
      this.#options.onFault(new Error(`"${name}" has an entry that does not fit: ${problem}`))
      return undefined
    }
    const json = textOf(name, key, parsed.output)
    if (json.length <= maxEntryChars) return json
    this.#options.onFault(new Error(`"${name}" has an entry that is too long to send`))
    return undefined
  }

  #tell(change: StoredChange): void {
    this.#deltas.append(change)
    for (const { collections, onNews } of this.#watches) {
      if (collections.has(change.collection)) onNews()
    }
  }
}

/** Of a `Change`. */
function textOf(collection: CollectionName, key: string, value: object | null): string {
  return JSON.stringify(
    collection === 'status'
      ? { collection, value }
      : { collection, [keyFieldOf(collection)]: key, value },
  )
}
