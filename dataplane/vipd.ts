// Entry of the helper, `vip daemon`: reads the configuration, starts the helper, and ends it in order when told to.
import { join } from 'node:path'
import packageJson from '../package.json' with { type: 'json' }
import { checkConfiguration } from './configuration/check-configuration.ts'
import { openConfiguration } from './configuration/configuration-file.ts'
import { problemText } from './configuration/problem-text.ts'
import { controlSocketName, pidFileName } from './contract/control-protocol.ts'
import { ControlSocketError, refuseWhereAnswered } from './control/control-socket.ts'
import { systemClock } from './lib/clock.ts'
import { openLog } from './lib/log.ts'
import { removePidFile, writePidFile } from './lib/pid-file.ts'
import { NamingError } from './naming/naming-error.ts'
import { sdNotify } from 'tun-tap/sd-notify'
import { parseDaemonArguments, usage } from './vipd/arguments.ts'
import type { DaemonArguments } from './vipd/arguments.ts'
import { cleanUp, cleanupText } from './vipd/cleanup.ts'
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
    case 'cleanup':
      await clean(parsed.runDirectory, parsed.isJson)
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

async function clean(runDirectory: string, isJson: boolean): Promise<void> {
  const report = await cleanUp(runDirectory)
  process.stdout.write(isJson ? `${JSON.stringify(report)}\n` : cleanupText(report))
  if (report.failed.length > 0) process.exitCode = exitStatus.failed
}

async function run(options: Extract<DaemonArguments, { kind: 'run' }>): Promise<void> {
  const { configPath, runDirectory, stateDirectory, logLevel, isJson } = options
  const opened = openConfiguration(configPath, systemClock)
  if (!opened.ok) {
    process.stderr.write(opened.problems.map((problem) => `${problemText(problem)}\n`).join(''))
    process.exitCode = exitStatus.failed
    return
  }
  await refuseWhereAnswered(join(runDirectory, controlSocketName))
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
  const pidFile = join(runDirectory, pidFileName)
  let isEnding = false
  const end = async (status: number) => {
    if (isEnding) return
    isEnding = true
    sdNotify('STOPPING=1')
    await helper.stop()
    removePidFile(pidFile)
    clearInterval(alive)
    process.exit(status)
  }
  process.once('SIGTERM', () => void end(0))
  process.once('SIGINT', () => void end(0))
  process.on('SIGHUP', () => opened.file.reload())
  try {
    await helper.start()
    writePidFile(pidFile)
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
