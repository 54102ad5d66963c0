// Whether the servers of a zone show what was published: each set of records is asked for and compared.
import { passed } from '../../lib/clock.ts'
import type { Clock } from '../../lib/clock.ts'
import { classes, rcodes, types } from '../../wire/dns-codes.ts'
import type { DnsMessage } from '../../wire/dns-message.ts'
import { sameName } from '../../wire/dns-name.ts'
import { rdataKey } from '../../wire/dns-rdata.ts'
import type { Ask } from '../own-question.ts'
import { firstVisibleMs, maxVisibleMs } from './limits.ts'
import type { RecordSet } from './own-records.ts'

export type Visibility = 'shown' | 'different' | 'unanswered'

export async function visibilityOf(sets: readonly RecordSet[], ask: Ask): Promise<Visibility> {
  const found = await Promise.all(
    sets.map(async (set) => compare(set, await ask(set.name, types[set.type]))),
  )
  if (found.includes('different')) return 'different'
  return found.includes('unanswered') ? 'unanswered' : 'shown'
}

/** Asks again, later each time, until all is shown, the time is up or the signal is aborted. */
export async function untilShown(
  sets: readonly RecordSet[],
  ask: Ask,
  clock: Clock,
  withinMs: number,
  signal: AbortSignal,
): Promise<Visibility> {
  const deadlineMs = clock.nowMs() + withinMs
  for (let waitMs = firstVisibleMs; ; waitMs = Math.min(waitMs * 2, maxVisibleMs)) {
    const found = await visibilityOf(sets, ask)
    if (found === 'shown' || signal.aborted || clock.nowMs() >= deadlineMs) return found
    if (!(await passed(clock, waitMs, signal))) return found
  }
}

function compare({ name, type, rdatas }: RecordSet, message: DnsMessage | undefined): Visibility {
  const rcode = message?.header.rcode
  if (message === undefined || (rcode !== rcodes.noError && rcode !== rcodes.nxDomain)) {
    return 'unanswered'
  }
  const number = types[type]
  const shown = message.answers
    .filter((record) => record.type === number && record.class === classes.in)
    .filter((record) => sameName(record.name, name))
    .map(({ rdata }) => rdataKey(number, rdata))
  const wanted = rdatas.map((rdata) => rdataKey(number, rdata))
  const isEqual = shown.length === wanted.length && wanted.every((key) => shown.includes(key))
  return isEqual ? 'shown' : 'different'
}
