import { expect, it, test } from 'vitest'
import { classE } from '../tables/vip-range.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { acceptVip, judgeVip } from './accept-vip.ts'
import { namelessName } from './nameless.ts'

const b = 'b.vipip.net.' as DnsName
const nobody = namelessName(new Uint8Array(32))
const sourceAddress = '192.0.2.2'
const facts = {
  range: classE,
  carriesPhysicalVips: true,
  isOwn: (vip: string) => vip === '240.0.0.1' || vip === '192.0.2.1',
  isFreeFor: (vip: string, name: DnsName) => vip !== '240.0.0.9' || name !== b,
}
const accepted = { kind: 'accepted', oneSided: false } as const
const refused = (reason: string) => ({ kind: 'refused', reason })

test.each([
  ['240.0.0.2', accepted],
  ['255.255.255.254', accepted],
  ['255.255.255.255', refused('reserved')],
  ['240.0.0.0', refused('reserved')],
  ['240.0.0.1', refused('own')],
  ['240.0.0.9', refused('in-use')],
  // Outside of the range.
  ['0.0.0.0', refused('unusable')],
  ['127.0.0.1', refused('unusable')],
  ['224.0.0.1', refused('unusable')],
  ['192.0.2.1', refused('own')],
  ['198.51.100.7', { kind: 'ask-reverse-dns' }],
  // The host's physical address.
  ['192.0.2.2', { kind: 'accepted', oneSided: true }],
])('%s', (vip, judgement) => {
  expect(judgeVip({ vip, name: b, sourceAddress }, facts)).toEqual(judgement)
})

it('a physical address is refused where the packet path cannot carry it', () => {
  const judge = (vip: string) =>
    judgeVip({ vip, name: b, sourceAddress }, { ...facts, carriesPhysicalVips: false })
  expect(judge(sourceAddress)).toEqual(refused('unusable'))
  expect(judge('240.0.0.2')).toEqual(accepted)
})

it('a host without a name may have its physical address and nothing else', () => {
  const judge = (vip: string) => judgeVip({ vip, name: nobody, sourceAddress }, facts)
  expect(judge('192.0.2.2')).toEqual({ kind: 'accepted', oneSided: true })
  expect(judge('240.0.0.2')).toEqual(refused('not-confirmed'))
  expect(judge('198.51.100.7')).toEqual(refused('not-confirmed'))
})

test.each([
  ['b.vipip.net.', accepted],
  ['B.VIPIP.net.', accepted],
  ['c.vipip.net.', refused('not-confirmed')],
  [undefined, refused('not-confirmed')],
])('a static VIP whose reverse name is %s', async (reverse, judgement) => {
  const asked: string[] = []
  const result = await acceptVip(
    { vip: '198.51.100.7', name: b, sourceAddress },
    facts,
    (address) => {
      asked.push(address)
      return Promise.resolve(reverse as DnsName | undefined)
    },
  )
  expect(result).toEqual(judgement)
  expect(asked).toEqual(['198.51.100.7'])
})

it('a static VIP that became another s while DNS was asked is refused', async () => {
  let isFree = true
  const result = await acceptVip(
    { vip: '198.51.100.7', name: b, sourceAddress },
    { ...facts, isFreeFor: () => isFree },
    () => {
      isFree = false
      return Promise.resolve(b)
    },
  )
  expect(result).toEqual(refused('in-use'))
})
