// What the commands that ask the helper have in common: options, words, the conversation, and how
// failures are told.
import { parseArgs } from 'node:util'
import type { ParseArgsConfig } from 'node:util'
import * as v from 'valibot'
import { VipError } from '../contract/errors.ts'
import { fingerprintSchema, hostNameSchema } from '../contract/model.ts'
import { ClientError } from '../client/client-error.ts'
import { clientText } from './client-text.ts'
import { UsageError, exitStatus } from './command.ts'
import type { Command, ExitStatus } from './command.ts'
import { ControlConnection } from '../client/control-connection.ts'
import { runDirectoryOf } from '../contract/default-places.ts'
import { text } from './text.ts'

const commonOptions = {
  json: { type: 'boolean', default: false },
  'run-dir': { type: 'string' },
} as const satisfies ParseArgsConfig['options']

export type Conversation<Checked = undefined> = {
  client: ControlConnection
  checked: Checked
  /** Of the command's own options, those that were given. */
  flags: ReadonlySet<string>
  json: boolean
  /** One JSON object a line where --json is given, else what a person reads. */
  print: (json: unknown, forPeople: string) => void
}

export type ClientCommandOptions<Checked> = {
  help: string
  /** How many words it takes: no fewer, and no more. */
  words?: { least: number; most: number; missing: string }
  /** Switches without a value, such as `follow`. */
  flags?: readonly string[]
  /** Options with a value, such as `since`. */
  values?: readonly string[]
  /** What the words and values mean, before anybody is asked. @throws UsageError */
  check?(words: readonly string[], values: Readonly<Record<string, string>>): Checked
  talk(conversation: Conversation<Checked>): Promise<ExitStatus>
  /** An answer where there is no conversation; undefined: the failure is told. */
  withoutHelper?(error: ClientError, print: Conversation['print'], runDirectory: string): ExitStatus
}

export function clientCommand<Checked = undefined>(
  options: ClientCommandOptions<Checked>,
): Command {
  const { help, words: takes = { least: 0, most: 0, missing: '' }, flags = [] } = options
  const { values: valued = [] } = options
  const flagOptions = Object.fromEntries(flags.map((name) => [name, { type: 'boolean' as const }]))
  const valueOptions = Object.fromEntries(valued.map((name) => [name, { type: 'string' as const }]))
  return {
    help,
    async run(argv) {
      const { values, positionals: words } = parseArgs({
        args: [...argv],
        options: { ...flagOptions, ...valueOptions, ...commonOptions },
        allowPositionals: true,
      })
      if (words.length < takes.least) throw new UsageError(takes.missing)
      const extra = words[takes.most]
      if (extra !== undefined) throw new UsageError(clientText.tooManyWords(extra))
      const given = Object.entries(values)
      const texts = given.filter(([name]) => valued.includes(name)) as [string, string][]
      const checked = options.check?.(words, Object.fromEntries(texts)) as Checked
      const { json } = values
      const print = (value: unknown, forPeople: string) => {
        process.stdout.write(json ? `${JSON.stringify(value)}\n` : forPeople)
      }
      const switches = new Set(flags.filter((name) => given.some(isOn(name))))
      let client: ControlConnection | undefined
      try {
        client = await ControlConnection.connect(runDirectoryOf(values['run-dir'], process.env))
        return await options.talk({ client, checked, flags: switches, json, print })
      } catch (error) {
        if (error instanceof ClientError && options.withoutHelper !== undefined) {
          return options.withoutHelper(error, print, runDirectoryOf(values['run-dir'], process.env))
        }
        return tellFailure(error, json)
      } finally {
        client?.close()
      }
    },
  }
}

function isOn(name: string) {
  return ([key, value]: [string, unknown]) => key === name && value === true
}

/** @throws what is no expected failure */
export function tellFailure(error: unknown, json: boolean): ExitStatus {
  const told = failureOf(error)
  if (told === undefined) throw error
  const message = clientText.failure(told)
  if (json) process.stdout.write(`${JSON.stringify({ error: { ...told, message } })}\n`)
  process.stderr.write(text.failure(message))
  return exitStatus.failed
}

function failureOf(error: unknown) {
  if (error instanceof ClientError) return error.problem
  return error instanceof VipError ? error.fault : undefined
}

/** @throws UsageError */
export function requireHostName(word: string | undefined): string {
  const parsed = v.safeParse(hostNameSchema, word)
  if (parsed.success) return parsed.output
  throw new UsageError(clientText.badName(word ?? '', parsed.issues[0].message))
}

/** As people paste it: `ssh-keygen` of some versions pads it. @throws UsageError */
export function requireFingerprint(word: string): string {
  const parsed = v.safeParse(fingerprintSchema, word.replace(/=$/, ''))
  if (parsed.success) return parsed.output
  throw new UsageError(clientText.badFingerprint(word))
}
