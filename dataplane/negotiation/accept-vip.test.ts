import { expect, it, test } from 'vitest'
import { classE, parseVipRange } from '../tables/vip-range.ts'
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
  isNeeded: (vip: string) => vip === '198.51.100.1' || vip === '192.0.2.3',
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
  ['198.51.100.7', { kind: 'ask-dns' }],
  // A router or a name server of this host.
  ['198.51.100.1', refused('reserved')],
  // Reverse DNS of these says what the present network likes.
  ['10.0.0.7', refused('reserved')],
  ['172.31.0.7', refused('reserved')],
  ['172.32.0.7', { kind: 'ask-dns' }],
  ['192.168.1.1', refused('reserved')],
  ['100.64.0.7', refused('reserved')],
  ['169.254.0.7', refused('reserved')],
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

it.each(['192.0.2.3', '192.168.1.1'])('%s is taken as the address of who is there', (vip) => {
  const proposal = { vip, name: b, sourceAddress: vip }
  expect(judgeVip(proposal, facts)).toEqual({ kind: 'accepted', oneSided: true })
})

it('in a range of its own a host takes private VIPs, but none that it needs', () => {
  const range = parseVipRange('192.0.0.0/8')!
  const judge = (vip: string) => judgeVip({ vip, name: b, sourceAddress }, { ...facts, range })
  expect(judge('192.168.1.1')).toEqual(accepted)
  expect(judge('192.0.2.3')).toEqual(refused('reserved'))
})

it('a host without a name may have its physical address and nothing else', () => {
  const judge = (vip: string) => judgeVip({ vip, name: nobody, sourceAddress }, facts)
  expect(judge('192.0.2.2')).toEqual({ kind: 'accepted', oneSided: true })
  expect(judge('240.0.0.2')).toEqual(refused('not-confirmed'))
  expect(judge('198.51.100.7')).toEqual(refused('not-confirmed'))
})

test.each([
  ['b.vipip.net.', true, accepted],
  ['B.VIPIP.net.', true, accepted],
  ['c.vipip.net.', true, refused('not-confirmed')],
  [undefined, true, refused('not-confirmed')],
  ['b.vipip.net.', false, refused('not-confirmed')],
])('a static VIP whose reverse name is %s, published: %s', async (reverse, isThere, judgement) => {
  const asked: string[] = []
  const result = await acceptVip({ vip: '198.51.100.7', name: b, sourceAddress }, facts, {
    reverseName: (address) => {
      asked.push(`PTR ${address}`)
      return Promise.resolve(reverse as DnsName | undefined)
    },
    publishesVip: (name, vip) => {
      asked.push(`${name} ${vip}`)
      return Promise.resolve(isThere)
    },
  })
  expect(result).toEqual(judgement)
  expect(asked).toEqual(['PTR 198.51.100.7', `${b} 198.51.100.7`])
})

it('a static VIP that became another s while DNS was asked is refused', async () => {
  let isFree = true
  const result = await acceptVip(
    { vip: '198.51.100.7', name: b, sourceAddress },
    { ...facts, isFreeFor: () => isFree },
    {
      reverseName: () => {
        isFree = false
        return Promise.resolve(b)
      },
      publishesVip: () => Promise.resolve(true),
    },
  )
  expect(result).toEqual(refused('in-use'))
})
