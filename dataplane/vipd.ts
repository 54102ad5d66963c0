// Entry of the helper, `vip daemon`: reads the configuration, starts the helper, and ends it in order when told to.
import packageJson from '../package.json' with { type: 'json' }
import { checkConfiguration } from './configuration/check-configuration.ts'
import { openConfiguration } from './configuration/configuration-file.ts'
import { problemText } from './configuration/problem-text.ts'
import { ControlSocketError } from './control/control-socket.ts'
import { systemClock } from './lib/clock.ts'
import { openLog } from './lib/log.ts'
import { NamingError } from './naming/naming-error.ts'
import { sdNotify } from 'tun-tap/sd-notify'
import { parseDaemonArguments, usage } from './vipd/arguments.ts'
import type { DaemonArguments } from './vipd/arguments.ts'
import { Helper } from './vipd/helper.ts'
import { StartError } from './vipd/start-error.ts'

const exitStatus = { failed: 1, usage: 2 } as const

async function main(words: readonly string[]): Promise<void> {
  const parsed = parseDaemonArguments(words)
  switch (parsed.kind) {
    case 'help':
      process.stdout.write(usage)
      return
    case 'wrong':
      process.stderr.write(`vip daemon: ${parsed.problem}\n\n${usage}`)
      process.exitCode = exitStatus.usage
      return
    case 'check':
      check(parsed.configPath, parsed.isJson)
      return
    case 'run':
      await run(parsed)
      return
    default:
      parsed satisfies never
  }
}

function check(path: string, isJson: boolean): void {
  const { exitStatus: status, text, json } = checkConfiguration(path)
  if (isJson) process.stdout.write(`${JSON.stringify(json)}\n`)
  else (status === 0 ? process.stdout : process.stderr).write(text)
  process.exitCode = status
}

async function run(options: Extract<DaemonArguments, { kind: 'run' }>): Promise<void> {
  const { configPath, runDirectory, stateDirectory, logLevel, isJson } = options
  const opened = openConfiguration(configPath, systemClock)
  if (!opened.ok) {
    process.stderr.write(opened.problems.map((problem) => `${problemText(problem)}\n`).join(''))
    process.exitCode = exitStatus.failed
    return
  }
  const log = openLog(logLevel)
  const helper = new Helper({
    configuration: opened.file,
    runDirectory,
    stateDirectory,
    version: packageJson.version,
    clock: systemClock,
    log,
    onFatal: (problem) => {
      log.error(problem)
      void end(exitStatus.failed)
    },
  })
  // Nothing else is sure to keep the process.
  const alive = setInterval(() => {}, 2 ** 30)
  let isEnding = false
  const end = async (status: number) => {
    if (isEnding) return
    isEnding = true
    sdNotify('STOPPING=1')
    await helper.stop()
    clearInterval(alive)
    process.exit(status)
  }
  process.once('SIGTERM', () => void end(0))
  process.once('SIGINT', () => void end(0))
  process.on('SIGHUP', () => opened.file.reload())
  try {
    await helper.start()
  } catch (error) {
    await helper.stop()
    clearInterval(alive)
    throw error
  }
  sdNotify('READY=1')
  if (isJson) process.stdout.write(`${JSON.stringify({ ready: true, ...helper.describe() })}\n`)
}

/** Expected failures are a sentence with its remedy; anything else is a fault of the program. */
function sentenceOf(error: unknown): string | undefined {
  if (error instanceof StartError) return `${error.message}: ${error.remedy}`
  if (error instanceof ControlSocketError || error instanceof NamingError) return error.message
  return undefined
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  const sentence = sentenceOf(error)
  if (sentence === undefined) throw error
  process.stderr.write(`vip daemon: ${sentence}\n`)
  process.exitCode = exitStatus.failed
}
