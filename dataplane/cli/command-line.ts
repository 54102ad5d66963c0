// The command line of `vip`: finds the command, runs it, and turns what it throws into a sentence
// and an exit status.
import { parseArgs } from 'node:util'
import packageJson from '../../package.json' with { type: 'json' }
import { LabError } from '../lab/lab-error.ts'
import { UsageError, exitStatus } from './command.ts'
import type { ExitStatus } from './command.ts'
import { commands } from './commands.ts'
import { text } from './text.ts'

/** @throws what is a fault of the program */
export async function runCommandLine(argv: readonly string[]): Promise<ExitStatus> {
  try {
    return await run(argv)
  } catch (error) {
    if (isUsageError(error)) {
      process.stderr.write(text.usageError(error.message))
      return exitStatus.usage
    }
    if (!(error instanceof LabError)) throw error
    process.stderr.write(text.failure(error.message))
    return exitStatus.failed
  }
}

async function run(argv: readonly string[]): Promise<ExitStatus> {
  const [name, ...rest] = argv
  if (name === undefined) {
    process.stderr.write(text.help)
    return exitStatus.usage
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command !== undefined) {
    // `lab exec` hands words on to other programs, and `completion` asks about any words.
    const isOwnWord = name !== 'lab' && name !== 'completion'
    // What stands behind `--` is another program's.
    const own = rest.slice(0, rest.includes('--') ? rest.indexOf('--') : rest.length)
    if (!isOwnWord || !(own.includes('--help') || own.includes('-h'))) return command.run(rest)
    process.stdout.write(command.help)
    return exitStatus.done
  }
  if (!name.startsWith('-')) throw new UsageError(text.unknownCommand(name))
  const options = { help: { type: 'boolean', short: 'h' }, version: { type: 'boolean' } } as const
  const { values } = parseArgs({ args: [...argv], options })
  process.stdout.write(values.version ? text.version(packageJson.version) : text.help)
  return exitStatus.done
}

/** Errors of `parseArgs` are the caller's, and have a code of their own. */
function isUsageError(error: unknown): error is Error {
  if (error instanceof UsageError) return true
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
  return code?.startsWith('ERR_PARSE_ARGS') === true
}
