// Who may see the pages: the browser that had the link. The token in the link works once, and becomes a session cookie.
//
// Browsers send a cookie to all ports of 127.0.0.1, so a server of another user on this machine could be shown it. A session
// is therefore good for the one account only that its first connection came from.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** The user number of who holds the other end of a connection; undefined where the kernel does not say. */
export type Account = number | undefined

const SECRET_BYTES = 32

export class SessionGate {
  readonly cookieName: string
  /** Digests, by the account that a token is good for; undefined: whichever. */
  readonly #tokens = new Map<Account, Buffer>()
  /** By the digest of the cookie, so that no secret is compared as a text. */
  readonly #sessions = new Map<string, { account: Account }>()

  /** @param port of the server: cookies of several on one machine must not replace each other */
  constructor(port: number) {
    this.cookieName = `vip-session-${port}`
  }

  /** A token for a link, good for that account, or for whichever comes; the one before of its kind is void. */
  newToken(account?: Account): string {
    const token = newSecret()
    this.#tokens.set(account, digestOf(token))
    return token
  }

  /** @returns the value of the session's cookie; undefined where the token is void */
  exchange(token: string, account: Account): string | undefined {
    const digest = digestOf(token)
    const found = [...this.#tokens].find(([, expected]) => timingSafeEqual(expected, digest))
    if (found === undefined) return undefined
    const [goodFor] = found
    // Whoever only saw the link must not use it up.
    if (goodFor !== undefined && goodFor !== account) return undefined
    this.#tokens.delete(goodFor)
    const session = newSecret()
    this.#sessions.set(digestOf(session).toString('hex'), { account })
    return session
  }

  /** @param cookies the request's Cookie header */
  hasSession(cookies: string | undefined, account: Account): boolean {
    return (cookies ?? '').split(';').some((each) => {
      const [name, value = ''] = each.trim().split('=', 2)
      if (name !== this.cookieName) return false
      const session = this.#sessions.get(digestOf(value).toString('hex'))
      return session !== undefined && session.account === account
    })
  }
}

function newSecret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url')
}

function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
