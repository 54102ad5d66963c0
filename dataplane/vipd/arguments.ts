// The command line of the helper, `vip daemon`.
import { parseArgs } from 'node:util'
import { defaultPlaces, runDirectoryOf } from '../contract/default-places.ts'

export const usage = `Usage: vip daemon --config FILE [options]

Runs the helper in the foreground until SIGTERM or Ctrl-C. Needs CAP_NET_ADMIN for the interface that
carries VIP, and CAP_NET_BIND_SERVICE for port 53 of its own loopback address.

  --config FILE      the configuration (/etc/vip/vip.toml)
  --run-dir DIR      control socket and mappings, cleared by a reboot (/run/vip)
  --state-dir DIR    host key and known hosts (/var/lib/vip)
  --cleanup          only undo what a killed helper left, as "vip cleanup" does
  --check            only say what is wrong with the configuration
  --log-level LEVEL  error, warn, info or debug (info)
  --json             print one line of JSON when ready; with --check, the problems as JSON

SIGHUP reads the configuration again; a bad one is reported, and the last good one stays in force.
`

export type LogLevel = 'error' | 'warn' | 'info' | 'debug'
const logLevels: readonly string[] = ['error', 'warn', 'info', 'debug'] satisfies LogLevel[]

export type DaemonArguments =
  | { kind: 'help' }
  | { kind: 'wrong'; problem: string }
  | { kind: 'check'; configPath: string; isJson: boolean }
  | { kind: 'cleanup'; runDirectory: string; isJson: boolean }
  | {
      kind: 'run'
      configPath: string
      runDirectory: string
      stateDirectory: string
      logLevel: LogLevel
      isJson: boolean
    }

export function parseDaemonArguments(words: readonly string[]): DaemonArguments {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        config: { type: 'string', default: defaultPlaces.configuration },
        'run-dir': { type: 'string' },
        'state-dir': { type: 'string', default: defaultPlaces.stateDirectory },
        cleanup: { type: 'boolean', default: false },
        check: { type: 'boolean', default: false },
        'log-level': { type: 'string', default: 'info' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    const { config: configPath, json: isJson } = values
    if (values.help) return { kind: 'help' }
    if (values.check) return { kind: 'check', configPath, isJson }
    if (values.cleanup) {
      const runDirectory = runDirectoryOf(values['run-dir'], process.env)
      return { kind: 'cleanup', runDirectory, isJson }
    }
    const logLevel = values['log-level']
    if (!isLogLevel(logLevel)) {
      return { kind: 'wrong', problem: `--log-level ${logLevel}: must be ${logLevels.join(', ')}` }
    }
    const runDirectory = values['run-dir'] ?? defaultPlaces.runDirectory
    const stateDirectory = values['state-dir']
    return { kind: 'run', configPath, runDirectory, stateDirectory, logLevel, isJson }
  } catch (error) {
    return { kind: 'wrong', problem: (error as Error).message }
  }
}

function isLogLevel(text: string): text is LogLevel {
  return logLevels.includes(text)
}
