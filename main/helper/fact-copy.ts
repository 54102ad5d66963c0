// The facts of a helper as they were told last: by collection and name.
import type { Change } from '../../dataplane/contract/control-protocol.ts'
import type { CollectionName, EntityOf, Status } from '../../dataplane/contract/model.ts'

export type NamedCollection = Exclude<CollectionName, 'status'>

type Entries = { [Name in NamedCollection]: Map<string, EntityOf<Name>> }

export class FactCopy {
  #status: Status | undefined
  readonly #entries: Entries = emptyEntries()

  get status(): Status | undefined {
    return this.#status
  }

  of<Name extends NamedCollection>(collection: Name): ReadonlyMap<string, EntityOf<Name>> {
    return this.#entries[collection]
  }

  put(change: Change): void {
    if (change.collection === 'status') {
      this.#status = change.value
      return
    }
    // One change has name and value of one collection; TypeScript cannot follow it through the table.
    const entries = this.#entries[change.collection] as Map<string, unknown>
    if (change.value === null) entries.delete(change.name)
    else entries.set(change.name, change.value)
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
    for (const [collection, entries] of Object.entries(this.#entries)) {
      for (const [name, value] of entries) changes.push({ collection, name, value } as Change)
    }
    return changes
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
