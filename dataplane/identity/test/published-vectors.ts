// Reads published vectors from the folder `shared/` beside the checkout; they are data of others
// and too many to keep here.
import { existsSync, readFileSync } from 'node:fs'
import * as v from 'valibot'

const hex = v.pipe(v.string(), v.regex(/^([0-9a-f]{2})*$/))

const noiseVectorSchema = v.object({
  protocol_name: v.string(),
  init_prologue: hex,
  init_static: hex,
  init_ephemeral: hex,
  init_remote_static: v.optional(hex),
  resp_prologue: hex,
  resp_static: hex,
  resp_ephemeral: hex,
  handshake_hash: v.optional(hex),
  messages: v.array(v.object({ payload: hex, ciphertext: hex })),
})
export type NoiseVector = v.InferOutput<typeof noiseVectorSchema>

const x25519Schema = v.object({
  tcId: v.number(),
  public: hex,
  private: hex,
  shared: hex,
})
export type X25519Vector = v.InferOutput<typeof x25519Schema>

const ed25519Schema = v.object({
  tcId: v.number(),
  msg: hex,
  sig: hex,
  result: v.picklist(['valid', 'invalid']),
})
export type Ed25519Vector = v.InferOutput<typeof ed25519Schema>

export type VectorFile = 'noise.json' | 'wycheproof-x25519.json' | 'wycheproof-ed25519.json'

function locate(file: VectorFile): URL {
  return new URL(`../../../../shared/vectors/${file}`, import.meta.url)
}

/** Why the vectors cannot be had, or undefined when they can. */
export function vectorsAreMissing(file: VectorFile): string | undefined {
  return existsSync(locate(file))
    ? undefined
    : `shared/vectors/${file} does not lie beside the checkout`
}

/** @throws where the file is missing or has another shape, as do the others here. */
export function readNoiseVectors(): NoiseVector[] {
  return v.parse(v.object({ vectors: v.array(noiseVectorSchema) }), read('noise.json')).vectors
}

export function readX25519Vectors(): X25519Vector[] {
  const groups = v.array(v.object({ tests: v.array(x25519Schema) }))
  const { testGroups } = v.parse(v.object({ testGroups: groups }), read('wycheproof-x25519.json'))
  return testGroups.flatMap(({ tests }) => tests)
}

export function readEd25519Vectors(): { publicKey: string; tests: Ed25519Vector[] }[] {
  const group = v.object({ publicKey: v.object({ pk: hex }), tests: v.array(ed25519Schema) })
  const file = v.parse(v.object({ testGroups: v.array(group) }), read('wycheproof-ed25519.json'))
  return file.testGroups.map(({ publicKey, tests }) => ({ publicKey: publicKey.pk, tests }))
}

function read(file: VectorFile): unknown {
  return JSON.parse(readFileSync(locate(file), 'utf8'))
}
