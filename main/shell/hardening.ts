// What no content of a window may do, whatever it became (Electron's security checklist): leave its pages, open windows,
// load from elsewhere, ask for permissions.
import type { Session, WebContents } from 'electron'
import { isOwnPage, pagesOrigin } from './pages-protocol.ts'

/** For the button that copies. */
const allowedPermission = 'clipboard-sanitized-write'

export function hardenSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) =>
    answer(permission === allowedPermission),
  )
  session.setPermissionCheckHandler((_contents, permission) => permission === allowedPermission)
  session.setDevicePermissionHandler(() => false)
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !mayLoad(url) }))
  // Files that a page has made itself, such as an exported timeline.
  session.on('will-download', (event, item) => {
    if (!isOwnBlob(item.getURL())) event.preventDefault()
  })
}

export function hardenContents(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.on('will-navigate', (event) => {
    if (!isOwnPage(event.url)) event.preventDefault()
  })
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isOwnPage(event.url)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => event.preventDefault())
}

function mayLoad(url: string): boolean {
  return url.startsWith(`${pagesOrigin}/`) || isOwnBlob(url)
}

function isOwnBlob(url: string): boolean {
  return url.startsWith(`blob:${pagesOrigin}/`)
}
