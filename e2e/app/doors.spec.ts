// Who gets to the pages of a real `vip ui`, and who does not: the one link, another website, another user of this machine.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { vipCommand } from '../lab/lab-cli.ts'
import { rootIsMissing } from '../lab/lab-machine.ts'
import { missingProgram } from '../lab/missing-program.ts'
import { browserMissing, openBrowser } from './support/browser.ts'
import { VipUi, uiNotBuilt } from './support/vip-ui.ts'

const reason = uiNotBuilt ?? browserMissing
const noTerminal = missingProgram('script')
const NOBODY = '65534'

describe.runIf(reason === undefined)(`doors${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let browser: Browser
  let ui: VipUi
  let website: Server

  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.close()
  })
  beforeEach(async () => {
    ui = await VipUi.start('--lab-name', 'spec-doors', '--run-dir', '/nonexistent')
    website = createServer((_, response) => {
      response.setHeader('Content-Type', 'text/html').end('<title>elsewhere</title>')
    }).listen(0, '127.0.0.1')
    await once(website, 'listening')
  })
  afterEach(async () => {
    website.close()
    await ui.stop()
  })

  const websiteUrl = () => `http://127.0.0.1:${(website.address() as AddressInfo).port}/`

  /** A page of the browser that has used the link. */
  async function openPages() {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(ui.link)
    await page.waitForURL(`${ui.origin}/`)
    return { context, page }
  }

  test('the link opens the pages in one browser, and tells another one what to do', async () => {
    const { context, page } = await openPages()
    expect(await page.title()).toContain('VIP')
    await page.reload()
    expect(new URL(page.url()).search).toBe('')
    const other = await browser.newPage()
    const answer = await other.goto(ui.link)
    expect(answer?.status()).toBe(403)
    expect(await other.locator('body').innerText()).toContain('start "vip ui" again')
    expect((await other.goto(`${ui.origin}/`))?.status()).toBe(403)
    await other.close()
    await context.close()
  })

  test('a script of the pages cannot read the session', async () => {
    const { context, page } = await openPages()
    expect(await page.evaluate(() => document.cookie)).toBe('')
    expect(await context.cookies()).toMatchObject([{ httpOnly: true, sameSite: 'Strict' }])
    await context.close()
  })

  test('another website in the same browser gets nothing: no file, no channel, no frame', async () => {
    const { context } = await openPages()
    const page = await context.newPage()
    await page.goto(websiteUrl())
    const got = await page.evaluate(async (origin) => {
      const read = fetch(`${origin}/`, { credentials: 'include' }).then(
        () => 'read',
        () => 'refused',
      )
      const socket = new Promise((resolve) => {
        const channel = new WebSocket(`${origin.replace('http', 'ws')}/desk`)
        channel.addEventListener('open', () => resolve('open'))
        channel.addEventListener('error', () => resolve('refused'))
      })
      const script = new Promise((resolve) => {
        const element = document.createElement('script')
        element.src = `${origin}/index.html`
        element.addEventListener('load', () => resolve('loaded'))
        element.addEventListener('error', () => resolve('refused'))
        document.head.append(element)
      })
      return Promise.all([read, socket, script])
    }, ui.origin)
    expect(got).toEqual(['refused', 'refused', 'refused'])
    await page.evaluate((origin) => {
      const frame = document.createElement('iframe')
      frame.src = `${origin}/`
      document.body.append(frame)
      return new Promise((resolve) => frame.addEventListener('load', resolve))
    }, ui.origin)
    const framed = page.frames().find((frame) => frame !== page.mainFrame())
    expect(await framed?.evaluate(() => document.getElementById('root'))).toBeNull()
    await context.close()
  })

  test('a name that means 127.0.0.1 leads nowhere', async () => {
    const rebound = ui.link.replace('127.0.0.1', 'localhost')
    const page = await browser.newPage()
    const answer = await page.goto(rebound)
    expect(answer?.status()).toBe(421)
    expect(await page.locator('body').innerText()).toContain(
      `${ui.origin}/ and under no other name`,
    )
    await page.close()
    // And the link is not used up by it.
    const { context } = await openPages()
    await context.close()
  })

  const noOther = rootIsMissing ?? missingProgram('curl', 'setpriv')

  test.runIf(noOther === undefined)(
    `another user of this machine cannot use the session, though they had its cookie${noOther ? ` (skipped: ${noOther})` : ''}`,
    async () => {
      const { context } = await openPages()
      const [cookie] = await context.cookies()
      const header = `Cookie: ${cookie!.name}=${cookie!.value}`
      const curl = ['curl', '-sS', '-o', '/dev/null', '-w', '%{http_code}', '-H', header]
      const asNobody = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--']
      const statusOf = async ([program = '', ...argv]: readonly string[]) =>
        text(spawn(program, argv, { stdio: ['ignore', 'pipe', 'inherit'] }).stdout)
      expect(await statusOf([...curl, `${ui.origin}/`])).toBe('200')
      expect(await statusOf([...asNobody, ...curl, `${ui.origin}/`])).toBe('403')
      await context.close()
    },
  )

  test.runIf(noTerminal === undefined)(
    `Enter at its terminal prints another link, and the one before is void${noTerminal ? ` (skipped: ${noTerminal})` : ''}`,
    async () => {
      const words = ['ui', '--no-open', '--lab-name', 'spec-doors', '--run-dir', '/nonexistent']
      const command = vipCommand(...words)
        .map((word) => `'${word}'`)
        .join(' ')
      // A shell that stayed in between would get the Ctrl-C, too, and die of it.
      const argv = ['--quiet', '--return', '--command', `exec ${command}`, '/dev/null']
      const child = spawn('script', argv, { stdio: ['pipe', 'pipe', 'inherit'] })
      const ended = once(child, 'close')
      const links = linksIn(child.stdout)
      const first = await links()
      child.stdin.write('\n')
      const second = await links()
      expect((await fetch(first)).status).toBe(403)
      expect((await fetch(second)).status).toBe(200)
      // Ctrl-C, by the terminal.
      child.stdin.write('\x03')
      expect(await ended).toEqual([0, null])
    },
  )

  test('ends when whoever started it is killed', async () => {
    const command = [...vipCommand('ui', '--no-open', '--run-dir', '/nonexistent')]
    const script = '"$@" & exec sleep infinity'
    const child = spawn('sh', ['-c', script, 'sh', ...command], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const link = await linksIn(child.stdout)()
    child.kill('SIGKILL')
    const answer = () =>
      fetch(new URL('/', link)).then(
        ({ status }) => status,
        () => 'nobody',
      )
    await expect.poll(answer, { timeout: 10_000 }).toBe('nobody')
  })

  test('ends with a signal, and its windows say so', async () => {
    const { context, page } = await openPages()
    ui.child.kill('SIGHUP')
    expect(await ui.whenEnded()).toBe(0)
    await page.getByText('The program that served this page has ended').first().waitFor()
    await page.getByRole('banner').getByRole('link', { name: 'Not connected' }).waitFor()
    await context.close()
  })
})

/** @returns resolves with the next link that is printed */
function linksIn(output: Readable): () => Promise<string> {
  const lines = createInterface({ input: output })[Symbol.asyncIterator]()
  return async () => {
    for (;;) {
      const { value, done } = await lines.next()
      if (done === true) throw new Error('it ended without a link')
      const link = /http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+/.exec(String(value))
      if (link !== null) return link[0]
    }
  }
}
