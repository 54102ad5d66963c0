import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maxShownCharacters } from './limits.ts'
import { parseConfiguration } from './parse-configuration.ts'
import { problemText } from './problem-text.ts'

/** PRODUCT's example, to the letter. */
const example = `name = "laptop.vipip.net"

[network]
port = 10567
interfaces = ["*"]                # which may carry VIP; virtual ones are left out by default

[ddns]
provider = "rfc2136"              # rfc2136 | dyndns2 | duckdns | desec | cloudflare | none
server = "203.0.113.53"
zone = "vipip.net"
key-file = "/etc/vip/vipip.net.key"   # as tsig-keygen writes it
ttl = 1

[resolver]
listen = "127.105.67.1"
upstream = ["203.0.113.53"]       # default: the system's
integrate = "auto"                # auto | resolved | resolv.conf | none

[trust]
policy = "ask"                    # ask | accept-new | dnssec

[mobility]
partner-seconds = 120

[mappings]
reclaim = "reboot"                # reboot | lease
range = "240.0.0.0/4"
`
const named = 'name = "a.vipip.net"\n'

function configurationOf(text: string) {
  const result = parseConfiguration(text, 'vip.toml')
  if (!result.ok) throw new Error(result.problems.map(problemText).join('\n'))
  return result.configuration
}

function linesOf(text: string): string[] {
  const result = parseConfiguration(text, 'vip.toml')
  return result.ok ? [] : result.problems.map(problemText)
}

test('the example', () => {
  expect(configurationOf(example)).toEqual({
    name: 'laptop.vipip.net',
    network: { port: 10_567, interfaces: ['*'], tun: 'vip0', rekeySeconds: 3600 },
    ddns: {
      provider: 'rfc2136',
      server: '203.0.113.53:53',
      zone: 'vipip.net',
      keyFile: '/etc/vip/vipip.net.key',
      ttlSeconds: 1,
    },
    resolver: {
      listen: '127.105.67.1:53',
      upstream: ['203.0.113.53:53'],
      integrate: 'auto',
      magic: 'VIP105067072021-',
    },
    trust: { policy: 'ask' },
    mobility: { partnerSeconds: 120 },
    mappings: {
      reclaim: 'reboot',
      range: { destination: '240.0.0.0', prefixLength: 4 },
      leaseSeconds: 604_800,
    },
  })
})

test('the name alone is enough: all else is as in the example, without DNS of our own', () => {
  const { ddns, resolver, ...others } = configurationOf(example)
  const { upstream: _, ...defaults } = resolver
  expect(ddns.provider).toBe('rfc2136')
  expect(configurationOf('name = "Laptop.VIPip.net."')).toEqual({
    ...others,
    ddns: { provider: 'none' },
    resolver: defaults,
  })
})

test('a byte order mark and line ends of other systems', () => {
  expect(configurationOf(`\uFEFF${example.replaceAll('\n', '\r\n')}`)).toEqual(
    configurationOf(example),
  )
})

test('addresses with ports, IPv6, names of servers', () => {
  const { resolver } = configurationOf(
    `${named}[resolver]\nlisten = "[::1]:5353"\nupstream = ["2001:DB8::53", "[2001:db8::53]:54", "192.0.2.1:55"]`,
  )
  expect(resolver.listen).toBe('[::1]:5353')
  expect(resolver.upstream).toEqual(['[2001:db8::53]:53', '[2001:db8::53]:54', '192.0.2.1:55'])
  const ddns = (keys: string) => configurationOf(`${named}[ddns]\nkey-file = "/k"\n${keys}`).ddns
  expect(ddns('provider = "dyndns2"\nserver = "Dyn.Example.org"')).toEqual({
    provider: 'dyndns2',
    server: 'dyn.example.org:443',
    keyFile: '/k',
  })
  expect(ddns('provider = "none"\nserver = "ns1"')).toEqual({ provider: 'none' })
})

describe('what is wrong is said with its place and what would be right', () => {
  test('all at once, in the order of the file', () => {
    const text = [
      'nmae = "a.vipip.net"',
      '[network]',
      'prot = 3',
      'port = 99999',
      'interfaces = ["eth0", "a b", ""]',
      'ttl = 4',
      '[[mappings]]',
      '[trust]',
      'policy = "no"',
      'resolver = "x"',
    ].join('\n')
    const interfaceName = 'must be an interface name such as "wlan0" or "eth*"'
    const name = 'must be this computer\'s full DNS name, such as "laptop.vipip.net"'
    expect(linesOf(text)).toEqual([
      'vip.toml:1:1: nmae is no known key; must be name',
      `vip.toml:1:1: name is missing; ${name}`,
      'vip.toml:3:1: network.prot is no known key; must be network.port',
      'vip.toml:4:8: network.port is 99999; must be a port from 1 to 65535',
      `vip.toml:5:23: network.interfaces has "a b"; ${interfaceName}`,
      `vip.toml:5:30: network.interfaces has ""; ${interfaceName}`,
      'vip.toml:6:1: network.ttl is no known key; must be ddns.ttl',
      'vip.toml:7:3: mappings is no table; must be a table, which begins with a line [mappings]',
      'vip.toml:9:10: trust.policy is "no"; must be one of "ask", "accept-new", "dnssec"',
      'vip.toml:10:1: trust.resolver is no known key; must be resolver',
    ])
  })

  test('what a provider needs, even when other keys are wrong, too', () => {
    expect(
      linesOf(`${named}[ddns]\nprovider = "rfc2136"\nkey_file = "/k"\nttl = -1`).map((line) =>
        line.replace(/;.*/, ''),
      ),
    ).toEqual([
      'vip.toml:2:2: ddns.server is missing',
      'vip.toml:2:2: ddns.zone is missing',
      'vip.toml:2:2: ddns.key-file is missing',
      'vip.toml:4:1: ddns.key_file is no known key',
      'vip.toml:5:7: ddns.ttl is -1',
    ])
    expect(linesOf(`${named}[ddns]\nzone = "vipip.net"`)[0]).toMatch(
      /^vip.toml:2:2: ddns.provider is missing; must be one of "rfc2136", /,
    )
  })

  test('a server that is none, also for a provider that needs none', () => {
    for (const server of ['http://x', 'a b', '192.0.2.1:0', '[192.0.2.1]', 'x:y', '']) {
      const line = linesOf(`${named}ddns = { provider = "none", server = "${server}" }`)[0]
      expect(line).toContain(`ddns.server is "${server}"; must be an address or a name`)
    }
  })

  test('keys that do not fit each other', () => {
    const zone = example.replace('zone = "vipip.net"', 'zone = "ipip.net"')
    expect(linesOf(zone)[0]).toMatch(/^vip.toml:10:8: ddns.zone is "ipip.net"; must be the zone/)
    const loop = `${named}resolver.upstream = ["192.0.2.1", "127.105.67.1"]`
    expect(linesOf(loop)[0]).toMatch(/^vip.toml:2:21: resolver.upstream is \["192.0.2.1", .*other/)
  })

  test('a provider that cannot have the name', () => {
    const linesWith = (provider: string) =>
      linesOf(`${named}[ddns]\n${provider}\nkey-file = "/k"`)[0]
    expect(linesWith('provider = "cloudflare"\nzone = "example.org"')).toContain(
      'ddns.zone is "example.org"; must be the zone',
    )
    expect(linesWith('provider = "duckdns"')).toMatch(
      /^vip.toml:1:8: name is .*; must be a name of DuckDNS/,
    )
  })

  test.each([
    ['name', '"laptop"'],
    ['name', '"192.0.2.1"'],
    ['name', '"a..net"'],
    ['name', '"a b.net"'],
    ['name', `"${'a'.repeat(64)}.net"`],
    ['name', '"-a.net"'],
    ['name', '1'],
    ['network.port', '0'],
    ['network.port', '1.5'],
    ['network.port', 'nan'],
    ['network.port', '"10567"'],
    ['network.port', '1979-05-27'],
    ['network.interfaces', '[]'],
    ['network.interfaces', '"eth0"'],
    ['network.tun', '"a/b"'],
    ['network.tun', '"vip0123456789abc"'],
    ['resolver.listen', '"192.0.2.1"'],
    ['resolver.listen', '"0.0.0.0"'],
    ['resolver.listen', '"127.0.0.1:65536"'],
    ['resolver.listen', '"127.0.0.1:0"'],
    ['resolver.listen', '"::2"'],
    ['resolver.upstream', '[]'],
    ['resolver.integrate', '"resolvconf"'],
    ['resolver.magic', '"1x"'],
    ['resolver.magic', '""'],
    ['trust.policy', '"Ask"'],
    ['mobility.partner-seconds', '0'],
    ['mappings.range', '"239.0.0.0/4"'],
    ['mappings.range', '"224.0.0.0/3"'],
    ['mappings.range', '"240.0.0.0/29"'],
    ['mappings.range', '"240.0.0.1/8"'],
    ['mappings.range', '"240.0.0.0"'],
    ['mappings.reclaim', 'true'],
    ['mappings.lease-seconds', '59'],
    ['ddns.provider', '"dyndns"'],
    ['ddns.zone', '"a b"'],
  ])('%s = %s', (key, value) => {
    const text = `${key === 'name' ? '' : named}${key} = ${value}`
    const line = key === 'name' ? 1 : 2
    const shown = value.length > maxShownCharacters ? value.slice(0, maxShownCharacters) : value
    const [first, ...others] = linesOf(text)
    expect(others).toEqual([])
    expect(first).toContain(`vip.toml:${line}:${key.length + 4}: ${key} is ${shown}`)
    expect(first).toMatch(/; must be [^;]{10,}$/)
  })

  test.each([
    ['name = laptop.vipip.net', '1:8', 'value of no known kind', 'text in quotes'],
    [`${named}${named}`, '2:1', 'given before', 'once'],
    ['[network]\n[trust]\n[network]', '3:2', 'given before', 'once'],
    ['name = "a', '1:8', 'closing quote', 'two quotes'],
    ['name = "a" port = 1', '1:12', 'behind the end of a value', 'on a line'],
    ['\n= 1', '2:1', 'is no TOML here (unexpected end of key)', 'port = 10567'],
    [`a = ${'['.repeat(100_000)}`, '1:', 'is no TOML here', 'port = 10567'],
  ])('no TOML: %j', (text, place, problem, wouldBeRight) => {
    const [first, ...others] = linesOf(text)
    expect(others).toEqual([])
    expect(first).toContain(`vip.toml:${place}`)
    expect(first).toContain(problem)
    expect(first).toMatch(new RegExp(`; must .*${wouldBeRight}`))
  })

  test('a list, a date or a text where a table belongs, a table where a value does', () => {
    for (const value of ['[]', '1979-05-27', '"x"', '[{}]']) {
      expect(linesOf(`${named}trust = ${value}`)[0]).toMatch(/^vip.toml:2:1: trust is no table; /)
    }
    expect(linesOf(`${named}[network.port]`)[0]).toMatch(/2:10: network.port is a table; /)
    expect(linesOf(`${named}[[network.port]]`)[0]).toMatch(/2:11: network.port is a table; /)
    expect(linesOf(`${named}network.port.x = 1`)[0]).toMatch(/network.port is a table; /)
  })

  test('names of the language are keys like others', () => {
    for (const key of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      expect(linesOf(`${named}${key} = 1`)[0]).toContain(`2:1: ${key} is no known key`)
      expect(linesOf(`${named}[network]\n${key} = 1`)[0]).toContain(
        `network.${key} is no known key`,
      )
      expect(linesOf(`${named}[${key}]\nx = 1`)[0]).toContain(`2:2: ${key} is no known key`)
    }
  })
})

test('no secret is repeated, wherever somebody put it', () => {
  const secret = 'c2VjcmV0c2VjcmV0'
  const texts = [
    `${named}[ddns]\nkey-file = "${secret}"`,
    `${named}[ddns]\nprovider = "rfc2136"\nkey = "${secret}"`,
    `${named}[ddns]\nkey-file = ["${secret}"]`,
    `${named}[ddns]\nkey-file = "${secret}`,
    `${named}[ddns]\nkey-file = ${secret}`,
    `${named}[ddns]\npassword = "${secret}"`,
  ]
  for (const text of texts) {
    const lines = linesOf(text)
    expect(lines).not.toEqual([])
    expect(lines.join('\n')).not.toContain(secret)
  }
})

test('what a terminal would obey is not repeated', () => {
  const lines = linesOf(`${named}"\\u001b[2J\\u202e" = 1\nnetwork.tun = "\u202e\u0085x"`)
  expect(lines).toHaveLength(2)
  expect(lines.join('')).not.toMatch(/\p{C}/u)
})

describe('any text is a configuration or has problems', () => {
  const isJudged = (text: string) => {
    const result = parseConfiguration(text, 'x')
    if (result.ok) return
    expect(result.problems.length).toBeGreaterThan(0)
    let last = 0
    const lines = text.split('\n')
    for (const { line, column, wouldBeRight } of result.problems) {
      expect(line).toBeGreaterThanOrEqual(last)
      expect(column).toBeGreaterThanOrEqual(1)
      expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? -1) + 1)
      expect(wouldBeRight).toMatch(/^must /)
      last = line
    }
  }

  test('random', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), isJudged), {
      numRuns: 1000,
    })
  })

  test('the example, damaged', () => {
    const damage = fc.tuple(
      fc.nat(example.length),
      fc.nat(12),
      fc.oneof(
        fc.constantFrom('[', ']', '"', "'''", '\n', '=', '.', '{', '}', '__proto__', '-1', '#'),
        fc.string({ maxLength: 5 }),
      ),
    )
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), (damages) => {
        let text = example
        for (const [at, length, instead] of damages) {
          text = text.slice(0, at) + instead + text.slice(at + length)
        }
        isJudged(text)
      }),
      { numRuns: 2000 },
    )
  })
})
