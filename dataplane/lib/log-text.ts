// A line of the log for a person at a terminal.

/** `12:00:00.123 warn  The sentence. peer=b.vipip.net port=1` from the line's JSON. */
export function logLineText(line: string): string {
  const { time, level, message, ...fields } = JSON.parse(line) as Record<string, unknown>
  const clock = String(time).slice(11, 23)
  const words = Object.entries(fields).map(([name, value]) => `${name}=${fieldText(value)}`)
  const text = [clock, String(level).padEnd(5), fieldOf(message), ...words].join(' ')
  return `${printable(text)}\n`
}

/** The message is a string, unless a program that is not ours wrote the line. */
function fieldOf(message: unknown): string {
  return typeof message === 'string' ? message : ''
}

function fieldText(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value)
  return /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value)
}

/** Names and texts of the network may hold what a terminal would obey. */
function printable(text: string): string {
  return text.replace(/[\p{C}\u2028\u2029]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0
    return `\\u{${code.toString(16)}}`
  })
}
