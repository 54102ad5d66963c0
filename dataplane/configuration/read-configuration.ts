// A configuration file, read once.
import type { ConfigurationProblem } from '../contract/configuration.ts'
import { privateModes, readPrivateFile } from '../lib/private-file.ts'
import type { PrivateFileFault } from '../lib/private-file.ts'
import { maxConfigurationFileBytes } from './limits.ts'
import { lineAndColumn } from './line-and-column.ts'
import { parseConfiguration } from './parse-configuration.ts'
import type { ConfigurationResult } from './parse-configuration.ts'

export type ConfigurationText =
  | { ok: true; text: string; mode: number }
  | { ok: false; problems: readonly ConfigurationProblem[] }

export function readConfiguration(path: string): ConfigurationResult {
  const read = readConfigurationText(path)
  return read.ok ? parseConfiguration(read.text, path) : read
}

/**
 * A file that is not there, cannot be read or may be written by everybody is a problem of line 1.
 * Its owner may be anyone: who started the helper has named it.
 */
export function readConfigurationText(path: string): ConfigurationText {
  const { writableByNotEverybody } = privateModes
  const file = readPrivateFile(path, writableByNotEverybody, maxConfigurationFileBytes, 'anyone')
  if (!file.ok) return refused({ file: path, line: 1, column: 1, ...fileFault(file.fault, path) })
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file.bytes)
  } catch {
    const lenient = new TextDecoder().decode(file.bytes)
    return refused({
      file: path,
      ...lineAndColumn(lenient, lenient.indexOf('\uFFFD')),
      problem: 'has bytes here that are no UTF-8 text',
      wouldBeRight: 'must be saved as UTF-8',
    })
  }
  return { ok: true, text, mode: file.mode }
}

function refused(problem: Omit<ConfigurationProblem, 'key'>): ConfigurationText & { ok: false } {
  return { ok: false, problems: [{ ...problem, key: '' }] }
}

function fileFault(fault: PrivateFileFault, path: string) {
  switch (fault.code) {
    case 'missing':
      return {
        problem: 'is missing',
        wouldBeRight: 'must be there, with a line such as name = "laptop.vipip.net"',
      }
    case 'not-a-file':
      return { problem: 'is a folder or a device', wouldBeRight: 'must be a file' }
    case 'too-open':
      return {
        problem: `may be changed by everybody (mode ${fault.mode.toString(8)})`,
        wouldBeRight: `must be its owner's alone to change: chmod 644 ${path}`,
      }
    case 'not-ours':
      return {
        problem: `belongs to the user with the number ${fault.ownerUid}`,
        wouldBeRight: `must be yours or root's: chown root ${path}`,
      }
    case 'too-large':
      return {
        problem: `has ${fault.bytes} bytes`,
        wouldBeRight: `must have ${maxConfigurationFileBytes} at most`,
      }
    case 'unreadable':
      return {
        problem: `cannot be read (${(fault.cause as NodeJS.ErrnoException).code ?? 'unknown'})`,
        wouldBeRight: 'must be readable by the user that the helper runs as',
      }
  }
}
