// The form changes one value of a text and nothing else: for every key, in texts as people write them.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isChangeable, readToml, valueIn, withValue } from './edit-toml.ts'
import type { TomlValue } from './edit-toml.ts'
import { settingsTables } from './settings-keys.ts'

const written = `# This laptop
name = "laptop.vipip.net"

[network]
port = 10567
interfaces = [
  "eth*",   # the dock
  "wlan0",
]

# where others find it
[ddns]
provider = "rfc2136"
key-file = "/etc/vip/key"   # as tsig-keygen writes it
`

describe('a value', () => {
  it('is put in the place of the old one', () => {
    expect(withValue(written, 'network', 'port', 4500)).toBe(
      written.replace('port = 10567', 'port = 4500'),
    )
  })

  it('of several lines is put in the place of the old one', () => {
    expect(withValue(written, 'network', 'interfaces', ['eth0'])).toBe(
      written.replace(/interfaces = \[[^\]]*\]/, 'interfaces = ["eth0"]'),
    )
  })

  it('leaves the comment behind it', () => {
    const edited = withValue(written, 'ddns', 'key-file', '/etc/other.key')
    expect(edited).toContain('key-file = "/etc/other.key"   # as tsig-keygen writes it\n')
  })

  it('comes at the end of its table, before the comment of the next', () => {
    expect(withValue(written, 'network', 'tun', 'vip1')).toContain(
      '"wlan0",\n]\ntun = "vip1"\n\n# where others find it\n',
    )
  })

  it('brings its table with it', () => {
    expect(withValue(written, 'trust', 'policy', 'dnssec')).toBe(
      `${written}\n[trust]\npolicy = "dnssec"\n`,
    )
  })

  it('outside of tables comes before the first one', () => {
    expect(withValue('[network]\nport = 1\n', '', 'name', 'a.example')).toBe(
      'name = "a.example"\n\n[network]\nport = 1\n',
    )
  })

  it('begins an empty file', () => {
    expect(withValue('', 'network', 'port', 1)).toBe('[network]\nport = 1\n')
  })

  it('is taken out with its line', () => {
    expect(withValue(written, 'network', 'port', undefined)).toBe(
      written.replace('port = 10567\n', ''),
    )
  })

  it('leaves its comment when it is taken out', () => {
    const edited = withValue(written, 'ddns', 'key-file', undefined)
    expect(edited).toContain('provider = "rfc2136"\n# as tsig-keygen writes it\n')
  })

  it('that was not there is not taken out', () => {
    expect(withValue(written, 'mappings', 'range', undefined)).toBe(written)
  })
})

it.each([
  ['an inline table', 'name = "a.example"\nnetwork = { port = 1 }\n', 'tun'],
  ['a text that is no TOML', 'name = \n', 'tun'],
])('%s is left to its author', (_what, text, key) => {
  expect(withValue(text, 'network', key, 'vip1')).toBeUndefined()
  expect(isChangeable(text, 'network', key)).toBe(false)
})

it.each([
  ['an inline table', 'network = { port = 1 }\n'],
  ['a dotted key', 'network.port = 1\n'],
  ['no such key', '[network]\n'],
])('a value of %s can be changed', (_what, text) => {
  expect(isChangeable(text, 'network', 'port')).toBe(true)
  expect(withValue(text, 'network', 'port', 2)).toContain('port = 2')
})

it('a value of an inline table is changed, not taken out', () => {
  const text = 'network = { port = 1, tun = "vip0" }\n'
  expect(withValue(text, 'network', 'port', 2)).toBe('network = { port = 2, tun = "vip0" }\n')
  expect(withValue(text, 'network', 'port', undefined)).toBeUndefined()
})

const keys = settingsTables.flatMap(({ keys: ofTable }) => ofTable)
const anyText = fc.string({ unit: 'grapheme', maxLength: 20 })
const anyValue: fc.Arbitrary<TomlValue> = fc.oneof(
  anyText,
  fc.integer({ min: 0, max: 1e9 }),
  fc.array(anyText, { minLength: 1, maxLength: 3 }),
)

it('whatever is typed into the form is read back, and taken out again leaves all others', () => {
  const edit = fc.record({ at: fc.nat(keys.length - 1), value: anyValue })
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 8 }), (edits) => {
      let text = written
      const wanted = new Map<string, TomlValue>()
      for (const { at, value } of edits) {
        const key = keys[at]
        if (key === undefined) continue
        const edited = withValue(text, key.table, key.key, value)
        expect(edited).toBeDefined()
        text = edited ?? text
        wanted.set(`${key.table} ${key.key}`, value)
      }
      const root = readToml(text)
      if (root === undefined) throw new Error(`no TOML any more: ${text}`)
      for (const [id, value] of wanted) {
        const [table = '', key = ''] = id.split(' ')
        expect(valueIn(root, table, key)).toEqual(value)
      }
      for (const comment of ['# This laptop', '# where others find it'])
        expect(text).toContain(comment)
    }),
  )
})
