// How pages come into Electron's window: by a scheme of their own, so that they have an origin and headers, as from a
// server. `file:` would have neither, and could reach every file.
import { protocol } from 'electron'
import type { Session } from 'electron'
import type { Pages } from '../browser/built-pages.ts'
import { responseHeaders } from '../browser/response-headers.ts'

export const pagesScheme = 'vip'
export const pagesOrigin = `${pagesScheme}://pages`
export const indexUrl = `${pagesOrigin}/index.html`

/** Windows are told by preload, and connect to nothing. */
export const pageHeaders = responseHeaders("'none'")

/** Before the app is ready. */
export function registerPagesScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: pagesScheme, privileges: { standard: true, secure: true } },
  ])
}

/** For windows of this session. */
export function servePages(session: Session, pages: Pages): void {
  session.protocol.handle(pagesScheme, ({ method, url }) => {
    const { host, pathname } = new URL(url)
    const page = host === 'pages' && method === 'GET' ? pages.get(pathname) : undefined
    if (page === undefined) return new Response(null, { status: 404, headers: pageHeaders })
    const headers = { ...pageHeaders, 'Content-Type': page.type }
    return new Response(new Uint8Array(page.body), { headers })
  })
}

/** Whether an address is one of our pages, whatever stands behind its `#`. */
export function isOwnPage(url: string): boolean {
  return url === indexUrl || url.startsWith(`${indexUrl}#`)
}
