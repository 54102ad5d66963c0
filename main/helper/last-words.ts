// What a program said last, for the person: its last lines, and of the helper's log the messages alone. Pure.
import { maxLastLines, maxLastWordsChars } from './limits.ts'

/** Null where it said nothing. */
export function lastWordsOf(said: string): string | null {
  const lines = said.split('\n').filter((line) => line.trim() !== '')
  const words = lines.slice(-maxLastLines).map(messageOf).join('\n').trim()
  return words === '' ? null : words.slice(-maxLastWordsChars)
}

function messageOf(line: string): string {
  try {
    const { message } = JSON.parse(line) as { message?: unknown }
    return typeof message === 'string' ? message : line
  } catch {
    return line
  }
}
