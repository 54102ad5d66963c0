// Which word a person may have meant.

/**
 * The word that takes the fewest insertions, deletions, substitutions and swaps of neighbours to
 * become `given` (optimal string alignment), where that is at most a third of it; else undefined.
 */
export function nearestWord(given: string, words: readonly string[]): string | undefined {
  const folded = given.toLowerCase().replaceAll('_', '-')
  let nearest: { word: string; distance: number } | undefined
  for (const word of words) {
    const most = Math.max(1, Math.floor(word.length / 3))
    if (Math.abs(word.length - folded.length) > most) continue
    const distance = distanceBetween(folded, word)
    if (distance <= most && distance < (nearest?.distance ?? Infinity)) nearest = { word, distance }
  }
  return nearest?.word
}

function distanceBetween(from: string, to: string): number {
  // Row i: the distances of the first i characters of `from` to each beginning of `to`.
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    for (let j = 1; j <= to.length; j++) {
      const substituted = at(last, j - 1) + (from[i - 1] === to[j - 1] ? 0 : 1)
      const isSwap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      const swapped = isSwap ? at(beforeLast, j - 2) + 1 : Infinity
      row.push(Math.min(substituted, at(last, j) + 1, at(row, j - 1) + 1, swapped))
    }
    beforeLast = last
    last = row
  }
  return at(last, to.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity
}
