// The configuration of a helper: what a person may write in its TOML file, and what the helper makes
// of it. Each rule's message says what would be right, as `must be …`; a default is written as in
// the file.
import * as v from 'valibot'
import {
  domainNameText,
  endpointText,
  ipv4Prefix,
  isLoopback,
  isWithin,
  serverText,
} from './configuration-values.ts'

/** One fault of a configuration file. */
export const configurationProblemSchema = v.object({
  /** As it was named to the helper. */
  file: v.string(),
  /** From 1; where the file has no such key, its table's, or 1. */
  line: v.number(),
  /** From 1, in UTF-16 units as editors count. */
  column: v.number(),
  /** Tables and keys with dots between: `network.port`. Empty: the file as a whole. */
  key: v.string(),
  /** What goes on from the key: `is 99999`. */
  problem: v.string(),
  /** `must be a port from 1 to 65535`. */
  wouldBeRight: v.string(),
})
export type ConfigurationProblem = v.InferOutput<typeof configurationProblemSchema>

/** A string that `read` makes a value of; undefined is refused. */
const text = <T>(read: (text: string) => T | undefined, mustBe: string) =>
  v.pipe(
    v.string(mustBe),
    v.rawTransform(({ dataset, addIssue, NEVER }): T => {
      const value = read(dataset.value)
      if (value !== undefined) return value
      addIssue({ message: mustBe })
      return NEVER
    }),
  )
const word = (form: RegExp, mustBe: string) => v.pipe(v.string(mustBe), v.regex(form, mustBe))
const whole = (least: number, greatest: number, mustBe: string) =>
  v.pipe(
    v.number(mustBe),
    v.integer(mustBe),
    v.minValue(least, mustBe),
    v.maxValue(greatest, mustBe),
  )
const mustBeOneOf = (words: readonly string[]) =>
  `must be one of ${words.map((each) => `"${each}"`).join(', ')}`
const oneOf = <const T extends readonly string[]>(words: T) => v.picklist(words, mustBeOneOf(words))
export const mustBeTable = (name: string) => `must be a table, which begins with a line [${name}]`

/** UDP (PROTOCOL section 1). Peers take it where no SRV record says another. */
export const defaultPort = 10_567

const mustBeInterfaces = 'must be a list of interface names such as ["eth*", "wlan0"]'
const networkTable = v.strictObject(
  {
    port: v.optional(whole(1, 65_535, 'must be a port from 1 to 65535'), defaultPort),
    /** Names of interfaces that may carry VIP; `*` in one stands for any characters. */
    interfaces: v.optional(
      v.pipe(
        v.array(
          word(/^[^\s/:]{1,15}$/, 'must be an interface name such as "wlan0" or "eth*"'),
          mustBeInterfaces,
        ),
        v.minLength(1, mustBeInterfaces),
      ),
      ['*'],
    ),
    tun: v.optional(
      word(
        /^[a-z][a-z0-9_-]{0,14}$/,
        'must be an interface name of up to 15 lower-case letters and digits, such as "vip0"',
      ),
      'vip0',
    ),
    /** PROTOCOL section 1 has 60 minutes at most; keys are also replaced after 2^30 packets. */
    'rekey-seconds': v.optional(
      whole(10, 3600, 'must be a number of seconds from 10 to 3600 (an hour)'),
      3600,
    ),
  },
  mustBeTable('network'),
)
const network = v.pipe(
  networkTable,
  v.transform(({ 'rekey-seconds': rekeySeconds, ...others }) => ({ ...others, rekeySeconds })),
)

export const dynamicDnsProviders = [
  'rfc2136',
  'dyndns2',
  'duckdns',
  'desec',
  'cloudflare',
  'none',
] as const

/** What each provider cannot do without. Servers are `host:port`; the key file holds the secret. */
export type DynamicDns =
  | { provider: 'none' }
  | { provider: 'rfc2136'; server: string; zone: string; keyFile: string; ttlSeconds: number }
  | { provider: 'dyndns2'; server: string; keyFile: string }
  | { provider: 'duckdns'; keyFile: string }
  | { provider: 'desec'; keyFile: string; ttlSeconds: number }
  | { provider: 'cloudflare'; zone: string; keyFile: string; ttlSeconds: number }

type Needed = 'server' | 'zone' | 'key-file'
const neededBy: Readonly<Record<DynamicDns['provider'], readonly Needed[]>> = {
  none: [],
  rfc2136: ['server', 'zone', 'key-file'],
  dyndns2: ['server', 'key-file'],
  duckdns: ['key-file'],
  desec: ['key-file'],
  cloudflare: ['zone', 'key-file'],
}

const mustBe: Readonly<Record<Needed, string>> = {
  server: 'must be an address or a name, such as "203.0.113.53" or "ns1.vipip.net:5353"',
  zone: 'must be a domain name such as "vipip.net"',
  'key-file': 'must be the absolute path of a file',
}
/** For RFC 2136 it is DNS's, else HTTPS's. */
const serverPort = { dns: 53, https: 443 }

type DynamicDnsTable = {
  provider?: DynamicDns['provider'] | undefined
  server?: string | undefined
  zone?: string | undefined
  'key-file'?: string | undefined
  ttl: number
}

/** `key` is there where the provider needs it; one that it does not need may stay in the file. */
const needed = (key: Needed) =>
  v.partialCheck<
    DynamicDnsTable,
    readonly [readonly ['provider'], readonly [Needed]],
    DynamicDnsTable,
    string
  >(
    [['provider'], [key]],
    (given) =>
      given.provider === undefined ||
      given[key] !== undefined ||
      !neededBy[given.provider].includes(key),
    mustBe[key],
  )

const ddns = v.pipe(
  v.strictObject(
    {
      provider: v.optional(oneOf(dynamicDnsProviders)),
      server: v.optional(
        v.pipe(
          v.string(mustBe.server),
          v.check((given) => serverText(given, serverPort.dns) !== undefined, mustBe.server),
        ),
      ),
      zone: v.optional(text((given) => domainNameText(given, 1), mustBe.zone)),
      'key-file': v.optional(word(/^\/[^\0]+$/, mustBe['key-file'])),
      ttl: v.optional(whole(0, 86_400, 'must be a number of seconds from 0 to 86400'), 1),
    },
    mustBeTable('ddns'),
  ),
  v.forward(needed('server'), ['server']),
  v.forward(needed('zone'), ['zone']),
  v.forward(needed('key-file'), ['key-file']),
  v.forward(
    v.partialCheck(
      [['provider'], ['server'], ['zone'], ['key-file']],
      (given) =>
        given.provider !== undefined ||
        (given.server ?? given.zone ?? given['key-file']) === undefined,
      mustBeOneOf(dynamicDnsProviders),
    ),
    ['provider'],
  ),
  v.transform(dynamicDnsOf),
)

/** Of a table that has what its provider needs. */
function dynamicDnsOf(given: DynamicDnsTable): DynamicDns {
  const { provider = 'none', server = '', zone = '', 'key-file': keyFile = '', ttl } = given
  const withPort = (port: number) => serverText(server, port) ?? server
  switch (provider) {
    case 'none':
      return { provider }
    case 'rfc2136':
      return { provider, server: withPort(serverPort.dns), zone, keyFile, ttlSeconds: ttl }
    case 'dyndns2':
      return { provider, server: withPort(serverPort.https), keyFile }
    case 'duckdns':
      return { provider, keyFile }
    case 'desec':
      return { provider, keyFile, ttlSeconds: ttl }
    case 'cloudflare':
      return { provider, zone, keyFile, ttlSeconds: ttl }
  }
}

const mustBeUpstream =
  'must be a list of name servers such as ["203.0.113.53"], or be left out for the system\'s'
const resolver = v.pipe(
  v.strictObject(
    {
      /** An endpoint in the result. */
      listen: v.optional(
        text((given) => {
          const endpoint = endpointText(given, 53)
          return endpoint !== undefined && isLoopback(endpoint) ? endpoint : undefined
        }, 'must be a loopback address such as "127.105.67.1"'),
        '127.105.67.1',
      ),
      /** Endpoints in the result; absent: the system's. */
      upstream: v.optional(
        v.pipe(
          v.array(
            text(
              (given) => endpointText(given, 53),
              'must be an address such as "203.0.113.53" or "[2001:db8::53]:5353"',
            ),
            mustBeUpstream,
          ),
          v.minLength(1, mustBeUpstream),
        ),
      ),
      integrate: v.optional(oneOf(['auto', 'resolved', 'resolv.conf', 'none']), 'auto'),
      /** PROTOCOL section 2: what stands before a name to ask whether it speaks VIP. */
      magic: v.optional(
        word(
          /^[A-Za-z][A-Za-z0-9-]{0,31}$/,
          'must be the beginning of a DNS label: up to 32 letters, digits and hyphens',
        ),
        'VIP105067072021-',
      ),
    },
    mustBeTable('resolver'),
  ),
  v.forward(
    v.partialCheck(
      [['listen'], ['upstream']],
      ({ listen, upstream }) => upstream?.includes(listen) !== true,
      'must be other name servers than this resolver itself',
    ),
    ['upstream'],
  ),
)

const trust = v.strictObject(
  { policy: v.optional(oneOf(['ask', 'accept-new', 'dnssec']), 'ask') },
  mustBeTable('trust'),
)

const mobility = v.pipe(
  v.strictObject(
    {
      'partner-seconds': v.optional(
        whole(10, 86_400, 'must be a number of seconds from 10 to 86400'),
        120,
      ),
    },
    mustBeTable('mobility'),
  ),
  v.transform((given) => ({ partnerSeconds: given['partner-seconds'] })),
)

/** Class E, which belongs to VIP (PROTOCOL section 3). */
const vipSpace = { destination: '240.0.0.0', prefixLength: 4 }
/** A smaller one could not give each side of a collision another address. */
const longestVipPrefix = 28

const mappings = v.pipe(
  v.strictObject(
    {
      reclaim: v.optional(oneOf(['reboot', 'lease']), 'reboot'),
      /** PROTOCOL section 6: T_gc, after which a mapping that nobody used is discarded. */
      'lease-seconds': v.optional(
        whole(60, 31_536_000, 'must be a number of seconds from 60 to 31536000 (a year)'),
        604_800,
      ),
      range: v.optional(
        text((given) => {
          const range = ipv4Prefix(given)
          const isUsable =
            range && isWithin(range, vipSpace) && range.prefixLength <= longestVipPrefix
          return isUsable ? range : undefined
        }, 'must be a range inside 240.0.0.0/4 of 16 addresses or more, such as "240.1.0.0/16"'),
        '240.0.0.0/4',
      ),
    },
    mustBeTable('mappings'),
  ),
  v.transform(({ 'lease-seconds': leaseSeconds, ...others }) => ({ ...others, leaseSeconds })),
)

const mustBeName = 'must be this computer\'s full DNS name, such as "laptop.vipip.net"'

export const configurationSchema = v.pipe(
  v.strictObject(
    {
      /** In the result lower case without a final dot. */
      name: text((given) => domainNameText(given, 2), mustBeName),
      network: v.optional(network, {}),
      ddns: v.optional(ddns, {}),
      resolver: v.optional(resolver, {}),
      trust: v.optional(trust, {}),
      mobility: v.optional(mobility, {}),
      mappings: v.optional(mappings, {}),
    },
    // Said of a missing key, and the name is the only one that must be there.
    mustBeName,
  ),
  v.forward(
    v.partialCheck(
      [['name'], ['ddns']],
      ({ name, ddns: dns }) =>
        (dns.provider !== 'rfc2136' && dns.provider !== 'cloudflare') ||
        name === dns.zone ||
        name.endsWith(`.${dns.zone}`),
      'must be the zone that holds this computer\'s name, such as "vipip.net" for "laptop.vipip.net"',
    ),
    ['ddns', 'zone'],
  ),
  v.forward(
    v.partialCheck(
      [['name'], ['ddns']],
      ({ name, ddns: dns }) => dns.provider !== 'duckdns' || /^[^.]+\.duckdns\.org$/.test(name),
      'must be a name of DuckDNS, such as "laptop.duckdns.org", or another provider must be chosen',
    ),
    ['name'],
  ),
)
export type Configuration = v.InferOutput<typeof configurationSchema>

/** The keys of each table, and under the empty name those outside of tables. */
export const configurationKeys: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(configurationSchema.entries),
  network: Object.keys(network.entries),
  ddns: Object.keys(ddns.entries),
  resolver: Object.keys(resolver.entries),
  trust: Object.keys(trust.entries),
  mobility: Object.keys(mobility.entries),
  mappings: Object.keys(mappings.entries),
}
