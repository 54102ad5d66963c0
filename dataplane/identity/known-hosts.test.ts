import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../lib/temporary-folder.ts'
import { KnownHosts } from './known-hosts.ts'
import { isForHost } from './known-hosts-line.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { sshPublicKeyText } from './ssh-public-key.ts'
import { sshKeygen, sshKeygenIsMissing } from './test/ssh-keygen.ts'

const b = 'b.vipip.net.' as DnsName
const other = 'c.vipip.net.' as DnsName
const keys = [0, 1, 2, 3].map((at) => new Uint8Array(createHash('sha256').update(`${at}`).digest()))
const [key0, key1, key2] = keys as [Uint8Array, Uint8Array, Uint8Array]
const texts = keys.map((key) => sshPublicKeyText(key))
const [text0, text1, text2] = texts as [string, string, string]
const nowMs = Date.UTC(2026, 10, 23, 22)
const time = '2026-11-23T22:00:00.000Z'
const empty = KnownHosts.parse('')

const trusted = (text: string, name = b) => KnownHosts.parse(text).trustOf(name).trusted
const rejected = (text: string, name = b) => KnownHosts.parse(text).trustOf(name).rejected

describe('what is written', () => {
  test('is a line that says how the key was proved, and when', () => {
    expect(empty.withTrusted(b, key0, 'first-use', nowMs).text).toBe(
      `b.vipip.net ${text0} vip:first-use ${time}\n`,
    )
    expect(empty.withRejected(b, key0, nowMs).text).toBe(
      `@revoked b.vipip.net ${text0} vip:rejected ${time}\n`,
    )
  })

  test.each(['first-use', 'verified', 'dnssec'] as const)('is read back: %s', (proof) => {
    const hosts = KnownHosts.parse(empty.withTrusted(b, key0, proof, nowMs).text)
    expect(hosts.trustOf(b)).toEqual({
      trusted: [{ key: key0, proof, addedAtMs: nowMs }],
      rejected: [],
    })
    expect(hosts.trustOf(other)).toEqual({ trusted: [], rejected: [] })
  })

  test('a host has several keys; the same key once, by its last proof', () => {
    const hosts = empty
      .withTrusted(b, key0, 'first-use', nowMs)
      .withTrusted(b, key1, 'dnssec', nowMs)
      .withTrusted(b, key0, 'verified', nowMs)
    expect(hosts.trustOf(b).trusted).toMatchObject([
      { key: key1, proof: 'dnssec' },
      { key: key0, proof: 'verified' },
    ])
  })

  test('a rejected key is trusted no more, and the other way round', () => {
    const once = empty.withTrusted(b, key0, 'first-use', nowMs).withRejected(b, key0, nowMs)
    expect(once.trustOf(b)).toMatchObject({ trusted: [], rejected: [{ key: key0 }] })
    const again = once.withTrusted(b, key0, 'verified', nowMs)
    expect(again.trustOf(b)).toMatchObject({ trusted: [{ key: key0 }], rejected: [] })
  })

  test('a replaced key leaves rejected ones', () => {
    const hosts = KnownHosts.parse(
      `b.vipip.net ${text0}\n*.vipip.net ${text1}\nc.vipip.net ${text1}\n@revoked b.vipip.net ${text2}\n`,
    ).withReplaced(b, keys[3] ?? key0, 'dnssec', nowMs)
    expect(hosts.trustOf(b)).toMatchObject({
      trusted: [{ key: keys[3] }],
      rejected: [{ key: key2 }],
    })
    expect(hosts.trustOf(other)).toMatchObject({ trusted: [{ key: key1 }] })
  })

  test('a forgotten host has neither', () => {
    const hosts = empty
      .withTrusted(b, key0, 'first-use', nowMs)
      .withRejected(b, key1, nowMs)
      .withTrusted(other, key0, 'first-use', nowMs)
    expect(hosts.without(b).text).toBe(`c.vipip.net ${text0} vip:first-use ${time}\n`)
  })

  test('a last line without its line break gets one', () => {
    const hosts = KnownHosts.parse('# mine').withTrusted(b, key0, 'first-use', nowMs)
    expect(hosts.text).toBe(`# mine\nb.vipip.net ${text0} vip:first-use ${time}\n`)
  })

  test('an older value is not changed', () => {
    const before = empty.withTrusted(b, key0, 'first-use', nowMs)
    before.without(b)
    before.withRejected(b, key0, nowMs)
    expect(before.trustOf(b).trusted.length).toBe(1)
  })

  test.each([
    '*.vipip.net.',
    'a,b.net.',
    '!b.net.',
    '|1|x.',
    '[b].net.',
    'a b.',
    '@b.net.',
    'b\n.',
    '.',
  ])('never for %j, which would speak for other hosts', (name) => {
    expect(() => empty.withTrusted(name as DnsName, key0, 'verified', nowMs)).toThrow(RangeError)
    expect(() => empty.withRejected(name as DnsName, key0, nowMs)).toThrow(RangeError)
  })
})

describe('what is read', () => {
  test.each([
    ['as OpenSSH writes it', `b.vipip.net ${text0}`],
    ['with a comment', `b.vipip.net ${text0} root@b`],
    ['in upper case', `B.VIPIP.net ${text0}`],
    ['with others', `x,b.vipip.net,192.0.2.1 ${text0}`],
    ['by a pattern', `*.vipip.net ${text0}`],
    ['by another', `?.v*p.n?t ${text0}`],
    ['hashed', `|1|c2FsdHNhbHRzYWx0c2FsdHNhbHQ=|meRShboabQY/AVwEEV/VUZKgHr8= ${text0}`],
    ['with blanks and tabs', ` \tb.vipip.net\t ${text0.replace(' ', '  ')}\t`],
    ['with a carriage return', `b.vipip.net ${text0} c\r`],
  ])('a key %s', (_what, line) => {
    expect(trusted(line)).toEqual([{ key: key0, proof: 'file' }])
    expect(trusted(`# before\n${line}\n`)).toEqual([{ key: key0, proof: 'file' }])
  })

  test.each([
    ['a comment', `# b.vipip.net ${text0}`],
    ['another name', `bb.vipip.net ${text0}`],
    ['its end', `vipip.net ${text0}`],
    ['its beginning', `b.vipip.net.org ${text0}`],
    ['an excluded name', `*.vipip.net,!b.vipip.net ${text0}`],
    ['a port', `[b.vipip.net]:22 ${text0}`],
    ['an authority', `@cert-authority b.vipip.net ${text0}`],
    ['an unknown marker', `@other b.vipip.net ${text0}`],
    ['another kind of key', `b.vipip.net ssh-rsa ${text0.split(' ')[1]}`],
    ['half a key', `b.vipip.net ${text0.slice(0, -4)}`],
    ['base64 that is none', `b.vipip.net ${text0.slice(0, -1)}!`],
    ['no key', 'b.vipip.net ssh-ed25519'],
    ['a broken hash', `|1|x|y ${text0}`],
    ['a hash of another kind', `|2|c2FsdA==|c2FsdA== ${text0}`],
  ])('nothing in %s', (_what, line) => {
    expect(trusted(line)).toEqual([])
    expect(rejected(line)).toEqual([])
  })

  test('@revoked is a rejection, whoever wrote it', () => {
    expect(rejected(`@revoked *.vipip.net ${text0}`)).toEqual([{ key: key0, proof: 'file' }])
    expect(trusted(`@revoked *.vipip.net ${text0}`)).toEqual([])
  })

  test('a time that is none is left out', () => {
    expect(trusted(`b.vipip.net ${text0} vip:verified yesterday`)).toEqual([
      { key: key0, proof: 'verified' },
    ])
  })

  test('the hosts that lines name', () => {
    const text = `b.vipip.net,*.x.net ${text0}\n@revoked A.net ${text1}\n|1|a|b ${text1}\nb.vipip.net ${text1}\n`
    expect(KnownHosts.parse(text).hosts()).toEqual(['a.net', 'b.vipip.net'])
  })

  test('of these, the names that there is a word about', () => {
    const lines = [
      `b.vipip.net,*.x.net ${text0}`,
      `@revoked A.net ${text1}`,
      `|1|a|b ${text1}`,
      'rsa.net ssh-rsa AAAA',
      `excluded.net,!excluded.net ${text0}`,
    ]
    expect(KnownHosts.parse(lines.join('\n')).names()).toEqual(['a.net.', 'b.vipip.net.'])
  })
})

test('the lines for a host are found as by a look at each', () => {
  const host = fc.constantFrom('b.vipip.net', 'c.vipip.net', 'B.vipip.net', 'd.net', '192.0.2.1')
  const pattern = fc.constantFrom('*.vipip.net', '?.vipip.net', '!b.vipip.net', '!d.net', '*')
  const hashed = fc.constant('|1|c2FsdHNhbHRzYWx0c2FsdHNhbHQ=|meRShboabQY/AVwEEV/VUZKgHr8=')
  const hosts = fc.oneof(
    host,
    hashed,
    fc.array(fc.oneof(host, pattern), { minLength: 1, maxLength: 4 }).map((all) => all.join(',')),
  )
  const line = fc.tuple(fc.constantFrom('', '@revoked '), hosts, fc.nat(3))
  fc.assert(
    fc.property(fc.array(line, { maxLength: 10 }), (lines) => {
      const text = lines.map(([marker, of, key]) => `${marker}${of} ${texts[key]}\n`).join('')
      const parsed = KnownHosts.parse(text)
      for (const name of [b, other, 'd.net.' as DnsName, 'e.net.' as DnsName]) {
        const wanted = (rejections: boolean) =>
          lines
            .filter(([marker, of]) => (marker !== '') === rejections && isForHost(of, hostOf(name)))
            .map(([, , key]) => keys[key])
        const { trusted: taken, rejected: refused } = parsed.trustOf(name)
        expect(taken.map(({ key }) => key)).toEqual(wanted(false))
        expect(refused.map(({ key }) => key)).toEqual(wanted(true))
      }
    }),
    { seed: 31 },
  )
})

const hostOf = (name: DnsName) => name.slice(0, -1)

test('ten thousand hosts are asked for, one after the other, without a look at each line', () => {
  const names = Array.from({ length: 10_000 }, (_, at) => `host-${at}.fleet.vipip.net.` as DnsName)
  const hosts = KnownHosts.parse(names.map((name) => `${hostOf(name)} ${text0}\n`).join(''))
  const start = performance.now()
  for (const name of names) expect(hosts.trustOf(name).trusted.length).toBe(1)
  expect(hosts.names().length).toBe(10_000)
  // A look at each takes more than 10 s.
  expect(performance.now() - start).toBeLessThan(2000)
})

test('any text is kept to the character', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\n', '\r\n', ' ', '@revoked ', 'b.vipip.net ', '|1|', `${text0} c\n`, '# '),
  )
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join('')
      const hosts = KnownHosts.parse(text)
      expect(hosts.text).toBe(text)
      const changed = hosts.withTrusted(other, key2, 'first-use', nowMs).without(other)
      // Only a line that was for that host, or the last line break, may differ.
      if (hosts.without(other).text === text) expect(changed.text.trimEnd()).toBe(text.trimEnd())
    }),
    { seed: 22, numRuns: 1000 },
  )
})

test('a pattern of many stars takes no time', () => {
  const line = `${'*a'.repeat(100)}*b ${text0}`
  const name = `${`${'a'.repeat(60)}.`.repeat(4)}` as DnsName
  const start = performance.now()
  expect(trusted(line, name)).toEqual([])
  expect(performance.now() - start).toBeLessThan(1000)
})

describe('ssh-keygen', () => {
  let file: string
  let directory: string
  beforeEach(() => {
    directory = temporaryFolder()
    file = join(directory, 'known_hosts')
  })

  const store = empty
    .withTrusted(other, key0, 'verified', nowMs)
    .withTrusted(b, key1, 'first-use', nowMs)
    .withRejected(b, key2, nowMs)

  test('finds and removes what VIP wrote, but for rejections', (context) => {
    const missing = sshKeygenIsMissing()
    if (missing !== undefined) context.skip(missing)
    writeFileSync(file, store.text)
    const found = sshKeygen('-F', 'b.vipip.net', '-f', file).stdout
    expect(found).toContain('# Host b.vipip.net found: line 2')
    expect(found).toContain('# Host b.vipip.net found: line 3 REVOKED')
    expect(found).toContain(text1)
    expect(sshKeygen('-R', 'b.vipip.net', '-f', file).status).toBe(0)
    const left = KnownHosts.parse(readFileSync(file, 'utf8'))
    expect(left.trustOf(b)).toMatchObject({ trusted: [], rejected: [{ key: key2 }] })
    expect(left.trustOf(other)).toEqual(store.trustOf(other))
  })

  test('hashes it, and it is still read', (context) => {
    const missing = sshKeygenIsMissing()
    if (missing !== undefined) context.skip(missing)
    writeFileSync(file, store.text)
    expect(sshKeygen('-H', '-f', file).status).toBe(0)
    const text = readFileSync(file, 'utf8')
    expect(text).not.toMatch(/^[bc]\.vipip\.net/m)
    const hashed = KnownHosts.parse(text)
    expect(hashed.trustOf(b)).toEqual(store.trustOf(b))
    expect(hashed.trustOf(other)).toEqual(store.trustOf(other))
    expect(hashed.trustOf('d.vipip.net.' as DnsName).trusted).toEqual([])
    expect(hashed.without(b).trustOf(b).trusted).toEqual([])
  })

  test('agrees on any lines about what is for a host, and what goes with it', (context) => {
    const missing = sshKeygenIsMissing()
    if (missing !== undefined) context.skip(missing)
    const hosts = fc
      .array(
        fc.constantFrom(
          ...[
            'b.vipip.net',
            'B.vipip.NET',
            '*.vipip.net',
            '!b.vipip.net',
            'b.*',
            '?.vipip.net',
            '*',
          ],
          ...['x', '192.0.2.1', '[b.vipip.net]:2222', '!*.net', 'b.vipip.net.'],
        ),
        { minLength: 1, maxLength: 3 },
      )
      .map((patterns) => patterns.join(','))
    const line = fc
      .tuple(hosts, fc.constantFrom(...texts), fc.constantFrom('', ' c', '\tvip:verified'))
      .map(([pattern, text, comment]) => `${pattern} ${text}${comment}\n`)
    const anyLine = fc.oneof(
      { weight: 4, arbitrary: line },
      fc.constantFrom('\n', '# c\n', ' \t\n'),
    )
    fc.assert(
      fc.property(fc.array(anyLine, { minLength: 1, maxLength: 12 }), (lines) => {
        writeFileSync(file, lines.join(''))
        const parsed = KnownHosts.parse(lines.join(''))
        const found = sshKeygen('-F', 'b.vipip.net', '-f', file).stdout
        const shown = found.split('\n').filter((text) => text !== '' && !text.startsWith('#'))
        const ours = parsed.trustOf(b).trusted.map(({ key }) => sshPublicKeyText(key))
        expect(ours).toEqual(
          shown.map((text) =>
            text
              .split(/[ \t]+/)
              .slice(1, 3)
              .join(' '),
          ),
        )
        sshKeygen('-R', 'b.vipip.net', '-f', file)
        expect(parsed.without(b).text).toBe(readFileSync(file, 'utf8'))
      }),
      { seed: 4253, numRuns: 60 },
    )
  })
})
