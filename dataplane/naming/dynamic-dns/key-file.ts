// The file with the secret of a provider: private to its owner, and no word of it in any message.
import { readPrivateFile, privateModes } from '../../lib/private-file.ts'
import type { PrivateFileFault } from '../../lib/private-file.ts'
import { hmacWith } from '../../lib/hmac.ts'
import { parseTsigKeyFile } from '../../wire/tsig-key-file.ts'
import type { KeyFileProblem } from '../../wire/tsig-key-file.ts'
import type { TsigKey } from '../../wire/tsig.ts'
import { maxKeyFileBytes } from './limits.ts'
import type { DynamicDnsProblem } from './problems.ts'

export type KeyFileContent<Value> =
  | { ok: true; value: Value }
  | { ok: false; problem: Extract<DynamicDnsProblem, { code: 'key-file' }> }

/** The first key of a file as `tsig-keygen` writes it. */
export function readTsigKey(path: string): KeyFileContent<TsigKey> {
  const text = readSecretText(path)
  if (!text.ok) return text
  const file = parseTsigKeyFile(text.value)
  if (!file.ok) return refused(path, `line ${file.line} ${keyFileText(file.problem)}`)
  const [key] = file.keys
  if (key === undefined) return refused(path, 'it holds no key')
  const { name, algorithm, secret } = key
  return { ok: true, value: { name, algorithm, mac: hmacWith(algorithm, secret) } }
}

export function readSecretText(path: string): KeyFileContent<string> {
  const file = readPrivateFile(path, privateModes.readableByNobodyElse, maxKeyFileBytes)
  if (!file.ok) return refused(path, faultText(file.fault))
  return { ok: true, value: Buffer.from(file.bytes).toString('utf8') }
}

export function refused(
  path: string,
  detail: string,
): Extract<KeyFileContent<never>, { ok: false }> {
  return { ok: false, problem: { code: 'key-file', path, detail } }
}

function faultText(fault: PrivateFileFault): string {
  switch (fault.code) {
    case 'missing':
      return 'it is not there'
    case 'not-a-file':
      return 'it is no file'
    case 'too-open':
      return `others may read it (mode ${fault.mode.toString(8)})`
    case 'not-ours':
      return `it belongs to user ${fault.ownerUid}`
    case 'too-large':
      return `it is ${fault.bytes} bytes long`
    case 'unreadable':
      return (fault.cause as NodeJS.ErrnoException).code ?? 'it cannot be read'
  }
}

function keyFileText(problem: KeyFileProblem): string {
  switch (problem.code) {
    case 'expected':
      return `should have "${problem.what}" there; tsig-keygen writes it right`
    case 'key-name':
      return 'has no domain name as the name of the key'
    case 'algorithm':
      return 'has another algorithm than hmac-sha256 or hmac-sha512'
    case 'secret':
      return 'has no secret in base64'
    case 'key-twice':
      return 'has a key of the same name as before'
    case 'no-key':
      return 'ends without a key'
  }
}
