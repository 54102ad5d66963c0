// A configuration that was changed while the helper runs: what of it takes effect, and what is said about it.
import { isDeepStrictEqual } from 'node:util'
import type { ConfigurationEvent } from '../configuration/configuration-file.ts'
import { problemText } from '../configuration/problem-text.ts'
import type { Configuration } from '../contract/configuration.ts'
import type { EventNews } from '../contract/events.ts'
import type { Log } from '../lib/log.ts'

export interface ConfigurationNews {
  log: Log
  publish: (news: EventNews) => void
  /** Takes what can change while running. @returns sentences on what cannot be used, and so is as it was */
  apply: (configuration: Configuration) => Promise<readonly string[]>
}

export async function tellConfiguration(
  event: ConfigurationEvent,
  { log, publish, apply }: ConfigurationNews,
): Promise<void> {
  const refuse = (problems: readonly string[]) => {
    for (const problem of problems) log.warn(`the configuration is not taken: ${problem}`)
    publish({ kind: 'configuration-refused', problems: [...problems] })
  }
  switch (event.kind) {
    case 'refused':
      refuse(event.problems.map(problemText))
      return
    case 'changed': {
      const late = lateKeys(event.previous, event.configuration)
      if (late.length > 0) {
        log.warn(`in force after a restart of the helper: ${late.join(', ')}`)
      }
      const problems = await apply(event.configuration)
      if (problems.length > 0) refuse(problems)
      else publish({ kind: 'configuration-loaded' })
      return
    }
    case 'repaired':
      publish({ kind: 'configuration-loaded' })
      return
    case 'unwatched':
      log.warn('changes of the configuration are no longer noticed', { error: event.cause })
      return
    default:
      event satisfies never
  }
}

/** Keys that the parts of a running helper were made with. */
export function lateKeys(before: Configuration, after: Configuration): string[] {
  const parts = (configuration: Configuration): Record<string, unknown> => ({
    name: configuration.name,
    'resolver.listen': configuration.resolver.listen,
    'resolver.magic': configuration.resolver.magic,
    mappings: configuration.mappings,
  })
  const [old, present] = [parts(before), parts(after)]
  return Object.keys(old).filter((key) => !isDeepStrictEqual(old[key], present[key]))
}
