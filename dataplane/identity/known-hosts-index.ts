// Which lines of a known_hosts file are for a host, without a look at each: all hosts may be asked about, one after the other.
import { isForHost } from './known-hosts-line.ts'
import type { KnownHostsEntry } from './known-hosts-line.ts'

type Placed = { at: number; entry: KnownHostsEntry }

export class KnownHostsIndex {
  /** By host in lower case, of lines that name hosts and nothing else. */
  readonly #plain = new Map<string, Placed[]>()
  /** With patterns, or hashed: each is looked at for each host. */
  readonly #others: Placed[] = []

  constructor(entries: readonly KnownHostsEntry[]) {
    entries.forEach((entry, at) => this.#add({ at, entry }))
  }

  #add(placed: Placed): void {
    const { hosts } = placed.entry
    if (/^\||[*?!]/.test(hosts)) {
      this.#others.push(placed)
      return
    }
    for (const host of new Set(hosts.toLowerCase().split(','))) {
      const present = this.#plain.get(host)
      if (present === undefined) this.#plain.set(host, [placed])
      else present.push(placed)
    }
  }

  /** In the order of the file. `host`: lower case, without a final dot. */
  entriesFor(host: string): KnownHostsEntry[] {
    const plain = this.#plain.get(host) ?? []
    const others = this.#others.filter(({ entry }) => isForHost(entry.hosts, host))
    const all = others.length === 0 ? plain : [...plain, ...others].sort((a, b) => a.at - b.at)
    return all.map(({ entry }) => entry)
  }
}
