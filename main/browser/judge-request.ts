// What becomes of a request to the pages' server: every guard in one place, in its order. Pure.
//
// A website that the person visits can make their browser ask 127.0.0.1, also by a name of its own that suddenly means
// 127.0.0.1 (rebinding), and programs of other users can ask, too. So: the Host must be ours, as must the Origin where there
// is one, and all but the link itself needs the session that the link has opened.

export type Refusal =
  | 'other-host'
  | 'other-origin'
  | 'method'
  | 'no-session'
  | 'void-link'
  | 'not-found'
  | 'too-many-windows'

export const refusalStatus: Readonly<Record<Refusal, number>> = {
  'other-host': 421,
  'other-origin': 403,
  method: 405,
  'no-session': 403,
  'void-link': 403,
  'not-found': 404,
  'too-many-windows': 503,
}

/** Of a request, what is judged; undefined where it has no such header. */
export type Asked = {
  method: string
  /** As it came: never decoded, never joined to a path. */
  target: string
  host: string | undefined
  origin: string | undefined
  /** Sec-Fetch-Site and Sec-Fetch-Mode, which no page can forge. */
  fetchSite: string | undefined
  fetchMode: string | undefined
  hasSession: boolean
}

export type Verdict =
  | { kind: 'refused'; refusal: Refusal }
  /** The link with its token, which still has to be the right one. */
  | { kind: 'link'; token: string }
  | { kind: 'page'; path: string }

/** The one address of the windows' channel. */
export const deskPath = '/desk'

const linkPattern = /^\/\?token=([\w-]{1,100})$/

/** @param authority our own, `127.0.0.1:PORT` @param pages by path */
export function judgeRequest(
  asked: Asked,
  authority: string,
  pages: ReadonlyMap<string, unknown>,
): Verdict {
  const foreign = judgeOrigin(asked, authority)
  if (foreign !== undefined) return refused(foreign)
  if (asked.method !== 'GET' && asked.method !== 'HEAD') return refused('method')
  const token = linkPattern.exec(asked.target)?.[1]
  // Who looks whether the link is there must not use it up.
  if (token !== undefined)
    return asked.method === 'GET' ? { kind: 'link', token } : refused('method')
  if (!asked.hasSession) return refused('no-session')
  if (!pages.has(asked.target)) return refused('not-found')
  return { kind: 'page', path: asked.target }
}

/** Of a window's channel. @returns why not, or undefined */
export function judgeWindow(asked: Asked, authority: string): Refusal | undefined {
  const foreign = judgeOrigin(asked, authority)
  if (foreign !== undefined) return foreign
  // A browser always says where a channel comes from.
  if (asked.origin === undefined) return 'other-origin'
  if (asked.method !== 'GET' || asked.target !== deskPath) return 'not-found'
  return asked.hasSession ? undefined : 'no-session'
}

function judgeOrigin(asked: Asked, authority: string): Refusal | undefined {
  if (asked.host !== authority) return 'other-host'
  if (asked.origin !== undefined && asked.origin !== `http://${authority}`) return 'other-origin'
  // Whatever a page of another site loads. To go here, by a link, is the person's act.
  const isElsewhere = asked.fetchSite === 'cross-site' || asked.fetchSite === 'same-site'
  return isElsewhere && asked.fetchMode !== 'navigate' ? 'other-origin' : undefined
}

function refused(refusal: Refusal): Verdict {
  return { kind: 'refused', refusal }
}
