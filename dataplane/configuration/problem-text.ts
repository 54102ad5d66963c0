// What is wrong with a configuration file, for people: one line a problem, in the form that editors
// jump to.
import type { ConfigurationProblem } from '../contract/configuration.ts'

/** `vip.toml:4:8: network.port is 99999; must be a port from 1 to 65535` */
export function problemText(found: ConfigurationProblem): string {
  const { file, line, column, key, problem, wouldBeRight } = found
  const subject = key === '' ? 'the file' : key
  return `${file}:${line}:${column}: ${subject} ${problem}; ${wouldBeRight}`
}
