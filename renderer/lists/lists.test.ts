// Lists show what was looked for, in the order that was asked for.
import { describe, expect, it } from 'vitest'
import { sampleMapping, samplePeer, usualDesk } from '../test/sample-desk.ts'
import { knownKeys, filteredKeys, sortedKeys } from './known-key-list.ts'
import { filteredMappings, sortedMappings } from './mapping-list.ts'
import { filteredPeers, sortedPeers } from './peer-list.ts'
import { sortingAfter } from './sorting.ts'

const peers = [
  samplePeer('c.example', 3, { state: 'quiet', vip: '240.10.0.1', rttMs: null }),
  samplePeer('a.example', 1, { state: 'active', vip: '240.9.0.1', rttMs: 20 }),
  samplePeer('b.example', 2, { state: 'unreachable', vip: null, rttMs: 5 }),
]
const namesOf = (rows: readonly { name: string }[]) => rows.map(({ name }) => name[0]).join('')

describe('peers', () => {
  it.each([
    ['name', 'ascending', 'abc'],
    ['name', 'descending', 'cba'],
    // By number, not by letter; who has none is last in both directions.
    ['vip', 'ascending', 'acb'],
    ['vip', 'descending', 'cab'],
    ['rtt', 'ascending', 'bac'],
    ['rtt', 'descending', 'abc'],
    ['state', 'ascending', 'abc'],
  ] as const)('by %s, %s', (column, direction, order) => {
    expect(namesOf(sortedPeers(peers, { column, direction }))).toBe(order)
  })

  it.each([
    ['B.EX', 'all', 'b'],
    ['240.10', 'all', 'c'],
    ['', 'active', 'a'],
    ['', 'trouble', 'b'],
    ['zzz', 'all', ''],
  ] as const)('with "%s" in state %s', (text, state, found) => {
    expect(namesOf(filteredPeers(peers, { text, state }))).toBe(found)
  })

  it('a changed key needs a look, however quiet its host', () => {
    const trust = { state: 'changed' as const, fingerprint: null }
    const changed = samplePeer('d.example', 4, { state: 'quiet', trust })
    expect(filteredPeers([changed], { text: '', state: 'trouble' })).toEqual([changed])
  })

  it('the same heading turns the order around, another begins anew', () => {
    const first = { column: 'name', direction: 'ascending' } as const
    expect(sortingAfter(first, 'name')).toEqual({ column: 'name', direction: 'descending' })
    expect(sortingAfter({ ...first, direction: 'descending' }, 'vip')).toEqual({
      column: 'vip',
      direction: 'ascending',
    })
  })
})

describe('mappings', () => {
  const mappings = peers.map((peer, at) => sampleMapping(peer, at + 1))
  it('are found by name and by either address', () => {
    expect(namesOf(filteredMappings(mappings, 'a.ex'))).toBe('a')
    expect(namesOf(filteredMappings(mappings, '240.10.0.1'))).toBe('c')
    expect(filteredMappings(mappings, '240.18.7.2')).toHaveLength(3)
  })

  it('of one name stand together: the active VIP, then those before, the youngest first', () => {
    const [first, second] = mappings
    if (first === undefined || second === undefined) throw new Error('no mappings')
    const before = [9, 5, 7].map((age) => {
      const agreedAt = first.agreedAt - age
      return { ...first, vip: `240.99.0.${age}`, state: 'invalid' as const, agreedAt }
    })
    for (const direction of ['ascending', 'descending'] as const) {
      const sorted = sortedMappings([...before, first, second], { column: 'name', direction })
      const own = sorted.filter(({ name }) => name === first.name).map(({ vip }) => vip)
      expect(own).toEqual([first.vip, '240.99.0.5', '240.99.0.7', '240.99.0.9'])
    }
  })

  it('stand by age with the youngest first', () => {
    const sorted = sortedMappings(mappings, { column: 'age', direction: 'ascending' })
    expect(namesOf(sorted)).toBe('cab')
  })
})

it('known keys are found by name, and by a part of the fingerprint in its case', () => {
  const hosts = usualDesk().facts.flatMap((fact) =>
    fact.collection === 'knownHosts' && fact.value !== null ? [fact.value] : [],
  )
  const keys = sortedKeys(knownKeys(hosts), { column: 'name', direction: 'ascending' })
  const [first] = keys
  if (first === undefined) throw new Error('no key')
  expect(filteredKeys(keys, first.name.toUpperCase())).toEqual([first])
  expect(filteredKeys(keys, first.fingerprint.slice(10, 20))).toEqual([first])
})
