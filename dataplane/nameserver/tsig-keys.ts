// The keys of a key file, ready to sign, with their secrets out of sight.
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { messageOf } from '../lib/error-message.ts'
import { hmacWith } from '../lib/hmac.ts'
import { parseTsigKeyFile } from '../wire/tsig-key-file.ts'
import type { TsigKeyText } from '../wire/tsig-key-file.ts'
import type { TsigKey } from '../wire/tsig.ts'
import { NameServerError } from './name-server-error.ts'

/** @throws NameServerError `key-file-unreadable`, `key-file-exposed`, `key-file-wrong` */
export function readTsigKeys(path: string): TsigKey[] {
  const file = parseTsigKeyFile(readPrivateFile(path))
  if (file.ok) return file.keys.map(tsigKey)
  const { line, problem } = file
  throw new NameServerError({ code: 'key-file-wrong', path, line, problem })
}

export function tsigKey({ name, algorithm, secret }: TsigKeyText): TsigKey {
  return { name, algorithm, mac: hmacWith(algorithm, secret) }
}

/** Looks at the mode of the file that it reads, not of one that takes its place in between. */
function readPrivateFile(path: string): string {
  let descriptor: number | undefined
  try {
    descriptor = openSync(path, 'r')
    const { mode } = fstatSync(descriptor)
    if ((mode & 0o077) !== 0) {
      throw new NameServerError({ code: 'key-file-exposed', path, mode: mode & 0o777 })
    }
    return readFileSync(descriptor, 'utf8')
  } catch (error) {
    if (error instanceof NameServerError) throw error
    const detail = messageOf(error)
    throw new NameServerError({ code: 'key-file-unreadable', path, detail }, { cause: error })
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}
