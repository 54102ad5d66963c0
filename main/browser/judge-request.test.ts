import { expect, it } from 'vitest'
import { judgeRequest, judgeWindow } from './judge-request.ts'
import type { Asked } from './judge-request.ts'

const authority = '127.0.0.1:4711'
const pages = new Map([
  ['/', 'index'],
  ['/assets/index.js', 'script'],
])

const good: Asked = {
  method: 'GET',
  target: '/',
  host: authority,
  origin: undefined,
  fetchSite: undefined,
  fetchMode: undefined,
  hasSession: true,
}

const judge = (asked: Partial<Asked>) => judgeRequest({ ...good, ...asked }, authority, pages)
const refused = (refusal: string) => ({ kind: 'refused', refusal })

it('lets the pages through to a browser that has the session', () => {
  expect(judge({})).toEqual({ kind: 'page', path: '/' })
  expect(judge({ target: '/assets/index.js', method: 'HEAD' })).toMatchObject({ kind: 'page' })
  expect(judge({ origin: `http://${authority}` })).toMatchObject({ kind: 'page' })
  expect(judge({ fetchSite: 'cross-site', fetchMode: 'navigate' })).toMatchObject({ kind: 'page' })
})

it.each([
  'evil.example:4711',
  'localhost:4711',
  '127.0.0.1',
  '127.0.0.1:80',
  '[::1]:4711',
  undefined,
])('refuses the host %s, with or without a session or a token', (host) => {
  expect(judge({ host })).toEqual(refused('other-host'))
  expect(judge({ host, target: '/?token=abc', hasSession: false })).toEqual(refused('other-host'))
  expect(judgeWindow({ ...good, host, target: '/desk' }, authority)).toBe('other-host')
})

it.each(['null', 'https://evil.example', 'http://127.0.0.1:4712', `https://${authority}`])(
  'refuses what the origin %s asks for',
  (origin) => {
    expect(judge({ origin })).toEqual(refused('other-origin'))
    const window = { ...good, origin, target: '/desk' }
    expect(judgeWindow(window, authority)).toBe('other-origin')
  },
)

it.each(['cross-site', 'same-site'])(
  'refuses what a page that is %s loads from here',
  (fetchSite) => {
    expect(judge({ fetchSite, fetchMode: 'no-cors' })).toEqual(refused('other-origin'))
    expect(judge({ fetchSite, fetchMode: undefined })).toEqual(refused('other-origin'))
  },
)

it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT', 'get', ''])(
  'refuses the method %s',
  (method) => {
    expect(judge({ method })).toEqual(refused('method'))
    expect(judge({ method, target: '/?token=abc' })).toEqual(refused('method'))
  },
)

it('does not use a link up for a HEAD', () => {
  expect(judge({ method: 'HEAD', target: '/?token=abc' })).toEqual(refused('method'))
})

it('shows nothing without a session, not even what there is', () => {
  expect(judge({ hasSession: false })).toEqual(refused('no-session'))
  expect(judge({ hasSession: false, target: '/nothing' })).toEqual(refused('no-session'))
})

it.each([
  ...['/../package.json', '/assets/../../package.json', '/%2e%2e/package.json', '//etc/passwd'],
  ...['/assets/index.js?x=1', '/?token=', `/?token=${'a'.repeat(200)}`, '/?token=a&b=c', '/INDEX'],
  ...[`http://${authority}/`, '*', '', '/assets/index.js\0', '/assets', '/assets/', '/__proto__'],
])('has nothing at %j', (target) => {
  expect(judge({ target })).toEqual(refused('not-found'))
})

it('takes a token from one shape of address alone', () => {
  const link = { kind: 'link', token: 'a-Z_9' }
  expect(judge({ target: '/?token=a-Z_9', hasSession: false })).toEqual(link)
})

it('opens a window for our own pages alone', () => {
  const window = { ...good, origin: `http://${authority}`, target: '/desk' }
  expect(judgeWindow(window, authority)).toBeUndefined()
  expect(judgeWindow({ ...window, origin: undefined }, authority)).toBe('other-origin')
  expect(judgeWindow({ ...window, hasSession: false }, authority)).toBe('no-session')
  expect(judgeWindow({ ...window, target: '/desk/' }, authority)).toBe('not-found')
  expect(judgeWindow({ ...window, target: '/' }, authority)).toBe('not-found')
})
