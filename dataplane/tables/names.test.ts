import { beforeEach, expect, it } from 'vitest'
import { FakeClock } from '../lib/fake-clock.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { maxInvalidVips } from './limits.ts'
import { Names } from './names.ts'
import type { NamesChange, ReclaimPolicy } from './names.ts'

const b = 'b.vipip.net.' as DnsName
const c = 'c.vipip.net.' as DnsName
const vips = { vip: '240.0.0.2', localVip: '240.0.0.1', oneSided: 'neither' } as const

let clock: FakeClock
let changes: string[]
let names: Names

function table(reclaim: ReclaimPolicy = { kind: 'reboot' }): Names {
  const onChange = ({ kind, mapping }: NamesChange) => {
    changes.push(`${kind} ${mapping.name} ${mapping.vip}`)
  }
  return new Names({ clock, reclaim, onChange })
}

beforeEach(() => {
  clock = new FakeClock()
  changes = []
  names = table()
})

it('maps both ways', () => {
  names.agree(b, { ...vips, vip6: 'fd56:4950::2', localVip6: 'fd56:4950::1' })
  expect(names.mappingOf(b)).toMatchObject({ ...vips, state: 'active' })
  expect(names.nameOf('240.0.0.2')).toBe(b)
  expect(names.nameOf('fd56:4950::2')).toBe(b)
  expect(names.nameOf('240.0.0.1')).toBeUndefined()
  expect(names.nameOf('fd56:4950::1')).toBeUndefined()
  expect(names.mappingOf(c)).toBeUndefined()
  const copy = table()
  copy.restore(names.snapshot())
  expect(copy.nameOf('fd56:4950::2')).toBe(b)
  names.discard(b)
  expect(names.nameOf('fd56:4950::2')).toBeUndefined()
})

it('gives no VIP to a second name', () => {
  names.agree(b, vips)
  expect(names.isFreeFor('240.0.0.2', b)).toBe(true)
  expect(names.isFreeFor('240.0.0.2', c)).toBe(false)
  expect(names.isFreeFor('240.0.0.3', c)).toBe(true)
})

it('keeps a VIP back while it is negotiated, as long as anybody does', () => {
  const first = names.hold('240.0.0.9', b)
  const second = names.hold('240.0.0.9', b)
  expect(names.isFreeFor('240.0.0.9', c)).toBe(false)
  expect(names.isFreeFor('240.0.0.9', b)).toBe(true)
  first()
  first()
  expect(names.isFreeFor('240.0.0.9', c)).toBe(false)
  second()
  expect(names.isFreeFor('240.0.0.9', c)).toBe(true)
  expect(names.mappingOf(b)).toBeUndefined()
})

it('an older VIP of the name is invalid, and nobody gets it', () => {
  names.agree(b, vips)
  names.agree(b, { ...vips, vip: '240.0.0.7' })
  expect(names.nameOf('240.0.0.2')).toBeUndefined()
  expect(names.nameOf('240.0.0.7')).toBe(b)
  expect(names.isFreeFor('240.0.0.2', b)).toBe(false)
  expect(names.isFreeFor('240.0.0.2', c)).toBe(false)
  expect(changes).toEqual([
    `agreed ${b} 240.0.0.2`,
    `invalid ${b} 240.0.0.2`,
    `agreed ${b} 240.0.0.7`,
  ])
})

it('a VIP that cannot be had again is no mapping any more', () => {
  names.agree(b, vips)
  names.markInvalid(b)
  expect(names.mappingOf(b)).toBeUndefined()
  expect(names.isUsed('240.0.0.2')).toBe(true)
  expect(names.snapshot()).toMatchObject([{ state: 'invalid' }])
})

it('keeps the last few invalid VIPs of a name, and those of others', () => {
  const vip = (at: number) => `240.1.0.${at}`
  names.agree(c, vips)
  names.markInvalid(c)
  for (let at = 0; at <= maxInvalidVips; at += 1) names.agree(b, { ...vips, vip: vip(at) })
  expect(names.isUsed(vip(0))).toBe(true)
  changes = []
  names.markInvalid(b)
  expect(changes).toEqual([`invalid ${b} ${vip(maxInvalidVips)}`, `discarded ${b} ${vip(0)}`])
  expect(names.isFreeFor(vip(0), c)).toBe(true)
  for (let at = 1; at <= maxInvalidVips; at += 1) {
    expect([names.isFreeFor(vip(at), b), names.isFreeFor(vip(at), c)]).toEqual([false, false])
  }
  expect(names.isUsed(vips.vip)).toBe(true)
  // A longer list, of before there was a bound, is cut as well; what is kept stays in order.
  const [kept] = names.snapshot().filter(({ name }) => name === b)
  if (kept === undefined) throw new Error('there must be some')
  const copy = table()
  copy.restore([{ ...kept, vip: vip(0) }, ...names.snapshot()])
  expect(copy.snapshot()).toEqual(names.snapshot())
  copy.agree(b, { ...vips, vip: vip(20) })
  copy.markInvalid(b)
  expect([copy.isUsed(vip(1)), copy.isUsed(vip(2)), copy.isUsed(vip(20))]).toEqual([
    false,
    true,
    true,
  ])
})

it('by lease invalid VIPs end with their time, and others take their places', () => {
  names = table({ kind: 'lease', unusedForMs: 60_000 })
  for (let round = 0; round < 3; round += 1) {
    for (let at = 0; at <= maxInvalidVips; at += 1) {
      names.agree(b, { ...vips, vip: `240.1.${round}.${at}` })
    }
    expect(names.snapshot().length).toBe(maxInvalidVips + 1)
    clock.advance(60_001)
    names.reclaim()
    expect(names.snapshot()).toEqual([])
  }
})

it('an agreement that is only renewed keeps its time', () => {
  names.agree(b, vips)
  const { agreedAtMs } = names.mappingOf(b) ?? {}
  clock.advance(1000)
  names.agree(b, vips)
  expect(names.mappingOf(b)).toMatchObject({ agreedAtMs, lastUsedAtMs: (agreedAtMs ?? 0) + 1000 })
})

it('by lease what was unused is gone, invalid or not; by reboot nothing is', () => {
  for (const reclaim of [{ kind: 'lease', unusedForMs: 60_000 }, { kind: 'reboot' }] as const) {
    names = table(reclaim)
    names.agree(b, vips)
    names.agree(c, { ...vips, vip: '240.0.0.3' })
    names.agree(c, { ...vips, vip: '240.0.0.4' })
    clock.advance(40_000)
    names.touch(b)
    clock.advance(40_000)
    changes = []
    names.reclaim()
    const isLease = reclaim.kind === 'lease'
    expect(names.mappingOf(b)).toBeDefined()
    expect(names.mappingOf(c) === undefined).toBe(isLease)
    expect(names.isUsed('240.0.0.3')).toBe(!isLease)
    expect(changes.length).toBe(isLease ? 2 : 0)
  }
})

it('comes back from a snapshot, and takes no contradiction from one', () => {
  names.agree(b, vips)
  names.agree(b, { ...vips, vip: '240.0.0.7' })
  const copy = table()
  copy.restore(names.snapshot())
  expect(copy.snapshot()).toEqual(names.snapshot())
  expect(copy.isFreeFor('240.0.0.2', b)).toBe(false)
  const [, second] = names.snapshot()
  if (second === undefined) throw new Error('there must be two')
  const odd = table()
  odd.restore([second, { ...second, name: c }, { ...second, vip: '240.0.0.99' }])
  expect(odd.snapshot()).toEqual([second])
})

it('has an IPv6 VIP under the newest name alone', () => {
  const dual = { ...vips, vip6: 'fd56:4950::2', localVip6: 'fd56:4950::1' }
  names.agree(b, dual)
  names.agree(c, { ...dual, vip: '240.0.0.3' })
  expect(names.nameOf('fd56:4950::2')).toBe(c)
  expect(names.mappingOf(b)).toMatchObject(vips)
  expect(names.mappingOf(b)).not.toHaveProperty('vip6')
  expect(names.mappingOf(b)).not.toHaveProperty('localVip6')
  const both = [...names.snapshot(), { ...names.snapshot()[0]!, ...dual, name: b }]
  names.discard(b)
  expect(names.nameOf('fd56:4950::2')).toBe(c)
  names.agree(b, dual)
  expect(names.nameOf('fd56:4950::2')).toBe(b)
  names.discard(c)
  expect(names.nameOf('fd56:4950::2')).toBe(b)
  const copy = table()
  const [one, two] = both.map((mapping) => ({ ...mapping, ...dual, vip: mapping.vip }))
  copy.restore([one!, { ...two!, name: c }])
  expect(copy.nameOf('fd56:4950::2')).toBe(one!.name)
  expect([...copy.active].map(({ vip6 }) => vip6)).toEqual(['fd56:4950::2', undefined])
})
