// The outcome of a soak for people.
import type { SoakOutcome } from './run-soak.ts'

const kindColumns = 26
const numberColumns = 10

export function outcomeText({ seed, moves, sessions, outagesMs, messages }: SoakOutcome): string {
  const cells = (words: readonly string[]) =>
    words.map((word) => word.padStart(numberColumns)).join('')
  const figure = (value: number | null) => (value === null ? 'never' : value.toFixed(1))
  const head = `  ${''.padEnd(kindColumns)}${cells(['moves', 'median', 'worst'])}`
  const rows = outagesMs.map(
    ({ kind, moves: count, median, max }) =>
      `  ${kind.padEnd(kindColumns)}${cells([String(count), figure(median), figure(max)])}`,
  )
  const kept = sessions.filter((session) => session.kept).length
  return [
    `${moves} moves (seed ${seed})`,
    '',
    ...sessions.map(
      ({ name, kept: isKept, detail }) => `  ${isKept ? 'kept' : 'LOST'}  ${name}: ${detail}`,
    ),
    '',
    'ms from the new link having address and route to the next UDP message, both ways',
    head,
    ...rows,
    '',
    `${messages.lost} of ${messages.sent} UDP messages were lost`,
    kept === sessions.length ? 'No session was lost.' : `${sessions.length - kept} LOST.`,
    '',
  ].join('\n')
}
