// The text of a configuration file, as it is sent to the helper.
import * as v from 'valibot'

/** As a line of JSON has it, quotes included: with the rest of its request it is below `maxRequestBytes`. */
export const maxConfigurationTextBytes = 15 * 1024

export const configurationTextSchema = v.pipe(
  v.string(),
  v.check(
    (text) => bytesInJson(text) <= maxConfigurationTextBytes,
    `must have ${maxConfigurationTextBytes} bytes at most`,
  ),
)

/** Of its UTF-8 (RFC 3629 section 3), without a function that only some processes have. */
export function bytesInJson(text: string): number {
  let bytes = 0
  for (const character of JSON.stringify(text)) {
    const codePoint = character.codePointAt(0) ?? 0
    bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x1_0000 ? 3 : 4
  }
  return bytes
}
