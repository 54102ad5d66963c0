// What `vip daemon --check` finds and says.
import type { Configuration, ConfigurationProblem } from '../contract/configuration.ts'
import { problemText } from './problem-text.ts'
import { readConfiguration } from './read-configuration.ts'

export type ConfigurationCheck = {
  /** Of the process. */
  exitStatus: 0 | 1
  /** For people; ends with a line's end. Belongs on stdout when right, on stderr when not. */
  text: string
  /** For scripts: one JSON document. */
  json:
    | { ok: true; file: string; configuration: Configuration }
    | { ok: false; file: string; problems: readonly ConfigurationProblem[] }
}

export function checkConfiguration(path: string): ConfigurationCheck {
  const read = readConfiguration(path)
  if (read.ok) {
    const { configuration } = read
    const text = `${path} is right: this computer is ${configuration.name}.\n`
    return { exitStatus: 0, text, json: { ok: true, file: path, configuration } }
  }
  const { problems } = read
  const text = problems.map((problem) => `${problemText(problem)}\n`).join('')
  return { exitStatus: 1, text, json: { ok: false, file: path, problems } }
}
