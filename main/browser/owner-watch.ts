// Whoever started this program: it ends with them. Ctrl-C, the end of the terminal and of the session come as signals; a
// parent that is killed tells nobody, so it is looked for.
import { passed } from '../../dataplane/lib/clock.ts'
import type { Clock } from '../../dataplane/lib/clock.ts'

const LOOK_EVERY_MS = 500

/** Resolves when the owner leaves. Signals do not end the process by themselves any more. */
export async function untilOwnerLeaves(
  clock: Clock,
  parentId: () => number = () => process.ppid,
): Promise<void> {
  const asked = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => asked.abort())
  }
  const parent = parentId()
  while (await passed(clock, LOOK_EVERY_MS, asked.signal)) {
    if (parentId() !== parent) return
  }
}
