import { expect, it } from 'vitest'
import { parseConfiguration } from '../configuration/parse-configuration.ts'
import type { Configuration } from '../contract/configuration.ts'
import { makeLog } from '../lib/log.ts'
import { lateKeys, tellConfiguration } from './configuration-news.ts'

function configurationOf(text: string): Configuration {
  const parsed = parseConfiguration(`name = "a.vipip.net"\n${text}`, 'vip.toml')
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.configuration
}

async function tell(previous: string, present: string, problems: string[] = []) {
  const told: string[] = []
  const log = makeLog({ level: 'warn', form: 'json', write: (line) => told.push(line) })
  await tellConfiguration(
    {
      kind: 'changed',
      previous: configurationOf(previous),
      configuration: configurationOf(present),
    },
    {
      log,
      publish: ({ kind }) => told.push(kind),
      apply: () => {
        told.push('applied')
        return Promise.resolve(problems)
      },
    },
  )
  return told
}

it('applies what can change while the helper runs', async () => {
  const told = await tell('', '[trust]\npolicy = "accept-new"\n')
  expect(told).toEqual(['applied', 'configuration-loaded'])
})

it('says what cannot be used', async () => {
  const told = await tell('', '[network]\nport = 4500\n', ['UDP port 4500 is taken'])
  expect(told[0]).toBe('applied')
  expect(told[1]).toContain('not taken: UDP port 4500 is taken')
  expect(told[2]).toBe('configuration-refused')
})

it('says which keys must wait for a restart', async () => {
  const [warning, ...rest] = await tell('', '[resolver]\nlisten = "127.0.0.9"\n')
  expect(warning).toContain('in force after a restart of the helper: resolver.listen')
  expect(rest).toEqual(['applied', 'configuration-loaded'])
  expect(lateKeys(configurationOf(''), configurationOf('[mappings]\nreclaim = "lease"\n'))).toEqual(
    ['mappings'],
  )
})
