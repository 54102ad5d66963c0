// What a window's content may not do, whatever it tries.
import { beforeAll, describe, expect, it } from 'vitest'
import { session as realSession } from 'electron'
import type { WebContents } from 'electron'
import { BrowserWindow, emitPreventable, protocol, session } from './electron-fake.ts'
import type { Pages } from '../browser/built-pages.ts'
import { hardenContents, hardenSession } from '../shell/hardening.ts'
import {
  indexUrl,
  isOwnPage,
  pageHeaders,
  registerPagesScheme,
  servePages,
} from '../shell/pages-protocol.ts'

const { defaultSession } = session
const index = { type: 'text/html; charset=utf-8', body: Buffer.from('<p>') }
const pages: Pages = new Map([
  ['/index.html', index],
  ['/assets/a.js', { type: 'text/javascript', body: Buffer.from('1') }],
])

beforeAll(() => {
  registerPagesScheme()
  hardenSession(realSession.defaultSession)
  servePages(realSession.defaultSession, pages)
})

describe('a session', () => {
  it('lets pages write what was copied to the clipboard, and do nothing else', () => {
    const asked = ['clipboard-sanitized-write', 'clipboard-read', 'media', 'openExternal', 'hid']
    const answers = asked.map((permission) => {
      let isGranted: boolean | undefined
      defaultSession.permissionRequest?.(null, permission, (granted) => (isGranted = granted))
      expect(defaultSession.permissionCheck?.(null, permission)).toBe(isGranted)
      return isGranted
    })
    expect(answers).toEqual([true, false, false, false, false])
    expect(defaultSession.deviceCheck?.()).toBe(false)
  })

  it.each([
    ['vip://pages/assets/a.js', true],
    ['blob:vip://pages/0a1b', true],
    ['vip://pages.evil.test/', false],
    ['https://example.org/', false],
    ['file:///etc/passwd', false],
    ['blob:https://example.org/0a1b', false],
    ['data:text/html,x', false],
    ['devtools://devtools/', false],
  ])('loads %s: %j', (url, mayLoad) => {
    let cancel: boolean | undefined
    defaultSession.beforeRequest?.({ url }, (answer) => (cancel = answer.cancel))
    expect(cancel).toBe(!mayLoad)
  })

  it('saves what a page has made itself, and no other file', () => {
    const saves = (url: string): boolean => {
      let isPrevented = false
      const event = { preventDefault: () => (isPrevented = true) }
      defaultSession.emit('will-download', event, { getURL: () => url })
      return !isPrevented
    }
    expect(saves('blob:vip://pages/0a1b')).toBe(true)
    expect(saves('https://example.org/virus')).toBe(false)
  })
})

describe('contents', () => {
  const { webContents } = new BrowserWindow({})
  hardenContents(webContents as unknown as WebContents)

  it('open no window and hold no other page', () => {
    expect(webContents.openHandler?.({ url: indexUrl })).toEqual({ action: 'deny' })
    expect(emitPreventable(webContents, 'will-attach-webview')).toBe(false)
    expect(emitPreventable(webContents, 'will-redirect', { url: indexUrl })).toBe(false)
  })

  it.each([
    [indexUrl, true],
    [`${indexUrl}#/peers`, true],
    [`${indexUrl}?x`, false],
    ['vip://pages/assets/a.js', false],
    ['https://example.org/', false],
  ])('go to %s: %j', (url, may) => {
    expect(emitPreventable(webContents, 'will-navigate', { url })).toBe(may)
    const inMain = { url, isMainFrame: true }
    expect(emitPreventable(webContents, 'will-frame-navigate', inMain)).toBe(may)
    const inside = { url, isMainFrame: false }
    expect(emitPreventable(webContents, 'will-frame-navigate', inside)).toBe(false)
    expect(isOwnPage(url)).toBe(may)
  })
})

describe('pages', () => {
  const ask = async (url: string, method = 'GET') => {
    const answer = await defaultSession.schemes.get('vip')?.(new Request(url, { method }))
    if (answer === undefined) throw new Error('nobody answers')
    return answer
  }

  it('have an origin, and headers that forbid all but their own files', async () => {
    expect(protocol.privileged).toEqual([
      { scheme: 'vip', privileges: { standard: true, secure: true } },
    ])
    const answer = await ask(`${indexUrl}#/peers`)
    expect(await answer.text()).toBe('<p>')
    expect(answer.headers.get('Content-Type')).toBe(index.type)
    const policy = answer.headers.get('Content-Security-Policy')
    expect(policy).toBe(pageHeaders['Content-Security-Policy'])
    expect(policy).toContain("default-src 'self'; connect-src 'none'")
    expect(policy).not.toContain('unsafe')
  })

  it.each([
    ['vip://pages/'],
    ['vip://pages/../../etc/passwd'],
    ['vip://pages/%2e%2e/%2e%2e/etc/passwd'],
    ['vip://other/index.html'],
    ['vip://pages/assets'],
  ])('are those that there are, and not %s', async (url) => {
    const answer = await ask(url)
    expect(answer.status).toBe(404)
    expect(answer.headers.get('Content-Security-Policy')).not.toBeNull()
  })

  it('are read alone', async () => {
    expect((await ask(indexUrl, 'POST')).status).toBe(404)
  })
})
