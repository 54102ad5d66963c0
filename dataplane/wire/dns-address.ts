// IP addresses as text and as bytes. Text is written in the one form of RFC 5952.

/** 4 bytes, or undefined when it is not four decimal numbers without leading zeros. */
export function parseIpv4(text: string): Uint8Array | undefined {
  if (!/^(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}$/.test(text)) return undefined
  const numbers = text.split('.').map(Number)
  return numbers.every((number) => number <= 0xff) ? Uint8Array.from(numbers) : undefined
}

export function formatIpv4(bytes: Uint8Array): string {
  return bytes.join('.')
}

/** 16 bytes, or undefined. Takes every form of RFC 4291 section 2.2; no zone index. */
export function parseIpv6(text: string): Uint8Array | undefined {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text)
  const last = dotted === null ? undefined : parseIpv4(dotted[2] ?? '')
  if (dotted !== null && last === undefined) return undefined
  const [a = 0, b = 0, c = 0, d = 0] = last ?? []
  const hex = last
    ? `${dotted?.[1]}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
    : text
  const halves = hex.split('::')
  if (halves.length > 2) return undefined
  const [head = [], tail] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const missing = 8 - head.length - (tail?.length ?? 0)
  // "::" stands for at least one group; without it all eight must be there.
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined
  const groups = [...head, ...Array<string>(missing).fill('0'), ...(tail ?? [])]
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined
  const numbers = groups.map((group) => Number.parseInt(group, 16))
  return Uint8Array.from(numbers.flatMap((number) => [number >>> 8, number & 0xff]))
}

export function formatIpv6(bytes: Uint8Array): string {
  const groups = Array.from(
    { length: 8 },
    (_, at) => (bytes[2 * at] ?? 0) * 256 + (bytes[2 * at + 1] ?? 0),
  )
  const { start, length } = longestZeros(groups)
  const text = (from: number, to: number) =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':')
  // RFC 5952 section 4.2.2: one zero group alone is not shortened.
  return length < 2 ? text(0, 8) : `${text(0, start)}::${text(start + length, 8)}`
}

function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  let start = 0
  groups.forEach((group, at) => {
    if (group !== 0) start = at + 1
    else if (at + 1 - start > best.length) best = { start, length: at + 1 - start }
  })
  return best
}
