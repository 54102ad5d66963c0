// What of a value may stand in the log (PRODUCT, rule 7): bytes and what is named as a secret never do.

/** Wraps what no text form may show: not the log, not JSON, not a template. */
export class Secret<T> {
  readonly #value: T

  constructor(value: T) {
    this.#value = value
  }

  /** The value itself, where it is used. */
  reveal(): T {
    return this.#value
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }
}

export type LogFields = Readonly<Record<string, unknown>>

/** Names under which a secret could come; those of public keys are none. */
const secretName = /key|secret|psk|password|token|seed/i
const publicName = /public|fingerprint/i

const maxDepth = 5
const maxItems = 64
/** A DNS message's or a stack's length. */
const maxCharacters = 4096

/** @returns plain values, as JSON has them; never throws, whatever the fields are */
export function withoutSecrets(fields: LogFields): Record<string, unknown> {
  try {
    return ofObject(fields, 0)
  } catch {
    // A getter or a proxy of somebody else's.
    return { fields: '[unreadable]' }
  }
}

function ofValue(name: string, value: unknown, depth: number): unknown {
  if (value === undefined || value === null || typeof value === 'boolean') return value
  if (secretName.test(name) && !publicName.test(name)) return '[redacted]'
  switch (typeof value) {
    case 'string':
      return shortened(value)
    case 'number':
      return Number.isFinite(value) ? value : String(value)
    case 'bigint':
      return String(value)
    case 'object':
      return depth < maxDepth ? ofStructure(name, value, depth + 1) : '[deeper]'
    case 'boolean':
    case 'undefined':
    case 'function':
    case 'symbol':
      return undefined
  }
}

function ofStructure(name: string, value: object, depth: number): unknown {
  // Keys, payloads and packets are all bytes, and the log cannot tell one from another.
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) {
    return `[${value.byteLength} bytes]`
  }
  if (value instanceof Secret) return '[secret]'
  if (value instanceof Error) return ofError(value, depth)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'no date' : value.toISOString()
  if (value instanceof Map) return ofItems(name, [...value.entries()], depth)
  if (Array.isArray(value)) return ofItems(name, value, depth)
  if (value instanceof Set) return ofItems(name, [...value], depth)
  // JSON's own form of a Buffer, which has lost its type.
  if ('type' in value && value.type === 'Buffer' && 'data' in value) return '[bytes]'
  return ofObject(value, depth)
}

function ofObject(value: object, depth: number): Record<string, unknown> {
  const plain: Record<string, unknown> = {}
  for (const [name, each] of Object.entries(value).slice(0, maxItems)) {
    plain[name] = ofValue(name, each, depth)
  }
  return plain
}

function ofItems(name: string, items: readonly unknown[], depth: number): unknown[] {
  const plain = items.slice(0, maxItems).map((each) => ofValue(name, each, depth))
  if (items.length > maxItems) plain.push(`[${items.length - maxItems} more]`)
  return plain
}

function ofError(error: Error, depth: number): Record<string, unknown> {
  const { name, message, stack, cause } = error
  const code = 'code' in error ? error.code : undefined
  return {
    name: shortened(name),
    message: shortened(message),
    code: ofValue('code', code, depth),
    stack: stack === undefined ? undefined : shortened(stack),
    cause: ofValue('cause', cause, depth),
  }
}

/** Also hides a private key that somebody has read as text. */
function shortened(text: string): string {
  const safe = text.replace(
    /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
    '[private key]',
  )
  if (safe.length <= maxCharacters) return safe
  return `${safe.slice(0, maxCharacters)}… (${safe.length} characters)`
}

/** For the message of a line, which is written by the programmer and may hold an error's. */
export const messageWithoutSecrets = shortened
