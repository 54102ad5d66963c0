// Tables and labelled lines for the terminal.
import { printable } from './printable.ts'

/**
 * Cells aligned to the left, two blanks apart; the first row is the heading. Each line ends with a
 * line break.
 */
export function columns(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map(printable))
  const widths: number[] = []
  for (const row of cells) {
    row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, cell.length)))
  }
  return cells
    .map((row) => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  '))
    .map((line) => `${line.trimEnd()}\n`)
    .join('')
}

/** A label and its values, one below the other; a label without values is left out. */
export function labelled(
  entries: readonly (readonly [label: string, ...values: string[]])[],
): string {
  return columns(
    entries.flatMap(([label, ...values]) =>
      values.map((value, at) => [`  ${at === 0 ? label : ''}`, value]),
    ),
  )
}
