// The settings: the helper's own configuration file shown, judged and written. No other file is ever written.
import { createHash } from 'node:crypto'
import { userInfo } from 'node:os'
import { isDeepStrictEqual } from 'node:util'
import type { ConfigurationFile } from '../configuration/configuration-file.ts'
import { parseConfiguration } from '../configuration/parse-configuration.ts'
import { readConfigurationText } from '../configuration/read-configuration.ts'
import { writeConfiguration } from '../configuration/write-configuration.ts'
import type { ConfigurationFileState, ConfigurationJudgement } from '../contract/calls.ts'
import type { ConfigurationProblem } from '../contract/configuration.ts'
import { VipError } from '../contract/errors.ts'
import type { Acts } from '../control/acts.ts'
import { isOwner } from '../control/caller-rights.ts'
import type { Caller } from '../control/caller-rights.ts'
import { lateKeys } from './configuration-news.ts'
import { secretDestinationProblem } from './secret-destination.ts'

export function configurationActs(
  file: ConfigurationFile,
): Pick<Acts, 'configuration' | 'configurationCheck' | 'configure'> {
  return {
    configuration: (_, _signal, caller) => stateOf(file, caller),
    configurationCheck: ({ text }, _signal, caller) => judge(file, text, caller),
    configure: ({ text, over }, _signal, caller) => {
      const judgement = judge(file, text, caller)
      if (judgement.problems.length > 0) return judgement
      if (over !== undefined && over !== digestInFile(file.path)) {
        throw new VipError({ code: 'configuration-changed', data: { file: file.path } })
      }
      try {
        writeConfiguration(file.path, text)
      } catch (error) {
        throw writeFault(file.path, error as NodeJS.ErrnoException)
      }
      file.reload()
      return judgement
    },
  }
}

/** Permission bit of those who are neither owner nor group. */
const readableByOthers = 0o004

/** Who may only ask sees what the file's own mode shows to everybody; folders around it that are closed are not looked at. */
function stateOf(file: ConfigurationFile, { rights }: Caller): ConfigurationFileState {
  const read = readConfigurationText(file.path)
  if (!read.ok) {
    const nothing = { text: null, digest: null }
    return { file: file.path, ...nothing, inForce: 'last-good', problems: cut(read.problems) }
  }
  const judged = parseConfiguration(read.text, file.path)
  const isInForce = judged.ok && isDeepStrictEqual(judged.configuration, file.configuration)
  const mayRead = rights === 'write' || (read.mode & readableByOthers) !== 0
  return {
    file: file.path,
    text: mayRead ? read.text : null,
    digest: mayRead ? digestOf(read.text) : null,
    inForce: isInForce ? 'file' : 'last-good',
    // They quote what is wrong.
    problems: judged.ok || !mayRead ? [] : cut(judged.problems),
  }
}

/** Undefined where the file has no text that could be read. */
function digestInFile(path: string): string | undefined {
  const read = readConfigurationText(path)
  return read.ok ? digestOf(read.text) : undefined
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function judge(file: ConfigurationFile, text: string, caller: Caller): ConfigurationJudgement {
  const judged = parseConfiguration(text, file.path)
  if (!judged.ok) return { problems: cut(judged.problems), afterRestart: [] }
  const { configuration } = judged
  const known = [file.configuration, file.atStart]
  // Who may only read cannot set it, and is not told whether a guess is right.
  const mayAny = isOwner(caller) || caller.rights === 'read'
  const forbidden = mayAny
    ? undefined
    : secretDestinationProblem(configuration, { text, file: file.path }, known)
  if (forbidden !== undefined) return { problems: [forbidden], afterRestart: [] }
  return { problems: [], afterRestart: lateKeys(file.atStart, configuration) }
}

/** A person mends the first ones first, and with the text they must find room in a reply (`maxReplyBytes`). */
const maxToldChars = 64 * 1024

function cut(problems: readonly ConfigurationProblem[]): ConfigurationProblem[] {
  let room = maxToldChars
  return problems.filter((problem) => (room -= JSON.stringify(problem).length) >= 0)
}

function writeFault(path: string, cause: NodeJS.ErrnoException): VipError {
  const { code = 'unknown' } = cause
  const problem = `${path} could not be written (${code}); it is as it was`
  const remedy = `${writeRemedy(code)}, or edit the file yourself`
  return new VipError(
    { code: 'act-failed', data: { call: 'configure', problem, remedy } },
    { cause },
  )
}

function writeRemedy(code: string): string {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return `let the helper's user write there (chown ${ownUser()} for the file and its folder)`
    case 'EROFS':
      return 'name its folder in the ReadWritePaths of the service, where the disk itself may be written'
    default:
      return 'see whether its disk is full or broken'
  }
}

/** Not every number has a name. */
function ownUser(): string {
  try {
    return userInfo().username
  } catch {
    return String(process.getuid?.())
  }
}
