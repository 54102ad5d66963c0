// The keys of the configuration file as a form has them: by table, each with the kind of its value. The schema says what is
// right (dataplane/contract/configuration.ts); here is only how a value is typed or chosen.
import { defaultPort, dynamicDnsProviders } from '../../dataplane/contract/configuration.ts'

export type SettingsKey = {
  /** Empty for what stands outside of tables. */
  table: string
  key: string
  value:
    /** `usual`: what is in force where the file has no such key, as one would type it; null where nothing is. */
    | { is: 'text'; usual: string | null }
    | { is: 'number'; usual: string }
    | { is: 'list'; usual: string | null }
    | { is: 'choice'; usual: string; choices: readonly string[] }
}

export type SettingsTable = { table: string; keys: readonly SettingsKey[] }

type Value = SettingsKey['value']
const text = (usual: string | null = null): Value => ({ is: 'text', usual })
const number = (usual: number): Value => ({ is: 'number', usual: String(usual) })
const list = (usual: string | null): Value => ({ is: 'list', usual })
const choice = (usual: string, choices: readonly string[]): Value => ({
  is: 'choice',
  usual,
  choices,
})

const valuesOfTables: Readonly<Record<string, Readonly<Record<string, Value>>>> = {
  '': { name: text() },
  network: {
    port: number(defaultPort),
    interfaces: list('*'),
    tun: text('vip0'),
    'rekey-seconds': number(3600),
  },
  ddns: {
    provider: choice('none', dynamicDnsProviders),
    server: text(),
    zone: text(),
    'key-file': text(),
    ttl: number(1),
  },
  resolver: {
    listen: text('127.105.67.1'),
    upstream: list(null),
    integrate: choice('auto', ['auto', 'resolved', 'resolv.conf', 'none']),
    magic: text('VIP105067072021-'),
  },
  trust: { policy: choice('ask', ['ask', 'accept-new', 'dnssec']) },
  mobility: { 'partner-seconds': number(120) },
  mappings: {
    reclaim: choice('reboot', ['reboot', 'lease']),
    'lease-seconds': number(604_800),
    range: text('240.0.0.0/4'),
  },
}

export const settingsTables: readonly SettingsTable[] = Object.entries(valuesOfTables).map(
  ([table, values]) => ({
    table,
    keys: Object.entries(values).map(([key, value]) => ({ table, key, value })),
  }),
)

/** As problems name it: `network.port`. */
export function dottedKey({ table, key }: Pick<SettingsKey, 'table' | 'key'>): string {
  return table === '' ? key : `${table}.${key}`
}
