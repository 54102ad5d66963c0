// The journal of moves on this machine's clocks.
import { monotonicUs } from 'tun-tap/dataplane'
import type { EventNews } from '../contract/events.ts'
import { preciseWallMs } from '../lib/clock.ts'
import { HandoverJournal } from '../mobility/handover-journal.ts'

export function openJournal(onNews: (news: EventNews) => void): HandoverJournal {
  return new HandoverJournal({ nowUs: monotonicUs, wallMs: preciseWallMs, onNews })
}
