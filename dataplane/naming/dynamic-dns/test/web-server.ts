// An HTTPS server on loopback that answers like a provider, with a certificate for the provider's own name that only
// the test trusts.
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { Server } from 'node:https'
import type { IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { FakeClock } from '../../../lib/fake-clock.ts'
import type { DnsName } from '../../../wire/dns-name.ts'
import type { OwnRecords } from '../own-records.ts'
import { WebClient } from '../web-client.ts'
import { WebProvider } from '../web-provider.ts'
import type { WebDialect } from '../web-provider.ts'

export interface Got {
  method: string
  path: string
  query: Record<string, string>
  headers: IncomingHttpHeaders
  body: unknown
}

export interface Answer {
  status?: number
  headers?: Record<string, string>
  /** JSON unless it is text. */
  body?: unknown
  /** The answer has no end. */
  isEndless?: boolean
}

export class ProviderServer {
  readonly got: Got[] = []
  readonly #folder = mkdtempSync(join(tmpdir(), 'vip-web-'))
  readonly #server: Server
  readonly ca: string
  answer: (request: Got) => Answer = () => ({})

  /** @param host whom the certificate names */
  constructor(host: string) {
    const path = (name: string) => join(this.#folder, name)
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
        ...['-days', '2', '-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`],
        ...['-keyout', path('key'), '-out', path('cert')],
      ],
      { stdio: 'ignore' },
    )
    this.ca = readFileSync(path('cert'), 'utf8')
    this.#server = createServer(
      { key: readFileSync(path('key')), cert: this.ca },
      (request, response) => {
        void text(request).then((body) => {
          const { pathname, searchParams } = new URL(request.url ?? '', 'https://x')
          const got: Got = {
            method: request.method ?? '',
            path: pathname,
            query: Object.fromEntries(searchParams),
            headers: request.headers,
            body: body === '' ? undefined : (JSON.parse(body) as unknown),
          }
          this.got.push(got)
          const { status = 200, headers = {}, body: said = '', isEndless } = this.answer(got)
          response.writeHead(status, headers)
          const bytes = typeof said === 'string' ? said : JSON.stringify(said)
          if (isEndless === true) response.write(bytes)
          else response.end(bytes)
        })
      },
    )
  }

  async start(): Promise<this> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return this
  }

  async stop(): Promise<void> {
    rmSync(this.#folder, { recursive: true })
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  /** A provider of this dialect that talks to this server. */
  providerOf(dialect: WebDialect, secret: string, ca = this.ca): WebProvider {
    const keyPath = join(this.#folder, 'secret')
    writeFileSync(keyPath, `${secret}\n`, { mode: 0o600 })
    const { port } = this.#server.address() as AddressInfo
    const client = new WebClient({
      clock: new FakeClock(),
      addressesOf: () => Promise.resolve([]),
      instead: { endpoint: { address: '127.0.0.1', port }, ca },
    })
    return new WebProvider({ client, dialect, keyPath, askZone: () => Promise.resolve(undefined) })
  }
}

export const magicPrefix = 'VIP105067072021-'

export function recordsOf(name: string, changes: Partial<OwnRecords> = {}): OwnRecords {
  return {
    name: `${name}.` as DnsName,
    addresses: ['192.0.2.1', '2001:db8::1', '192.0.2.2'],
    vip: '240.1.2.3',
    port: 10567,
    defaultPort: 10567,
    hostKey: new Uint8Array(32).fill(7),
    ...changes,
  }
}

export function publishWith(provider: WebProvider, records: OwnRecords) {
  return provider.publish(records, { signal: new AbortController().signal, onSent: () => {} })
}

export function withdrawWith(provider: WebProvider, records: OwnRecords) {
  return provider.withdraw(records, { signal: new AbortController().signal, onSent: () => {} })
}
