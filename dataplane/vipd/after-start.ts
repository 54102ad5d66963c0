// What the helper does once it is ready, behind everything else: it looks whether DNS is right about this host, and
// rehearses questions, moves and negotiations.
import type { Log } from '../lib/log.ts'
import { helperActs } from './helper-acts.ts'
import type { ActSources } from './helper-acts.ts'
import type { Rehearsals } from './rehearsals.ts'

/** Never rejects. */
export async function afterStart(
  sources: ActSources,
  rehearsals: Rehearsals,
  log: Log,
  signal: AbortSignal,
): Promise<void> {
  try {
    await sources.discover(sources.ownName, { signal })
    const itself = { uid: process.getuid?.() ?? 0, rights: 'read' } as const
    const { checks } = await helperActs(sources).doctor({}, signal, itself)
    if (signal.aborted) return
    for (const { severity, text } of checks) {
      if (severity === 'error' || severity === 'warning') log.warn(text)
    }
    await rehearsals.all()
  } catch (error) {
    log.error('a fault of the helper', { error: error as Error })
  }
}
