// Where in a text a line and column is: what an editor needs of a problem's place. Pure.

/** @param line from 1; @param column from 1, in UTF-16 units; @returns the nearest place that there is */
export function offsetOfPlace(text: string, line: number, column: number): number {
  let start = 0
  for (let passed = 1; passed < line; passed++) {
    const end = text.indexOf('\n', start)
    if (end < 0) return text.length
    start = end + 1
  }
  const end = text.indexOf('\n', start)
  return Math.min(start + column - 1, end < 0 ? text.length : end)
}
