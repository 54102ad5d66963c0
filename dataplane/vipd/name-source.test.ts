import { expect, test, vi } from 'vitest'
import { FakeClock } from '../lib/fake-clock.ts'
import type { Negotiation } from '../negotiation/negotiation.ts'
import { Names } from '../tables/names.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { nameSource } from './name-source.ts'

const b = 'b.vipip.net.' as DnsName
const clock = new FakeClock()
const rehearse = () => Promise.resolve()
const rehearsals = { question: rehearse, negotiation: rehearse, all: rehearse } as never

function sourceWith(asked: ((name: DnsName) => void) | undefined) {
  const names = new Names({ clock, reclaim: { kind: 'reboot' } })
  names.agree(b, { vip: '240.0.0.2', localVip: '240.0.0.1', oneSided: 'neither' })
  const negotiation = asked && ({ asked } as Partial<Negotiation> as Negotiation)
  return nameSource({
    ...{ clock, rehearsals, names },
    ownName: () => 'a.vipip.net.' as DnsName,
    ownVips: () => [],
    ownVip6: 'fd56:4950::1',
    trust: { isKnown: () => false },
    negotiation: () => negotiation,
  })
}

test('whoever asks for a mapped name is about to send there: negotiation hears of it', () => {
  const asked = vi.fn<(name: DnsName) => void>()
  const source = sourceWith(asked)
  expect(source.mapped('c.vipip.net.' as DnsName)).toBe(undefined)
  expect(asked).not.toHaveBeenCalled()
  expect(source.mapped(b)).toMatchObject({ vip: '240.0.0.2' })
  expect(asked.mock.calls).toEqual([[b]])
})

test('while mobility is off no name is mapped', () => {
  expect(sourceWith(undefined).mapped(b)).toBe(undefined)
})
