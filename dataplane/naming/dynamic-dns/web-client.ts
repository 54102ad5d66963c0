// Requests to providers on the web: HTTPS alone, redirects not followed, answers bounded in size and time; and what in
// a network answers in a provider's place, such as a login page, is recognised.
import type { RequestOptions } from 'node:https'
import type { IncomingMessage } from 'node:http'
import { isIPv6 } from 'node:net'
import type { LookupFunction } from 'node:net'
import type { Clock } from '../../lib/clock.ts'
import type { Endpoint } from '../../lib/endpoint.ts'
import { maxRetryAfterMs, maxWebAnswerBytes, outOfOrderMs, webRequestMs } from './limits.ts'
import type { DynamicDnsProblem } from './problems.ts'

export interface WebRequest {
  method: 'GET' | 'POST' | 'PATCH'
  /** May hold a token: never told to anybody else. */
  path: string
  headers: Readonly<Record<string, string>>
  /** Sent as JSON. */
  json?: unknown
}

export type WebResult =
  { ok: true; status: number; body: string } | { ok: false; problem: DynamicDnsProblem }

export interface WebClientOptions {
  clock: Clock
  addressesOf: (host: string) => Promise<readonly string[]>
  /** Tests have servers of their own; the certificate is checked all the same, against `ca`. */
  instead?: { endpoint: Endpoint; ca: string }
}

const httpsPort = 443
/** No-IP wants "Company NameOfProgram/OSVersion-ReleaseVersion". */
const userAgent = 'VIP vip/Linux-0.1.0'

export class WebClient {
  readonly #options: WebClientOptions

  constructor(options: WebClientOptions) {
    this.#options = options
  }

  /** @param server `host:port` or `host` */
  async send(server: string, what: WebRequest, signal: AbortSignal): Promise<WebResult> {
    const { clock, instead } = this.#options
    const [, host = server, port = String(httpsPort)] = /^(.*?)(?::(\d+))?$/.exec(server) ?? []
    const body = what.json === undefined ? undefined : JSON.stringify(what.json)
    const ended = new AbortController()
    const cancelTimer = clock.after(webRequestMs, () => ended.abort(new Error('ETIMEDOUT')))
    try {
      const options: RequestOptions = {
        host,
        port: instead?.endpoint.port ?? Number(port),
        servername: host,
        ...(instead === undefined ? {} : { ca: instead.ca }),
        lookup: this.#lookup(),
        agent: false,
        method: what.method,
        path: what.path,
        headers: {
          'User-Agent': userAgent,
          ...what.headers,
          ...(body === undefined
            ? {}
            : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }),
        },
        signal: AbortSignal.any([signal, ended.signal]),
      }
      return judge(host, await exchange(options, body))
    } catch (error) {
      return { ok: false, problem: problemOf(host, error as NodeJS.ErrnoException) }
    } finally {
      cancelTimer()
    }
  }

  #lookup(): LookupFunction {
    const { addressesOf, instead } = this.#options
    return (host, options, found) => {
      const known =
        instead === undefined ? addressesOf(host) : Promise.resolve([instead.endpoint.address])
      void known.then((addresses) => {
        const all = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }))
        const [first] = all
        if (first === undefined) {
          const error: NodeJS.ErrnoException = new Error(`no address of ${host} is known`)
          error.code = 'ENOTFOUND'
          found(error, '')
        } else if (options.all === true) found(null, all)
        else found(null, first.address, first.family)
      })
    }
  }
}

interface Answer {
  status: number
  contentType: string
  retryAfter: string
  body: string
}

async function exchange(options: RequestOptions, body: string | undefined): Promise<Answer> {
  // Loaded here: few hosts have such a provider, and it takes 10 ms of the helper's start.
  const { request } = await import('node:https')
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const sent = request(options, (incoming) => {
    readAll(incoming).then((text) => {
      const { headers, statusCode: status = 0 } = incoming
      const contentType = headers['content-type'] ?? ''
      resolve({ status, contentType, retryAfter: headers['retry-after'] ?? '', body: text })
    }, reject)
  })
  sent.on('error', reject)
  sent.end(body)
  return promise
}

/** The rest is left unread. */
async function readAll(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > maxWebAnswerBytes) break
  }
  return Buffer.concat(chunks).subarray(0, maxWebAnswerBytes).toString('utf8')
}

function judge(server: string, { status, contentType, retryAfter, body }: Answer): WebResult {
  const isRedirect = status >= 300 && status < 400
  // RFC 6585 section 6.
  const wantsLogin = status === 511
  const isPage = contentType.startsWith('text/html') || body.trimStart().startsWith('<')
  // What is broken behind a provider's front says so in a page, too.
  const isBroken = status >= 500 && !wantsLogin
  if (isBroken) return { ok: false, problem: { code: 'broken', server, status } }
  if (isRedirect || wantsLogin || isPage) {
    return { ok: false, problem: { code: 'captive-portal', server } }
  }
  if (status === 429) {
    const seconds = Number(retryAfter)
    const waitMs = seconds > 0 ? Math.min(seconds * 1000, maxRetryAfterMs) : outOfOrderMs
    return { ok: false, problem: { code: 'too-often', server, waitMs } }
  }
  return { ok: true, status, body }
}

const noRoute = ['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'ENETDOWN']
const ofCertificate = /^(ERR_TLS|ERR_SSL|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/

function problemOf(server: string, { code = '' }: NodeJS.ErrnoException): DynamicDnsProblem {
  if (code === 'ENOTFOUND') return { code: 'server-unknown', server }
  if (noRoute.includes(code)) return { code: 'no-route', server }
  if (code === 'ECONNREFUSED') return { code: 'nobody-listens', server }
  if (ofCertificate.test(code)) return { code: 'certificate', server, detail: code }
  return { code: 'no-answer', server }
}
