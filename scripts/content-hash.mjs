// Decides whether a step has to run again: by what its inputs contain, never by their dates, which a
// clone, a checkout of another commit or an unpacked archive all change.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * @param {readonly (string | Uint8Array)[]} parts
 * @returns {string} hex digits; equal only if all parts are equal, in order
 */
export function hashOf(parts) {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${part.length}:`).update(part)
  return hash.digest('hex')
}

/**
 * @param {readonly string[]} files absent files count as absent, not as errors
 * @returns {string} hex digits of the names and contents
 */
export function hashOfFiles(files) {
  return hashOf(files.flatMap((file) => [file, existsSync(file) ? readFileSync(file) : 'absent']))
}

/**
 * @param {string} stampFile
 * @param {string} hash
 */
export function hasStamp(stampFile, hash) {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash
}

/**
 * Records that a step succeeded for inputs with this hash.
 * @param {string} stampFile
 * @param {string} hash
 */
export function writeStamp(stampFile, hash) {
  mkdirSync(dirname(stampFile), { recursive: true })
  // Renamed into place: a stamp that a kill cut short must not be believed.
  writeFileSync(`${stampFile}.new`, hash)
  renameSync(`${stampFile}.new`, stampFile)
}
