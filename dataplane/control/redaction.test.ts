import { randomBytes, generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Redaction } from './redaction.ts'

const secret = new Uint8Array(randomBytes(32))

function cleaned(text: string): string {
  const redaction = new Redaction()
  redaction.protect(secret)
  const parsed: unknown = JSON.parse(redaction.clean(JSON.stringify({ text })))
  return (parsed as { text: string }).text
}

describe('Redaction', () => {
  it.each([
    ['hex', Buffer.from(secret).toString('hex')],
    ['HEX', Buffer.from(secret).toString('hex').toUpperCase()],
    ['base64', Buffer.from(secret).toString('base64')],
    ['base64url', Buffer.from(secret).toString('base64url')],
    ['a list of numbers', [...secret].join(',')],
  ])('takes a protected secret out in %s', (_form, form) => {
    expect(cleaned(`before ${form} after`)).toMatch(/^before \[redacted\].{0,3} after$/)
  })

  it('takes it out of base64 of more than it, wherever it stands', () => {
    const bytes = fc.uint8Array({ maxLength: 9 })
    fc.assert(
      fc.property(bytes, bytes, (before, after) => {
        const text = Buffer.concat([before, secret, after]).toString('base64')
        const rest = cleaned(text)
        expect(rest).toContain('[redacted]')
        // What is left decides fewer than 6 bits at either end.
        expect(rest.replace('[redacted]', '').length).toBeLessThanOrEqual(text.length - 41)
      }),
    )
  })

  it('takes out key files that nobody has told of', () => {
    const { privateKey } = generateKeyPairSync('ed25519')
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    expect(cleaned(`cannot read "${pem}" there`)).toBe('cannot read "[redacted]')
    expect(cleaned('line b3BlbnNzaC1rZXktdjEAAAAABG5vbmU "x"')).toBe('line [redacted]')
    const tsig = 'key "k" { algorithm hmac-sha256; secret "MTIzNDU2Nzg5MDEyMzQ1Njc4OTA="; };'
    expect(cleaned(tsig)).toBe('key "k" { algorithm hmac-sha256; secret "[redacted]"; };')
  })

  it('leaves every other line as it is, to the byte', () => {
    const redaction = new Redaction()
    redaction.protect(secret)
    fc.assert(
      fc.property(fc.json(), (line) => {
        expect(redaction.clean(line)).toBe(line)
      }),
    )
  })

  it('refuses to protect what is too short to be told apart', () => {
    expect(() => new Redaction().protect(new Uint8Array(8))).toThrow(RangeError)
  })
})
