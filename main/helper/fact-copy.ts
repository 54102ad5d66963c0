// The facts of a helper as they were told last: by collection, and by what tells its entries apart.
import type { Change } from '../../dataplane/contract/control-protocol.ts'
import { keyFieldOf, keyOf } from '../../dataplane/contract/entry-keys.ts'
import type { KeyedCollection } from '../../dataplane/contract/entry-keys.ts'
import type { EntityOf, Status } from '../../dataplane/contract/model.ts'

type Entries = { [Name in KeyedCollection]: Map<string, EntityOf<Name>> }

export class FactCopy {
  #status: Status | undefined
  readonly #entries: Entries = emptyEntries()

  get status(): Status | undefined {
    return this.#status
  }

  of<Name extends KeyedCollection>(collection: Name): ReadonlyMap<string, EntityOf<Name>> {
    return this.#entries[collection]
  }

  put(change: Change): void {
    if (change.collection === 'status') {
      this.#status = change.value
      return
    }
    // One change has key and value of one collection; TypeScript cannot follow it through the table.
    const entries = this.#entries[change.collection] as Map<string, unknown>
    if (change.value === null) entries.delete(keyOf(change))
    else entries.set(keyOf(change), change.value)
  }

  /** @returns whether there was anything */
  clear(): boolean {
    const hadAny = this.#status !== undefined || this.#maps().some(({ size }) => size > 0)
    this.#status = undefined
    for (const entries of this.#maps()) entries.clear()
    return hadAny
  }

  /** As a snapshot has them. */
  all(): Change[] {
    const changes: Change[] = []
    if (this.#status !== undefined) changes.push({ collection: 'status', value: this.#status })
    for (const [collection, entries] of this.#collections()) {
      const field = keyFieldOf(collection)
      for (const [key, value] of entries) {
        changes.push({ collection, [field]: key, value } as unknown as Change)
      }
    }
    return changes
  }

  #collections(): [KeyedCollection, Map<string, unknown>][] {
    return Object.entries(this.#entries) as [KeyedCollection, Map<string, unknown>][]
  }

  #maps(): Map<string, unknown>[] {
    return Object.values(this.#entries)
  }
}

function emptyEntries(): Entries {
  return {
    peers: new Map(),
    mappings: new Map(),
    partners: new Map(),
    questions: new Map(),
    knownHosts: new Map(),
  }
}
