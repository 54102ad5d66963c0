// Whether a configuration has a secret sent to where nobody but the owner of the machine may send it. Members of the group
// `vip` may write the configuration but not read the key files that it names: a server of theirs would read them for them.
// Of all providers dyndns2 alone sends a secret to a server that the configuration names.
import { lineAndColumn } from '../configuration/line-and-column.ts'
import { TomlPlaces } from '../configuration/toml-places.ts'
import type { Configuration, ConfigurationProblem, DynamicDns } from '../contract/configuration.ts'

/**
 * @param text that `configuration` was read from
 * @param known configurations whose key files may go where they say
 */
export function secretDestinationProblem(
  configuration: Configuration,
  { text, file }: { text: string; file: string },
  known: readonly Configuration[],
): ConfigurationProblem | undefined {
  const { ddns } = configuration
  if (ddns.provider !== 'dyndns2') return undefined
  const isKnown = (each: DynamicDns, ...keys: readonly ('server' | 'keyFile')[]) =>
    each.provider === 'dyndns2' && keys.every((key) => each[key] === ddns[key])
  if (known.some((each) => isKnown(each.ddns, 'server', 'keyFile'))) return undefined
  const isServerKnown = known.some((each) => isKnown(each.ddns, 'server'))
  const key = isServerKnown ? 'key-file' : 'server'
  // As it was parsed, without a byte order mark.
  const parsed = text.replace(/^\uFEFF/, '')
  const place = new TomlPlaces(parsed).nearest(['ddns', key])
  return {
    ...{ file, ...lineAndColumn(parsed, place.valueAt), key: `ddns.${key}` },
    problem: 'is not for you to choose',
    wouldBeRight: `must be changed in ${file} itself, as root: the server is sent what the key file holds`,
  }
}
