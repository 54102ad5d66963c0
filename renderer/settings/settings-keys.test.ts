// The form has every key of the schema, words for it, and the same usual values.
import * as v from 'valibot'
import { expect, it } from 'vitest'
import { configurationKeys, configurationSchema } from '../../dataplane/contract/configuration.ts'
import { parseConfiguration } from '../../dataplane/configuration/parse-configuration.ts'
import { keyTexts, tableTexts } from '../text/settings-text.ts'
import { listOf } from './ListInput.tsx'
import { withValue } from './edit-toml.ts'
import { dottedKey, settingsTables } from './settings-keys.ts'

const keys = settingsTables.flatMap(({ keys: ofTable }) => ofTable)

it('has every key of the schema, and no other', () => {
  const { '': outside = [], ...tables } = configurationKeys
  const known = [
    ...outside.filter((key) => tables[key] === undefined),
    ...Object.entries(tables).flatMap(([table, ofTable]) =>
      ofTable.map((key) => `${table}.${key}`),
    ),
  ]
  expect(keys.map(dottedKey).toSorted()).toEqual(known.toSorted())
})

it('has words for every key, table and choice, and for no other', () => {
  expect(Object.keys(keyTexts).toSorted()).toEqual(keys.map(dottedKey).toSorted())
  expect(Object.keys(tableTexts)).toEqual(settingsTables.map(({ table }) => table))
  for (const key of keys) {
    const choices = key.value.is === 'choice' ? key.value.choices : []
    expect(Object.keys(keyTexts[dottedKey(key)]?.choices ?? {}).toSorted()).toEqual(
      choices.toSorted(),
    )
  }
})

it('calls usual what the schema takes where there is nothing', () => {
  const bare = 'name = "laptop.vipip.net"\n'
  const without = v.parse(configurationSchema, { name: 'laptop.vipip.net' })
  for (const { table, key, value } of keys) {
    if (value.usual === null) continue
    const usual =
      value.is === 'number'
        ? Number(value.usual)
        : value.is === 'list'
          ? listOf(value.usual)
          : value.usual
    const parsed = parseConfiguration(withValue(bare, table, key, usual) ?? '', 'x')
    expect(parsed, `${table}.${key}`).toEqual({ ok: true, configuration: without })
  }
})
