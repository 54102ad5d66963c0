import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { systemClock } from '../lib/clock.ts'
import type { Endpoint } from '../lib/endpoint.ts'
import { metaTypes, rcodes, types } from '../wire/dns-codes.ts'
import type { DnsName } from '../wire/dns-name.ts'
import type { NameSource } from './ports.ts'
import { NamingError } from './naming-error.ts'
import { Resolver } from './resolver.ts'
import { askTcp, askUdp, query, read, told } from './test/ask-resolver.ts'
import { FakeNameServer, record, response, serving } from './test/fake-name-server.ts'
import { onFreePort } from './test/on-free-port.ts'

const magic = 'vip105067072021-'
const zone = [
  record('vipip.net.', 'NS', { host: 'ns.vipip.net.' as DnsName }),
  record('b.vipip.net.', 'A', { address: '192.0.2.2' }),
  record('b.vipip.net.', 'AAAA', { address: '2001:db8::2' }),
  record(`${magic}b.vipip.net.`, 'A', { address: '240.0.0.2' }),
  record('_vip._udp.b.vipip.net.', 'SRV', {
    priority: 0,
    weight: 0,
    port: 4500,
    target: 'b.vipip.net.' as DnsName,
  }),
  record('old.vipip.net.', 'A', { address: '192.0.2.9' }),
  record('alias.vipip.net.', 'CNAME', { target: 'b.vipip.net.' as DnsName }),
]
const bName = 'b.vipip.net.' as DnsName

let upstream: FakeNameServer
let resolver: Resolver
let at: Endpoint
const source = {
  mapped: vi.fn<NameSource['mapped']>(),
  nameOf: vi.fn<NameSource['nameOf']>(),
  own: vi.fn<NameSource['own']>(),
  isTrusted: vi.fn<NameSource['isTrusted']>(),
  prepare: vi.fn<NameSource['prepare']>(),
  connect: vi.fn<NameSource['connect']>(),
}

beforeEach(async () => {
  vi.resetAllMocks()
  source.isTrusted.mockReturnValue(false)
  source.connect.mockResolvedValue({ kind: 'vip', vip: '240.0.0.2' })
  upstream = await new FakeNameServer(serving('vipip.net.', zone)).start()
  resolver = newResolver([upstream.endpoint])
  at = await onFreePort(() => resolver.start())
})
afterEach(async () => {
  await resolver.stop()
  await upstream.stop()
})

function newResolver(upstreams: Endpoint[], listen: Endpoint = { address: '127.0.0.1', port: 0 }) {
  return new Resolver({
    clock: systemClock,
    listen,
    upstreams,
    source,
    zoneServerPort: upstream.endpoint.port,
  })
}

const ask = async (name: string, type: Parameters<typeof query>[1]) =>
  told(await askUdp(at, query(name, type)))

describe('a mapped name', () => {
  beforeEach(() => {
    source.mapped.mockImplementation((name) =>
      name === bName ? { vip: '240.0.0.2', vip6: 'fd56:4950::2' } : undefined,
    )
    source.nameOf.mockImplementation((vip) =>
      ['240.0.0.2', 'fd56:4950::2'].includes(vip) ? bName : undefined,
    )
  })

  test('is answered without a question to anybody, whatever its case', async () => {
    expect(await ask('b.vipip.net.', 'A')).toBe('0 A 240.0.0.2 1')
    expect(await ask('B.VIPip.net.', 'A')).toBe('0 A 240.0.0.2 1')
    expect(await ask('b.vipip.net.', 'AAAA')).toBe('0 AAAA fd56:4950::2 1')
    expect(await ask('b.vipip.net.', 255)).toBe('0 A 240.0.0.2 1 AAAA fd56:4950::2 1')
    expect(upstream.asked).toEqual([])
    expect(resolver.counters()).toMatchObject({ queries: 4, mapped: 4 })
  })

  test('has no AAAA without an IPv6 VIP, and never service bindings', async () => {
    source.mapped.mockReturnValue({ vip: '240.0.0.2' })
    expect(await ask('b.vipip.net.', 'AAAA')).toBe('0')
    expect(await ask('b.vipip.net.', 'HTTPS')).toBe('0')
    expect(await ask('_8443._https.b.vipip.net.', 'HTTPS')).toBe('0')
    expect(await ask('b.vipip.net.', 'SVCB')).toBe('0')
    expect(upstream.asked).toEqual([])
  })

  test('follows its mapping, though its answer was prepared', async () => {
    expect(await ask('b.vipip.net.', 'A')).toBe('0 A 240.0.0.2 1')
    source.mapped.mockReturnValue({ vip: '240.0.0.3' })
    expect(await ask('b.vipip.net.', 'A')).toBe('0 A 240.0.0.3 1')
    source.mapped.mockReturnValue(undefined)
    source.connect.mockResolvedValue({ kind: 'physical', reason: 'terminated' })
    expect(await ask('b.vipip.net.', 'A')).toBe('0 A 192.0.2.2 60')
  })

  test('other types pass through', async () => {
    await ask('b.vipip.net.', 'TXT')
    expect(upstream.asked).toEqual(['TXT b.vipip.net.'])
  })

  test('its VIPs have its name, and other VIPs none', async () => {
    expect(await ask('2.0.0.240.in-addr.arpa.', 'PTR')).toBe('0 PTR b.vipip.net. 1')
    const nibbles = `2.${'0.'.repeat(23)}0.5.9.4.6.5.d.f.ip6.arpa.`
    expect(await ask(nibbles, 'PTR')).toBe('0 PTR b.vipip.net. 1')
    expect(await ask('2.0.0.240.in-addr.arpa.', 'TXT')).toBe('0')
    expect(await ask('3.0.0.240.in-addr.arpa.', 'PTR')).toBe('3')
    expect(await ask('255.in-addr.arpa.', 'PTR')).toBe('0')
    expect(upstream.asked).toEqual([])
    expect(await ask('1.2.0.192.in-addr.arpa.', 'PTR')).toBe('3')
    expect(upstream.asked).toEqual(['PTR 1.2.0.192.in-addr.arpa.'])
  })

  test('the own name has the own VIP', async () => {
    source.own.mockReturnValue({ name: 'a.vipip.net.' as DnsName, vip: '240.0.0.1' })
    expect(await ask('a.vipip.net.', 'A')).toBe('0 A 240.0.0.1 1')
    expect(await ask('1.0.0.240.in-addr.arpa.', 'PTR')).toBe('0 PTR a.vipip.net. 1')
  })

  test('many questions on one connection of TCP', async () => {
    const queries = Array.from({ length: 300 }, (_, id) => query('b.vipip.net.', 'A', id))
    const answers = await askTcp(at, ...queries)
    expect(answers.map((answer) => answer.readUInt16BE(0)).toSorted((a, b) => a - b)).toEqual(
      queries.map((_, id) => id),
    )
    expect(new Set(answers.map(told))).toEqual(new Set(['0 A 240.0.0.2 1']))
  })
})

describe('a name that speaks VIP', () => {
  test('is connected by what DNS says, all asked at once', async () => {
    const later: (() => void)[] = []
    upstream.behave = (bytes, reply) => {
      later.push(() => serving('vipip.net.', zone)(bytes, reply, 'udp'))
      // Nothing is answered before all is asked.
      if (later.length === 4) for (const answer of later) answer()
    }
    expect(await ask('b.vipip.net.', 'A')).toBe('0 A 240.0.0.2 1')
    expect(source.connect.mock.calls[0]?.[0]).toEqual({
      name: bName,
      addresses: ['192.0.2.2', '2001:db8::2'],
      magic: { kind: 'present', vip: '240.0.0.2' },
      port: 4500,
    })
    expect(upstream.asked.toSorted()).toEqual([
      'A b.vipip.net.',
      'A vip105067072021-b.vipip.net.',
      'AAAA b.vipip.net.',
      'SRV _vip._udp.b.vipip.net.',
    ])
  })

  test('all types that are asked at the same time share one attempt', async () => {
    const { promise, resolve } = Promise.withResolvers<{ kind: 'vip'; vip: string }>()
    source.connect.mockReturnValue(promise)
    const answers = Promise.all([
      ask('b.vipip.net.', 'A'),
      ask('b.vipip.net.', 'AAAA'),
      ask('b.vipip.net.', 'HTTPS'),
    ])
    await vi.waitFor(() => expect(source.connect).toHaveBeenCalled())
    resolve({ kind: 'vip', vip: '240.0.0.2' })
    expect(await answers).toEqual(['0 A 240.0.0.2 1', '0', '0'])
    expect(source.connect).toHaveBeenCalledTimes(1)
  })

  test('gets its physical address when the negotiation ends so', async () => {
    source.connect.mockResolvedValue({ kind: 'physical', reason: 'no-answer' })
    expect(await ask('b.vipip.net.', 'A')).toBe('0 A 192.0.2.2 60')
  })

  test('gets none when it is refused, and is told why', async () => {
    source.connect.mockResolvedValue({ kind: 'refused', reason: 'key-changed' })
    const answer = read(await askUdp(at, query('b.vipip.net.', 'A')))
    // No error: for one, the C library would ask the machine's next name server.
    expect([answer.header.rcode, answer.answers]).toEqual([rcodes.noError, []])
    const [error] = answer.edns?.options ?? []
    expect(error?.code).toBe(15)
    expect(Buffer.from(error?.data.subarray(2) ?? []).toString()).toBe('VIP: key-changed')
  })

  test('is reached through an alias of it, too, once that is known', async () => {
    source.isTrusted.mockImplementation((name) => name === bName)
    expect(await ask('alias.vipip.net.', 'A')).toBe('0 CNAME b.vipip.net. 60 A 240.0.0.2 1')
    source.connect.mockResolvedValue({ kind: 'refused', reason: 'key-changed' })
    expect(await ask('alias.vipip.net.', 'A')).toBe('0')
  })
})

test('a trusted name is never given away because DNS says it is legacy', async () => {
  source.isTrusted.mockReturnValue(true)
  source.connect.mockResolvedValue({ kind: 'refused', reason: 'no-answer' })
  expect(await ask('old.vipip.net.', 'A')).toBe('0')
  expect(source.connect.mock.calls[0]?.[0].magic).toEqual({ kind: 'absent' })
})

describe('a legacy name', () => {
  const forms: [string, Buffer][] = [
    ['A', query('old.vipip.net.', 'A')],
    ['AAAA', query('old.vipip.net.', 'AAAA')],
    ['a name that is none', query('none.vipip.net.', 'A')],
    ['an unknown type', query('old.vipip.net.', 65_280)],
    ['other flags', flagged(query('old.vipip.net.', 'A'), 0x00, 0x30)],
    ['class CH', classed(query('version.bind.', 'TXT'), 3)],
    ['opcode STATUS', flagged(query('old.vipip.net.', 'A'), 0x10, 0)],
    ['no question at all', Buffer.from('abcd01000000000000000000', 'hex')],
  ]
  test.each(forms)('is answered to the byte as by the upstream: %s', async (_, bytes) => {
    // Bytes that no codec of ours would make: compressed strangely and with a tail.
    upstream.behave = (asked, reply) => {
      const answer = Buffer.concat([asked, Buffer.from('tail that is no record')])
      answer[2]! |= 0x80
      answer[3]! = 0x83
      reply(answer)
    }
    const direct = await askUdp(upstream.endpoint, bytes)
    expect((await askUdp(at, bytes)).toString('hex')).toBe(direct.toString('hex'))
    const [overTcp] = await askTcp(at, bytes)
    expect(overTcp?.toString('hex')).toBe(direct.toString('hex'))
  })

  test('costs one question more, and none while that is known', async () => {
    await ask('old.vipip.net.', 'A')
    expect(upstream.countOf('A vip105067072021-old.vipip.net.')).toBe(1)
    await ask('old.vipip.net.', 'A')
    await ask('old.vipip.net.', 'AAAA')
    expect(upstream.countOf('A vip105067072021-old.vipip.net.')).toBe(1)
    expect(upstream.countOf('A old.vipip.net.')).toBe(2)
    expect(source.connect).not.toHaveBeenCalled()
  })

  test('a truncated answer is passed on, and the client comes again over TCP', async () => {
    upstream.behave = (bytes, reply, transport) => {
      const answers = [record('old.vipip.net.', 'A', { address: '192.0.2.9' })]
      const { header } = read(bytes)
      const cut = { ...header, isResponse: true, truncated: true }
      reply(transport === 'udp' ? response(bytes, { header: cut }) : response(bytes, { answers }))
    }
    const truncated = read(await askUdp(at, query('old.vipip.net.', 'TXT')))
    expect([truncated.header.truncated, truncated.answers]).toEqual([true, []])
    const [whole] = await askTcp(at, query('old.vipip.net.', 'A'))
    expect(told(whole!)).toBe('0 A 192.0.2.9 60')
  })

  test.each(['AXFR', 'IXFR'] as const)(
    '%s over TCP is refused, as only a part could be passed on',
    async (type) => {
      const [answer] = await askTcp(at, query('vipip.net.', metaTypes[type]))
      expect(read(answer!).header.rcode).toBe(rcodes.refused)
      expect(upstream.countOf(`${type} vipip.net.`)).toBe(0)
    },
  )

  test('a wildcard that answers for the magic name does not make it speak VIP', async () => {
    upstream.behave = (bytes, reply) => {
      const { name, type } = read(bytes).question!
      const answers = type === types.A ? [record(name, 'A', { address: '192.0.2.7' })] : []
      reply(response(bytes, { answers }))
    }
    expect(await ask('www.vipip.net.', 'A')).toBe('0 A 192.0.2.7 60')
    expect(source.connect).not.toHaveBeenCalled()
  })

  test('a static VIP outside of 240.0.0.0/4 counts, if it is the magic name alone', async () => {
    const other = record(`${magic}old.vipip.net.`, 'A', { address: '198.51.100.1' })
    upstream.behave = serving('vipip.net.', [...zone, other])
    await ask('old.vipip.net.', 'A')
    expect(source.connect.mock.calls[0]?.[0].magic).toEqual({
      kind: 'present',
      vip: '198.51.100.1',
    })
  })

  test('equal questions at the same time are asked once, each with its own id', async () => {
    const waiting: (() => void)[] = []
    upstream.behave = (bytes, reply) => waiting.push(() => reply(response(bytes, { answers: [] })))
    const answers = Promise.all([1, 2, 3].map((id) => askUdp(at, query('x.vipip.net.', 'TXT', id))))
    await vi.waitFor(() => expect(resolver.counters().coalesced).toBe(2))
    expect(waiting.length).toBe(1)
    waiting[0]?.()
    expect((await answers).map((answer) => answer.readUInt16BE(0))).toEqual([1, 2, 3])
  })
})

test('who asks nonsense is told so, and nobody else suffers', async () => {
  const twoQuestions = query('b.vipip.net.', 'A')
  twoQuestions.writeUInt16BE(2, 4)
  expect(read(await askUdp(at, twoQuestions)).header.rcode).toBe(rcodes.formErr)
  const trailing = Buffer.concat([query('b.vipip.net.', 'A'), Buffer.from('more')])
  expect(read(await askUdp(at, trailing)).header.rcode).toBe(rcodes.formErr)
  expect(await ask('b.vipip.net.', 'A')).toBe('0 A 240.0.0.2 1')
  expect(resolver.counters().malformed).toBe(2)
})

test('a slow question holds up no other', async () => {
  upstream.behave = (bytes, reply) => {
    if (read(bytes).question?.name !== 'slow.vipip.net.')
      serving('vipip.net.', zone)(bytes, reply, 'udp')
  }
  const slow = Promise.allSettled([askUdp(at, query('slow.vipip.net.', 'TXT'))])
  await vi.waitFor(() => expect(upstream.asked).toContain('TXT slow.vipip.net.'))
  expect(await ask('old.vipip.net.', 'A')).toBe('0 A 192.0.2.9 60')
  await resolver.stop()
  void slow
})

test('without upstreams it says so, until there are some', async () => {
  const early = newResolver([])
  const there = await onFreePort(() => early.start())
  const asked = query('old.vipip.net.', 'A')
  const none = read(await askUdp(there, asked))
  expect(none.header.rcode).toBe(rcodes.servFail)
  early.useUpstreams([upstream.endpoint])
  expect(told(await askUdp(there, asked))).toBe('0 A 192.0.2.9 60')
  await early.stop()
})

test('on a taken address', async () => {
  const failure = await newResolver([upstream.endpoint], at)
    .start()
    .catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(NamingError)
  expect((failure as NamingError).message).toContain('is taken by another program; "ss -lnp"')
})

test('what the zone itself says, and whose name an address has', async () => {
  const glue = record('ns.vipip.net.', 'A', { address: '127.0.0.1' })
  const pointer = record('9.2.0.192.in-addr.arpa.', 'PTR', { target: 'Old.vipip.net.' as DnsName })
  upstream.behave = serving('vipip.net.', [...zone, glue, pointer])
  const discovery = await resolver.discover(bName, { authoritative: true })
  expect(discovery?.addresses).toEqual(['192.0.2.2', '2001:db8::2'])
  expect(await resolver.discover(bName)).toEqual(discovery)
  const told = await resolver.askAuthoritative(bName, types.A)
  expect(told?.answers.map(({ rdata }) => [...rdata])).toEqual([[192, 0, 2, 2]])
  expect(await resolver.reverseName('192.0.2.9')).toBe('old.vipip.net.')
  expect(await resolver.reverseName('192.0.2.8')).toBe(undefined)
})

test('whether the zone itself has a VIP of a host, and who is asked', async () => {
  const glue = record('ns.vipip.net.', 'A', { address: '127.0.0.1' })
  upstream.behave = serving('vipip.net.', [...zone, glue])
  expect(await resolver.publishesVip(bName, '240.0.0.2')).toBe(true)
  expect(await resolver.publishesVip(bName, '192.0.2.2')).toBe(false)
  expect(await resolver.publishesVip('old.vipip.net.' as DnsName, '192.0.2.9')).toBe(false)
  expect(resolver.isUpstream('127.0.0.1')).toBe(true)
  expect(resolver.isUpstream('127.0.0.2')).toBe(false)
})

test('a server that is not of the zone is not believed', async () => {
  upstream.behave = (bytes, reply) => {
    const glue = record('ns.vipip.net.', 'A', { address: '127.0.0.1' })
    serving('vipip.net.', [...zone, glue])(
      bytes,
      (answer) => {
        const copy = Buffer.from(answer)
        copy[2]! &= ~0x04
        reply(copy)
      },
      'udp',
    )
  }
  expect(await resolver.discover(bName, { authoritative: true })).toBe(undefined)
  expect(await resolver.askAuthoritative(bName, types.A)).toBe(undefined)
})

function flagged(bytes: Buffer, first: number, second: number): Buffer {
  bytes[2]! |= first
  bytes[3]! |= second
  return bytes
}

function classed(bytes: Buffer, value: number): Buffer {
  bytes.writeUInt16BE(value, bytes.length - 13)
  return bytes
}
