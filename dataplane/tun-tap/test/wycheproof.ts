// Reads Project Wycheproof's AEAD vectors from the folder `shared/` beside the checkout; they are data of others and
// too many to keep here.
import { existsSync, readFileSync } from 'node:fs'
import * as v from 'valibot'
import type { CipherName } from '../ciphers.ts'

const hex = v.pipe(
  v.string(),
  v.regex(/^([0-9a-f]{2})*$/),
  v.transform((digits) => new Uint8Array(Buffer.from(digits, 'hex'))),
)

const fileSchema = v.object({
  testGroups: v.array(
    v.object({
      tests: v.array(
        v.object({
          tcId: v.number(),
          comment: v.string(),
          key: hex,
          iv: hex,
          aad: hex,
          msg: hex,
          ct: hex,
          tag: hex,
          result: v.picklist(['valid', 'invalid']),
        }),
      ),
    }),
  ),
})

type WycheproofTest = v.InferOutput<typeof fileSchema>['testGroups'][number]['tests'][number]

const fileNames: Record<CipherName, string> = {
  'aes-256-gcm': 'wycheproof-aes_gcm.json',
  'chacha20-poly1305': 'wycheproof-chacha20_poly1305.json',
}

function locate(cipher: CipherName): URL {
  return new URL(`../../../../shared/vectors/${fileNames[cipher]}`, import.meta.url)
}

/** Why the vectors cannot be had, or undefined when they can. */
export function wycheproofIsMissing(cipher: CipherName): string | undefined {
  if (existsSync(locate(cipher))) return undefined
  return `shared/vectors/${fileNames[cipher]} does not lie beside the checkout`
}

/** @throws where the file is missing or has another shape. */
export function readWycheproof(cipher: CipherName): WycheproofTest[] {
  const parsed = v.parse(fileSchema, JSON.parse(readFileSync(locate(cipher), 'utf8')))
  return parsed.testGroups.flatMap(({ tests }) => tests)
}
