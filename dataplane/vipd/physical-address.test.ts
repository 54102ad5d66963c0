import { describe, expect, it } from 'vitest'
import { VipError } from '../contract/errors.ts'
import type { Discover } from '../naming/ports.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { physicalAddress } from './physical-address.ts'

const b = 'b.vipip.net.' as DnsName
const noDns: Discover = () => Promise.resolve(undefined)
const ask = (endpoints: readonly string[], discover: Discover) =>
  physicalAddress({ endpointsOf: () => endpoints, discover }, b, AbortSignal.timeout(1000))

describe('the physical address', () => {
  it('of a peer is where its packets go now, whatever DNS says', async () => {
    const endpoints = ['198.51.100.7:10567', '[2001:db8::7]:10567', '198.51.100.7:4500']
    expect(await ask(endpoints, noDns)).toEqual({
      name: 'b.vipip.net',
      endpoint: '198.51.100.7:10567',
      addresses: ['198.51.100.7', '2001:db8::7'],
      source: 'peer',
    })
  })

  it('of any other host is what DNS says', async () => {
    const discover: Discover = (name) =>
      Promise.resolve({ name, addresses: ['192.0.2.2'], magic: { kind: 'absent' }, port: 10567 })
    expect(await ask([], discover)).toEqual({
      name: 'b.vipip.net',
      endpoint: null,
      addresses: ['192.0.2.2'],
      source: 'dns',
    })
  })

  it('is a failure with a remedy where nobody knows', async () => {
    const failed = await ask([], noDns).catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(VipError)
    expect((failed as VipError).fault).toMatchObject({
      code: 'act-failed',
      data: { remedy: expect.stringContaining('vip doctor') as unknown },
    })
  })
})
