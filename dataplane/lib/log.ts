// The helper's log: one line each, on stderr. JSON for the journal and for programs, short text for a
// terminal. Written at once, so that the last line before a crash is there.
import { writeSync } from 'node:fs'
import { isatty } from 'node:tty'
import { pino } from 'pino'
import type { Logger } from 'pino'
import { messageWithoutSecrets, withoutSecrets } from './log-fields.ts'
import type { LogFields } from './log-fields.ts'
import { logLineText } from './log-text.ts'

export const logLevels = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof logLevels)[number]

/** `message` is a sentence or its beginning; what varies stands in `fields`. */
export interface Log {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
  /** Puts these fields on each line, such as the part of the helper that writes it. */
  with(fields: LogFields): Log
}

export type LogOptions = {
  level: LogLevel
  form: 'json' | 'text'
  /** Gets whole lines. */
  write: (line: string) => void
}

/** To stderr, as text where that is a terminal. */
export function openLog(level: LogLevel): Log {
  return makeLog({ level, form: isatty(2) ? 'text' : 'json', write: writeToStderr })
}

export function makeLog({ level, form, write }: LogOptions): Log {
  const destination = {
    write(line: string) {
      write(form === 'json' ? line : logLineText(line))
    },
  }
  const options = {
    level,
    // Neither process number nor host name: the journal has both.
    base: null,
    messageKey: 'message',
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    // Pino's own form of errors has all their members, whatever those are.
    serializers: { err: (error: unknown) => error },
  }
  return logOf(pino(options, destination), {})
}

/** `bound`: on each line, without secrets. */
function logOf(logger: Logger, bound: LogFields): Log {
  const writer =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}) => {
      if (!logger.isLevelEnabled(level)) return
      // Not by pino's child loggers: they write a field that is bound and given twice.
      const all = { ...bound, ...withoutSecrets(fields) }
      logger[level](withFreeNames(all), messageWithoutSecrets(message))
    }
  return {
    debug: writer('debug'),
    info: writer('info'),
    warn: writer('warn'),
    error: writer('error'),
    with: (fields) => logOf(logger, { ...bound, ...withoutSecrets(fields) }),
  }
}

const ownNames: readonly string[] = ['time', 'level', 'message']

/** A JSON object with a name twice means what its reader likes. */
function withFreeNames(fields: LogFields): LogFields {
  if (!ownNames.some((name) => name in fields)) return fields
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      ownNames.includes(name) ? `${name}_` : name,
      value,
    ]),
  )
}

/**
 * A log that nobody reads is no reason to end or to wait: a line that a closed or full pipe does not
 * take is lost.
 */
function writeToStderr(line: string): void {
  try {
    writeSync(2, line)
  } catch {
    // EPIPE, EAGAIN, or a full disk behind it.
  }
}
