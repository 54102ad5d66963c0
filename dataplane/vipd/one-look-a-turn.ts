// The trust store as it is in one turn of the event loop. What happens in one turn happens at one time: a first contact
// asks four times then, and each look at the file costs some 40 µs.
import type { KnownHostsResult } from '../identity/known-hosts-file.ts'
import type { KnownHostsStore } from '../negotiation/host-trust.ts'

/**
 * What others do to the file counts from the next turn on; what is changed through this counts at once.
 * @param onChanged told of each change through this, whoever asked for it
 */
export function oneLookATurn(store: KnownHostsStore, onChanged: () => void): KnownHostsStore {
  let seen: KnownHostsResult | undefined
  const forget = () => {
    seen = undefined
  }
  return {
    read() {
      if (seen === undefined) {
        seen = store.read()
        setImmediate(forget)
      }
      return seen
    },
    change(change) {
      forget()
      const changed = store.change(change)
      if (changed.ok) onChanged()
      return changed
    },
  }
}
