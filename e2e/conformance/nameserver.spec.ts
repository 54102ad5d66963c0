// `vip nameserver` as BIND's and Knot's clients see it (RFC 1035, 2136, 2308, 6891, 8482, 8945).
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { notBuilt } from '../lab/lab-cli.ts'
import { missingProgram } from '../lab/missing-program.ts'
import { NameServerHost, address, key, longKey, stop, zone } from './nameserver-program.ts'
import type { Running, TestKey } from './nameserver-program.ts'
import { readSignedAnswer, signedUpdate } from './signed-update.ts'

const reason = notBuilt ?? missingProgram('dig', 'delv', 'nsupdate', 'kdig', 'knsupdate')

let host: NameServerHost
let server: Running
beforeEach(({ skip }) => {
  if (reason !== undefined) skip(reason)
})
beforeAll(async () => {
  if (reason !== undefined) return
  host = await NameServerHost.create()
  server = await host.start('--listen', '[::1]:53', '--ttl', '7', '--state-dir', host.path('state'))
})
afterAll(() => host?.destroy())

describe('the zone as it begins', () => {
  test('has SOA, NS and the addresses of the name server', async () => {
    expect(await host.dig('+short', zone, 'SOA')).toMatch(
      /^ns\.vipip\.net\. hostmaster\.vipip\.net\. \d+ 3600 600 604800 7\n$/,
    )
    expect(await host.dig('+short', zone, 'NS')).toBe('ns.vipip.net.\n')
    expect(await host.dig('+short', 'ns.vipip.net', 'A')).toBe(`${address}\n`)
    expect(await host.dig('+short', 'NS.VIPIP.net', 'AAAA')).toBe('::1\n')
  })

  test('is served over IPv6, and over TCP several questions on one connection', async () => {
    const { stdout } = await host.run(['dig', '@::1', '+short', zone, 'NS'])
    expect(stdout).toBe('ns.vipip.net.\n')
    const words = ['+short', '+tcp', '+keepopen', zone, 'NS', 'ns.vipip.net', 'A']
    expect(await host.dig(...words)).toBe(`ns.vipip.net.\n${address}\n`)
  })

  test.each([
    ['a name that is not there', ['nobody.vipip.net'], 'NXDOMAIN'],
    ['a type that is not there', ['ns.vipip.net', 'TXT'], 'NOERROR'],
  ])('%s: the SOA says for how long', async (_what, words, status) => {
    const answer = await host.dig(...words)
    expect(answer).toContain(`status: ${status}`)
    expect(answer).toMatch(/flags: qr aa rd; QUERY: 1, ANSWER: 0, AUTHORITY: 1/)
    expect(answer).toMatch(/^vipip\.net\.\s+7\s+IN\s+SOA/m)
  })

  test.each([
    ['a name outside', ['vipip.example'], 'REFUSED'],
    ['another class', ['version.bind', 'CH', 'TXT'], 'REFUSED'],
    ['EDNS of the future', ['+edns=1', '+noednsneg', zone], 'BADVERS'],
    ['NOTIFY', ['+opcode=NOTIFY', zone, 'SOA'], 'NOTIMP'],
    [
      'options that it does not know',
      ['+subnet=192.0.2.0/24', '+nsid', '+ednsopt=100:abcd', zone],
      'NOERROR',
    ],
  ])('%s: %s', async (_what, words, status) => {
    expect(await host.dig(...words)).toContain(`status: ${status}`)
  })

  test('is not given away as a whole', async () => {
    expect(await host.dig(zone, 'AXFR')).toContain('Transfer failed.')
  })

  test('delv reads answers and both kinds of negative ones', async () => {
    const delv = async (...words: string[]) => {
      const { stdout, stderr } = await host.run(['delv', `@${address}`, '-i', '+short', ...words])
      return stdout + stderr
    }
    expect(await delv('ns.vipip.net', 'A')).toBe(`${address}\n`)
    expect(await delv('nobody.vipip.net', 'A')).toContain('ncache nxdomain')
    expect(await delv('ns.vipip.net', 'TXT')).toContain('ncache nxrrset')
  })
})

describe('updates', () => {
  const records = [
    ['A', '192.0.2.1'],
    ['AAAA', '2001:db8::1'],
    ['MX', '10 b.vipip.net.'],
    ['TXT', '"a;b \\"c\\" \\000\\255" "d"'],
    ['SRV', '0 0 10567 b.vipip.net.'],
    ['SSHFP', '4 2 123456789ABCDEF67890123456789ABCDEF67890123456789ABCDEF123456789'],
    ['CAA', '0 issue "ca.example"'],
    ['IPSECKEY', '10 0 4 . AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA='],
    ['IPSECKEY', '10 3 2 g.vipip.net. AQID'],
    ['HTTPS', '1 . alpn="h2" ipv4hint=192.0.2.1'],
    ['DS', '1 15 2 123456789ABCDEF67890123456789ABCDEF67890123456789ABCDEF1 23456789'],
    ['TYPE65280', '\\# 2 ABCD'],
  ] as const

  test('of all types we know, and of others, come back as they went', async () => {
    const lines = records.map(([type, data], at) => `update add r${at}.vipip.net 1 ${type} ${data}`)
    expect(await host.nsupdate(lines)).toBe('')
    for (const [at, [type, data]] of records.entries()) {
      const text = await host.dig('+short', `r${at}.vipip.net`, type)
      const plain = (words: string) => words.replaceAll(/\s/g, '')
      expect(plain(text), type).toBe(plain(data))
    }
  })

  test('the zone file is one that BIND reads', async ({ skip }) => {
    const missing = missingProgram('named-checkzone')
    if (missing !== undefined) skip(missing)
    const { stdout, status } = await host.run(['named-checkzone', zone, `state/${zone}.zone`])
    expect(stdout).toMatch(/loaded serial \d+\nOK/)
    expect(status).toBe(0)
  })

  test.each([
    ['HMAC-SHA512', longKey, []],
    ['TCP', key, ['-v']],
  ] as [string, TestKey, string[]][])('by %s', async (what, by, words) => {
    const owner = `${what.toLowerCase()}.vipip.net`
    expect(await host.nsupdate([`update add ${owner} 1 A 192.0.2.2`], by, ...words)).toBe('')
    expect(await host.dig('+short', owner)).toBe('192.0.2.2\n')
  })

  test("by Knot's knsupdate", async () => {
    const script = `server ${address}\nzone ${zone}\nkey ${key.algorithm}:${key.name} ${key.secret}\nupdate add knot.vipip.net 1 A 192.0.2.4\nsend\n`
    const { status } = await host.run(['knsupdate'], script)
    expect(status).toBe(0)
    expect(await host.dig('+short', 'knot.vipip.net')).toBe('192.0.2.4\n')
  })

  test('delete a record, an RRset, a name; each raises the serial by one', async () => {
    const owner = 'many.vipip.net'
    const add = ['A 192.0.2.1', 'A 192.0.2.2', 'AAAA 2001:db8::1', 'TXT x']
    const serial = async () => Number((await host.dig('+short', zone, 'SOA')).split(' ')[2])
    const before = await serial()
    await host.nsupdate(add.map((data) => `update add ${owner} 1 ${data}`))
    await host.nsupdate([`update delete ${owner} A 192.0.2.1`])
    expect(await host.dig('+short', owner, 'A')).toBe('192.0.2.2\n')
    await host.nsupdate([`update delete ${owner} A`])
    expect(await host.dig(owner, 'A')).toMatch(/status: NOERROR[^]*ANSWER: 0/)
    await host.nsupdate([`update delete ${owner}`])
    expect(await host.dig(owner, 'A')).toContain('status: NXDOMAIN')
    expect(await serial()).toBe(before + 4)
  })

  test.each([
    ['prereq yxdomain nobody.vipip.net', 'NXDOMAIN'],
    ['prereq nxdomain ns.vipip.net', 'YXDOMAIN'],
    ['prereq yxrrset ns.vipip.net TXT', 'NXRRSET'],
    ['prereq yxrrset ns.vipip.net A 192.0.2.99', 'NXRRSET'],
    ['prereq nxrrset ns.vipip.net A', 'YXRRSET'],
  ])('"%s" is not met: %s, and nothing is done', async (prerequisite, rcode) => {
    const lines = [prerequisite, 'update add never.vipip.net 1 A 192.0.2.1']
    expect(await host.nsupdate(lines)).toContain(`update failed: ${rcode}`)
    expect(await host.dig('+short', 'never.vipip.net')).toBe('')
  })

  test('what is met is done', async () => {
    const lines = [
      'prereq yxdomain ns.vipip.net',
      'prereq nxdomain met.vipip.net',
      `prereq yxrrset ns.vipip.net A ${address}`,
      'prereq nxrrset ns.vipip.net TXT',
      'update add met.vipip.net 1 A 192.0.2.1',
    ]
    expect(await host.nsupdate(lines)).toBe('')
    expect(await host.dig('+short', 'met.vipip.net')).toBe('192.0.2.1\n')
  })

  test.each([
    ['no key', undefined, 'REFUSED'],
    ['another secret', { ...key, secret: longKey.secret }, 'NOTAUTH(BADSIG)'],
    ['an unknown key', { ...key, name: 'stranger.example' }, 'NOTAUTH(BADKEY)'],
    ['another algorithm', { ...key, algorithm: 'hmac-sha512' }, 'NOTAUTH(BADKEY)'],
  ] as [string, TestKey | undefined, string][])('with %s: %s', async (_what, by, words) => {
    const script = [`server ${address}`, `zone ${zone}`]
    if (by) script.push(`key ${by.algorithm}:${by.name} ${by.secret}`)
    script.push('update add never.vipip.net 1 A 192.0.2.1', 'send\n')
    const { stderr } = await host.run(['nsupdate'], script.join('\n'))
    expect(stderr).toContain(words)
    expect(await host.dig('+short', 'never.vipip.net')).toBe('')
  })

  test('kdig verifies the signature of an answer to a signed question', async () => {
    const kdig = async (by: TestKey) => {
      const words = ['-y', `${by.algorithm}:${by.name}:${by.secret}`, 'ns.vipip.net', 'A']
      const { stdout, stderr } = await host.run(['kdig', `@${address}`, ...words])
      return stdout + stderr
    }
    const right = await kdig(longKey)
    expect(right).toMatch(/status: NOERROR[^]*TSIG\s+hmac-sha512\./)
    expect(right).not.toContain('WARNING')
    expect(await kdig({ ...key, secret: longKey.secret })).toContain('status: BADSIG')
  })
})

describe('a clock that is wrong', () => {
  const request = { zone, owner: 'clock.vipip.net', octets: [192, 0, 2, 1], id: 0x4242 }
  const send = async (offSeconds: number, by = key) => {
    const now = Math.floor(Date.now() / 1000)
    const { bytes, mac } = signedUpdate(request, by, now + offSeconds)
    const [answer] = await host.exchange('udp', [bytes], 1)
    return readSignedAnswer(answer!, by, zone, mac)
  }

  test.each([-3600, 3600])('%i s: BADTIME, signed, with the time of the server', async (off) => {
    const now = Date.now() / 1000
    const { serverTimeSeconds = 0, ...answer } = await send(off)
    expect(answer).toEqual({ rcode: 9, tsigError: 18, signature: 'right' })
    expect(Math.abs(serverTimeSeconds - now)).toBeLessThan(10)
    expect(await host.dig('+short', 'clock.vipip.net')).toBe('')
  })

  test('with another secret besides: BADSIG and no word of the time', async () => {
    const answer = await send(-3600, { ...key, secret: longKey.secret })
    expect(answer).toEqual({
      rcode: 9,
      tsigError: 16,
      signature: 'unsigned',
      serverTimeSeconds: undefined,
    })
  })

  test('a minute off is near enough', async () => {
    expect(await send(-60)).toMatchObject({ rcode: 0, tsigError: 0, signature: 'right' })
    expect(await host.dig('+short', 'clock.vipip.net')).toBe('192.0.2.1\n')
  })
})

describe('long answers', () => {
  beforeAll(async () => {
    if (reason !== undefined) return
    const lines = Array.from(
      { length: 200 },
      (_, at) => `update add long.vipip.net 1 A 198.51.100.${at}`,
    )
    await host.nsupdate(lines, key, '-v')
  })

  test('are cut over UDP, and dig gets them over TCP', async () => {
    const cut = await host.dig('+ignore', 'long.vipip.net')
    expect(cut).toMatch(/flags: qr aa tc rd; QUERY: 1, ANSWER: 0/)
    expect((await host.dig('+short', 'long.vipip.net')).split('\n').length).toBe(201)
  })

  test('ANY is answered with one RRset of the name', async () => {
    const answer = await host.dig('+notcp', 'ns.vipip.net', 'ANY')
    expect(answer).toMatch(/status: NOERROR[^]*ANSWER: 1,/)
  })
})

test('SIGTERM ends it in order, also while a client is connected; the zone is as it was left', async () => {
  const words = ['+tcp', '+keepopen', zone, 'SOA']
  await host.dig(...words)
  const soa = await host.dig('+short', zone, 'SOA')
  expect(await stop(server)).toEqual({ status: 0, signal: null, stderr: '' })
  const text = readFileSync(host.path(`state/${zone}.zone`), 'utf8')
  expect(text).toContain(` IN SOA ${soa.trim()}\n`)
})
