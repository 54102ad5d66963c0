// What the helper does once it is ready, behind everything else: it looks whether DNS is right about this host, and
// rehearses questions, moves and negotiations.
import { randomBytes } from 'node:crypto'
import { temporaryHostKey } from '../identity/host-key.ts'
import type { Log } from '../lib/log.ts'
import { helperActs } from './helper-acts.ts'
import type { ActSources } from './helper-acts.ts'
import { rehearseMoves } from './move-rehearsal.ts'
import { rehearse } from './rehearsal.ts'
import { rehearseNames } from './rehearsal-of-names.ts'

/** Never rejects. */
export async function afterStart(
  sources: ActSources,
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
    await rehearseNames({ clock: sources.clock, signal })
    const hostKeys = [temporaryHostKey(), temporaryHostKey()] as const
    await rehearseMoves({ clock: sources.clock, randomBytes, signal })
    await rehearse({ clock: sources.clock, randomBytes, hostKeys, signal })
  } catch (error) {
    log.error('a fault of the helper', { error: error as Error })
  }
}
