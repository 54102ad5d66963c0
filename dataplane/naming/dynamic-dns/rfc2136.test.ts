import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { formatEndpoint } from '../../lib/endpoint.ts'
import { FakeClock } from '../../lib/fake-clock.ts'
import type { Transport } from '../../lib/listen-error.ts'
import { hmacWith } from '../../lib/hmac.ts'
import { classes, rcodes, typeToText } from '../../wire/dns-codes.ts'
import { decodeMessage } from '../../wire/dns-message.ts'
import type { DnsName } from '../../wire/dns-name.ts'
import { rdataToText } from '../../wire/dns-rdata.ts'
import { signResponse, verifyRequest } from '../../wire/tsig.ts'
import type { TsigKey } from '../../wire/tsig.ts'
import { FakeNameServer, response } from '../test/fake-name-server.ts'
import { attemptMs, firstResendMs, hintGraceMs } from './limits.ts'
import type { OwnRecords } from './own-records.ts'
import { problemText } from './problems.ts'
import type { PublishOutcome } from './provider.ts'
import { Rfc2136 } from './rfc2136.ts'

const secret = Buffer.alloc(32, 1)
const key: TsigKey = {
  name: 'lab.' as DnsName,
  algorithm: 'hmac-sha256',
  mac: hmacWith('hmac-sha256', secret),
}
const keyFileText = `key "lab" {\n\talgorithm hmac-sha256;\n\tsecret "${secret.toString('base64')}";\n};\n`
const own: OwnRecords = {
  name: 'a.vipip.net.' as DnsName,
  addresses: ['192.0.2.1', '2001:db8::1', '192.0.2.2'],
  vip: '240.1.2.3',
  port: 4500,
  defaultPort: 10567,
  hostKey: new Uint8Array(32).fill(7),
}

let folder: string
let keyPath: string
const clock = new FakeClock()
const nowSeconds = () => Math.floor(clock.wallMs() / 1000)
const ends: (() => unknown)[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vip-ddns-'))
  keyPath = join(folder, 'key')
  writeFileSync(keyPath, keyFileText, { mode: 0o600 })
})
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
  rmSync(folder, { recursive: true })
})

/** What a request deserves; with other keys or another clock where the test wants it. */
interface Answering {
  rcode?: number
  keys?: readonly TsigKey[]
  nowSeconds?: number
}

function answerTo(bytes: Buffer, { rcode = 0, keys = [key], nowSeconds: at }: Answering = {}) {
  const decoded = decodeMessage(bytes)
  if (!decoded.ok) throw new Error(decoded.fault)
  const time = at ?? nowSeconds()
  const verdict = verifyRequest(bytes, decoded.message, keys, time)
  const code = verdict.kind === 'verified' ? rcode : rcodes.notAuth
  const empty = { answers: [], authority: [], additional: [], tsig: undefined }
  const header = { ...decoded.message.header, isResponse: true, rcode: code }
  return signResponse(response(bytes, { ...empty, header }), verdict, time)
}

async function nameServer(behave: FakeNameServer['behave']): Promise<FakeNameServer> {
  const server = await new FakeNameServer(behave).start()
  ends.push(() => server.stop())
  return server
}

function providerAt(server: string, addresses: readonly string[] = []): Rfc2136 {
  const provider = new Rfc2136({
    ...{ clock, server, keyPath, zone: 'vipip.net.' as DnsName, ttlSeconds: 1 },
    magicPrefix: 'VIP105067072021-',
    addressesOf: () => Promise.resolve(addresses),
  })
  ends.push(() => provider.stop())
  return provider
}

function publish(provider: Rfc2136, records = own) {
  const attempt = new AbortController()
  const onSent = vi.fn<() => void>()
  const outcome = provider.publish(records, { signal: attempt.signal, onSent })
  return { attempt, onSent, outcome }
}

async function outcomeOf(answering: Answering): Promise<PublishOutcome> {
  const server = await nameServer((bytes, reply) => reply(answerTo(bytes, answering)))
  return publish(providerAt(formatEndpoint(server.endpoint))).outcome
}

/** By a datagram: the kernel told when it came. */
const acknowledged = { kind: 'acknowledged', atUs: expect.any(Number) as number }

describe('the message', () => {
  const changesIn = (bytes: Uint8Array) => {
    const decoded = decodeMessage(bytes)
    if (!decoded.ok) throw new Error(decoded.fault)
    return decoded.message.authority.map((record) =>
      record.class === classes.any
        ? `delete ${record.name} ${typeToText(record.type)}`
        : `${record.name} ${record.ttl} ${typeToText(record.type)} ${rdataToText(record.type, record.rdata)}`,
    )
  }

  test('replaces all records of this host in one, and has left when publish returns', async () => {
    const got: Buffer[] = []
    const server = await nameServer((bytes, reply) => {
      got.push(bytes)
      reply(answerTo(bytes))
    })
    const { onSent, outcome } = publish(providerAt(formatEndpoint(server.endpoint)))
    expect(onSent).toHaveBeenCalledOnce()
    expect(await outcome).toEqual(acknowledged)
    expect(got.map(changesIn)).toEqual([
      [
        'delete a.vipip.net. A',
        'a.vipip.net. 1 A 192.0.2.1',
        'a.vipip.net. 1 A 192.0.2.2',
        'delete a.vipip.net. AAAA',
        'a.vipip.net. 1 AAAA 2001:db8::1',
        'delete VIP105067072021-a.vipip.net. A',
        'VIP105067072021-a.vipip.net. 1 A 240.1.2.3',
        'delete _vip._udp.a.vipip.net. SRV',
        '_vip._udp.a.vipip.net. 1 SRV 0 0 4500 a.vipip.net.',
        'delete a.vipip.net. IPSECKEY',
        `a.vipip.net. 1 IPSECKEY 10 0 4 . ${Buffer.alloc(32, 7).toString('base64')}`,
      ],
    ])
    expect(got[0]!.length).toBeLessThan(512)
  })

  test('has no SRV record for the usual port, and nothing of VIP while that is off', async () => {
    const got: string[][] = []
    const server = await nameServer((bytes, reply) => {
      got.push(changesIn(bytes).filter((line) => !line.startsWith('delete')))
      reply(answerTo(bytes))
    })
    const provider = providerAt(formatEndpoint(server.endpoint))
    const addresses = ['192.0.2.1']
    await publish(provider, { ...own, addresses, port: 10567 }).outcome
    await publish(provider, { ...own, addresses, vip: undefined }).outcome
    await provider.withdraw(own, { signal: new AbortController().signal, onSent: () => {} })
    expect(got[0]!.join()).not.toContain('SRV')
    expect(got[1]).toEqual(['a.vipip.net. 1 A 192.0.2.1'])
    expect(got[2]).toEqual([])
  })

  test('goes by TCP where it is too long for a datagram, or its answer is', async () => {
    const ways: Transport[] = []
    const server = await nameServer((bytes, reply, transport) => {
      ways.push(transport)
      const answer = Buffer.from(answerTo(bytes))
      // TC (RFC 1035 section 4.1.1).
      if (transport === 'udp') answer[2]! |= 0x02
      reply(answer)
    })
    const provider = providerAt(formatEndpoint(server.endpoint))
    expect(await publish(provider).outcome).toEqual({ kind: 'acknowledged' })
    expect(ways).toEqual(['udp', 'tcp'])
    const addresses = Array.from({ length: 80 }, (_, at) => `2001:db8::${at + 1}`)
    expect(await publish(provider, { ...own, addresses }).outcome).toEqual({ kind: 'acknowledged' })
    expect(ways).toEqual(['udp', 'tcp', 'tcp'])
  })
})

describe('silence', () => {
  test('has the same message sent again after 50, 100 and 200 ms, and a late answer counts', async () => {
    const got: Buffer[] = []
    const server = await nameServer((bytes, reply) => {
      if (got.push(bytes) === 4) reply(answerTo(bytes))
    })
    const { outcome } = publish(providerAt(formatEndpoint(server.endpoint)))
    for (let sent = 1, waitMs = firstResendMs; sent < 4; sent++, waitMs *= 2) {
      await vi.waitFor(() => expect(got.length).toBe(sent))
      clock.advance(waitMs - 1)
      expect(got.length).toBe(sent)
      clock.advance(1)
    }
    expect(await outcome).toEqual(acknowledged)
    expect(new Set(got.map((bytes) => bytes.toString('hex'))).size).toBe(1)
  })

  test('ends after 8 s with what it was', async () => {
    const server = await nameServer(() => {})
    const { outcome } = publish(providerAt(formatEndpoint(server.endpoint)))
    clock.advance(attemptMs)
    const problem = { code: 'no-answer', server: formatEndpoint(server.endpoint) }
    expect(await outcome).toEqual({ kind: 'failed', problem })
  })

  test('nobody listens', async () => {
    const server = await nameServer(() => {})
    await server.stop()
    const { outcome } = publish(providerAt(formatEndpoint(server.endpoint)))
    for (let spent = 0; spent < attemptMs; spent += firstResendMs) {
      await new Promise((resolve) => {
        setImmediate(resolve)
      })
      clock.advance(firstResendMs)
    }
    expect(await outcome).toMatchObject({ problem: { code: 'nobody-listens' } })
  })

  test('a newer state ends it: nothing is sent any more', async () => {
    let got = 0
    const server = await nameServer(() => got++)
    const { attempt, outcome } = publish(providerAt(formatEndpoint(server.endpoint)))
    await vi.waitFor(() => expect(got).toBe(1))
    attempt.abort()
    expect(await outcome).toEqual({ kind: 'superseded' })
    clock.advance(attemptMs)
    await new Promise((resolve) => {
      setImmediate(resolve)
    })
    expect(got).toBe(1)
  })
})

describe('what a server may say', () => {
  const failure = async (answering: Answering) => {
    const outcome = await outcomeOf(answering)
    if (outcome.kind !== 'failed') throw new Error(outcome.kind)
    return outcome.problem
  }

  test.each([
    ['REFUSED', rcodes.refused, 'refused', 'does not let this key change a.vipip.net (REFUSED)'],
    ['NOTAUTH', rcodes.notAuth, 'not-auth', 'is not in charge of the zone vipip.net (NOTAUTH)'],
    ['NOTZONE', rcodes.notZone, 'not-zone', 'a.vipip.net is outside the zone vipip.net (NOTZONE)'],
    ['SERVFAIL', rcodes.servFail, 'rcode', 'answers an update with SERVFAIL'],
  ])('%s, signed', async (_, rcode, code, text) => {
    const problem = await failure({ rcode })
    expect(problem.code).toBe(code)
    expect(problemText(problem).text).toContain(text)
  })

  test('BADTIME, with the difference of the clocks', async () => {
    const problem = await failure({ nowSeconds: nowSeconds() + 7200 })
    expect(problem).toMatchObject({ code: 'bad-time', aheadSeconds: -7200 })
    expect(problemText(problem).text).toMatch(/^This computer's clock is 120 min behind that of/)
  })

  const otherSecret = { ...key, mac: hmacWith('hmac-sha256', Buffer.alloc(32, 2)) }
  test.each([
    ['BADKEY', [], 'bad-key'],
    ['BADSIG', [otherSecret], 'bad-signature'],
  ])('%s, which is unsigned: something better is waited for', async (_, keys, code) => {
    let replied = 0
    const server = await nameServer((bytes, reply) => {
      reply(answerTo(bytes, { keys }))
      replied++
    })
    const { outcome } = publish(providerAt(formatEndpoint(server.endpoint)))
    let isOver = false
    void outcome.then(() => (isOver = true))
    await vi.waitFor(() => expect(replied).toBe(1))
    expect(isOver).toBe(false)
    await vi.waitFor(() => {
      clock.advance(hintGraceMs)
      expect(isOver).toBe(true)
    })
    expect(await outcome).toMatchObject({ problem: { code, keyName: 'lab' } })
  })

  test('a signed answer counts more than an unsigned one before it', async () => {
    const server = await nameServer((bytes, reply) => {
      reply(answerTo(bytes, { keys: [] }))
      reply(answerTo(bytes))
    })
    const { outcome } = publish(providerAt(formatEndpoint(server.endpoint)))
    expect(await outcome).toEqual(acknowledged)
  })

  test('an unsigned or wrongly signed "all is well" is nobody\'s word', async () => {
    let replied = 0
    const server = await nameServer((bytes, reply) => {
      const decoded = decodeMessage(bytes)
      if (!decoded.ok) return
      const empty = { answers: [], authority: [], additional: [], tsig: undefined }
      reply(response(bytes, { ...empty, header: { ...decoded.message.header, isResponse: true } }))
      const signed = Buffer.from(answerTo(bytes))
      signed[signed.length - 20]! ^= 1
      reply(signed)
      replied++
    })
    const { outcome } = publish(providerAt(formatEndpoint(server.endpoint)))
    await vi.waitFor(() => expect(replied).toBe(1))
    clock.advance(attemptMs)
    expect(await outcome).toMatchObject({ problem: { code: 'no-answer' } })
  })
})

describe('the key file', () => {
  test('of others is refused, and taken once it is private', async () => {
    chmodSync(keyPath, 0o644)
    const server = await nameServer((bytes, reply) => reply(answerTo(bytes)))
    const provider = providerAt(formatEndpoint(server.endpoint))
    expect(await publish(provider).outcome).toEqual({
      kind: 'failed',
      problem: { code: 'key-file', path: keyPath, detail: 'others may read it (mode 644)' },
    })
    chmodSync(keyPath, 0o600)
    expect(await publish(provider).outcome).toEqual(acknowledged)
  })

  test('is read again when the server does not take the key', async () => {
    const server = await nameServer((bytes, reply) => reply(answerTo(bytes)))
    writeFileSync(keyPath, keyFileText.replace('"lab"', '"old"'))
    const provider = providerAt(formatEndpoint(server.endpoint))
    const { outcome } = publish(provider)
    writeFileSync(keyPath, keyFileText)
    let isOver = false
    void outcome.then(() => (isOver = true))
    await vi.waitFor(() => {
      clock.advance(hintGraceMs)
      expect(isOver).toBe(true)
    })
    expect(await outcome).toMatchObject({ problem: { code: 'bad-key', keyName: 'old' } })
    expect(await publish(provider).outcome).toEqual(acknowledged)
  })

  test('is told of without its secret', async () => {
    writeFileSync(keyPath, keyFileText.replace('hmac-sha256', 'hmac-md5'))
    const { outcome } = publish(providerAt('192.0.2.53:53'))
    const text = JSON.stringify(await outcome)
    expect(text).toContain('another algorithm')
    expect(text).not.toContain(secret.toString('base64'))
  })
})

describe('a server by its name', () => {
  test('is looked up before, so that nothing waits for it', async () => {
    const server = await nameServer((bytes, reply) => reply(answerTo(bytes)))
    const { address, port } = server.endpoint
    const provider = providerAt(`ns1.vipip.net:${port}`, [address])
    expect(await publish(provider).outcome).toEqual(acknowledged)
    const { onSent, outcome } = publish(provider)
    expect(onSent).toHaveBeenCalledOnce()
    expect(await outcome).toEqual(acknowledged)
  })

  test('that nobody knows', async () => {
    const { outcome } = publish(providerAt('ns1.vipip.net:53'))
    const problem = { code: 'server-unknown', server: 'ns1.vipip.net' }
    expect(await outcome).toEqual({ kind: 'failed', problem })
  })
})
