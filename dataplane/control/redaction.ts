// The last look at every line before it leaves (PRODUCT, rule 7). Schemas already leave out what
// the contract does not have; this finds a secret that has found its way into a text that the
// contract does have, such as an error's.

const replacement = '[redacted]'

/** Shorter ones are no keys, and would be found in harmless texts. */
const leastSecretBytes = 16

/**
 * Key files as text, up to the end of the JSON string: OpenSSH and PEM private keys; and what BIND
 * has behind `secret`.
 */
const keyFileTexts: readonly RegExp[] = [
  /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?:[^"\\]|\\.)*/g,
  /b3BlbnNzaC1rZXktdjEA(?:[^"\\]|\\.)*/g,
  /(?<=\bsecret\s+(?:\\")?)[A-Za-z0-9+/]{16,}={0,2}/g,
]

export class Redaction {
  readonly #needles = new Set<string>()

  /** From now on these bytes leave in no usual form. @throws RangeError for fewer than 16 */
  protect(secret: Uint8Array): void {
    if (secret.length < leastSecretBytes) {
      throw new RangeError(`a secret of ${secret.length} bytes cannot be told from other text`)
    }
    const hex = Buffer.from(secret).toString('hex')
    this.#needles.add(hex)
    this.#needles.add(hex.toUpperCase())
    this.#needles.add(secret.join(','))
    for (const encoding of ['base64', 'base64url'] as const) {
      for (let lead = 0; lead < 3; lead += 1) {
        this.#needles.add(coreOfBase64(secret, lead, encoding))
      }
    }
  }

  /**
   * `line`: JSON text whose strings may hold secrets, and nothing else of it; the result is JSON
   * still.
   */
  clean(line: string): string {
    let cleaned = line
    for (const needle of this.#needles) {
      if (cleaned.includes(needle)) cleaned = cleaned.replaceAll(needle, replacement)
    }
    for (const pattern of keyFileTexts) cleaned = cleaned.replace(pattern, replacement)
    return cleaned
  }
}

/**
 * The characters that these bytes alone decide when `lead` (modulo 3) bytes stand before them, and
 * any behind.
 */
function coreOfBase64(secret: Uint8Array, lead: number, encoding: 'base64' | 'base64url'): string {
  const text = Buffer.concat([Buffer.alloc(lead), secret]).toString(encoding)
  const firstBit = lead * 8
  const lastBit = firstBit + secret.length * 8
  return text.slice(Math.ceil(firstBit / 6), Math.floor(lastBit / 6))
}
