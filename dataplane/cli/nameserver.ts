// `vip nameserver`: reads options, puts the name server together, and runs it until it is told to stop.
import { parseArgs } from 'node:util'
import { formatEndpoint, parseEndpoint } from '../lib/endpoint.ts'
import type { Endpoint } from '../lib/endpoint.ts'
import { initialZone } from '../nameserver/initial-zone.ts'
import { NameServerError } from '../nameserver/name-server-error.ts'
import { NameServer } from '../nameserver/name-server.ts'
import { Responder } from '../nameserver/responder.ts'
import { readTsigKeys } from '../nameserver/tsig-keys.ts'
import { parseZoneName } from '../nameserver/zone-name.ts'
import { openZoneStore } from '../nameserver/zone-store.ts'
import { UsageError, exitStatus } from './command.ts'
import type { Command } from './command.ts'
import { nameserverText } from './nameserver-text.ts'

const options = {
  zone: { type: 'string', multiple: true },
  key: { type: 'string' },
  listen: { type: 'string', multiple: true },
  address: { type: 'string', multiple: true },
  'state-dir': { type: 'string' },
  'delay-ms': { type: 'string', default: '0' },
  ttl: { type: 'string', default: '60' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

const MAX_DELAY_MS = 10_000
const MAX_TTL_SECONDS = 604_800

export const nameserver: Command = {
  help: nameserverText.help,
  async run(argv) {
    const { values } = parseArgs({ args: [...argv], options })
    if (values.help) {
      process.stdout.write(nameserverText.help)
      return exitStatus.done
    }
    const settings = readSettings(values)
    try {
      await serve(settings)
      return exitStatus.done
    } catch (error) {
      if (!(error instanceof NameServerError)) throw error
      process.stderr.write(nameserverText.failure(error.message))
      return exitStatus.failed
    }
  },
}

type Values = ReturnType<typeof parseArgs<{ options: typeof options }>>['values']
type Settings = ReturnType<typeof readSettings>

/** @throws UsageError */
function readSettings(values: Values) {
  const { zone = [], listen = [], address = [], key, json } = values
  if (zone.length === 0) throw new UsageError(nameserverText.missing('--zone'))
  if (listen.length === 0) throw new UsageError(nameserverText.missing('--listen'))
  if (key === undefined) throw new UsageError(nameserverText.missing('--key'))
  const endpoints = listen.map(requireEndpoint)
  return {
    zones: zone.map(requireZone),
    endpoints,
    addresses: glueAddresses(address, endpoints),
    keyPath: key,
    stateDirectory: values['state-dir'],
    delayMs: wholeNumber('--delay-ms', values['delay-ms'], MAX_DELAY_MS),
    ttlSeconds: wholeNumber('--ttl', values.ttl, MAX_TTL_SECONDS),
    json,
  }
}

/** Until SIGTERM. @throws NameServerError */
async function serve(settings: Settings): Promise<void> {
  const { zones, endpoints, addresses, stateDirectory, delayMs, ttlSeconds, json } = settings
  const keys = readTsigKeys(settings.keyPath)
  const serial = nowSeconds()
  const stores = zones.map((apex) =>
    openZoneStore(initialZone({ apex, addresses, ttlSeconds, serial }), stateDirectory),
  )
  const onError = ({ message }: NameServerError) =>
    process.stderr.write(nameserverText.updateLost(message))
  const responder = new Responder({ stores, keys, nowSeconds, onError })
  const server = new NameServer({ responder, listen: endpoints, delayMs })
  const stopped = stopSignal()
  await server.start()
  const told = { ready: true, zones, listen: endpoints.map(formatEndpoint) }
  process.stdout.write(
    json ? `${JSON.stringify(told)}\n` : nameserverText.ready(told, stateDirectory),
  )
  await stopped
  await server.stop()
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000)
}

/** Resolves at SIGTERM, or SIGINT of a person at the terminal. */
async function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve())
  })
}

function requireEndpoint(text: string): Endpoint {
  const endpoint = parseEndpoint(text)
  if (endpoint === undefined) throw new UsageError(nameserverText.badEndpoint(text))
  return endpoint
}

function requireZone(text: string) {
  const name = parseZoneName(text)
  if (name === undefined) throw new UsageError(nameserverText.badZone(text))
  return name
}

/** Addresses that the zone gives of its name server: those told, else those listened on. */
function glueAddresses(told: readonly string[], listen: readonly Endpoint[]): string[] {
  const addresses = told.length > 0 ? told : listen.map(({ address }) => address)
  const glue = addresses.filter((address) => !['0.0.0.0', '::'].includes(address))
  const unfit = glue.find(
    (address) => !parseEndpoint(address.includes(':') ? `[${address}]` : address),
  )
  if (unfit !== undefined) throw new UsageError(nameserverText.badAddress(unfit))
  if (glue.length === 0) throw new UsageError(nameserverText.noAddress)
  return [...new Set(glue)]
}

function wholeNumber(option: string, text: string, greatest: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (value <= greatest) return value
  throw new UsageError(nameserverText.badNumber(option, text, greatest))
}
