// `node bench/page-updates.ts`: how long the pages' thread takes for one update of the two pages that live: an event of a
// handover with 50 partners and 1,000 events, and 50 ms of a stream's points, with the drawing that follows. Script, style and
// layout; without the painting, which is another thread's. And how long it takes until a browser that has never seen the pages
// shows the first one. By the clock, so only on a machine that does nothing else. In the
// machine's own Chromium, after `npm run build`.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { chromium } from 'playwright'
import type { Page } from 'playwright'
import { installedProgram } from '../dataplane/lab/installed-program.ts'
import { usualDesk } from '../renderer/test/sample-desk.ts'
import { sampleLab, sampleStream } from '../renderer/test/sample-lab.ts'
import { hugeMove } from '../renderer/test/sample-receipts.ts'
import { installScriptedBridge } from '../renderer/test/scripted-bridge.ts'
import type { ScriptedWindow } from '../renderer/test/scripted-bridge.ts'

const updateBarMs = 4
const firstPageBarMs = 1000
const warmUp = 15
const updates = 60
const firstPages = 20
const pages = join(import.meta.dirname, '../out/renderer')

type Sent = Parameters<ScriptedWindow['send']>[0]
type Change = Extract<Sent, { kind: 'changes' }>['changes'][number]

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
}

const site = createServer((request, response) => {
  const path = request.url === '/' ? '/index.html' : (request.url ?? '/')
  readFile(join(pages, path)).then(
    (body) => response.setHeader('content-type', types[extname(path)] ?? 'text/plain').end(body),
    () => response.writeHead(404).end(),
  )
})
await new Promise<void>((listening) => site.listen(0, '127.0.0.1', listening))
const origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`
const program = installedProgram('chromium')
if (program === undefined) throw new Error('chromium is not installed')
const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
const browser = await chromium.launch({ executablePath: program, args })

tell('the first page', firstPageBarMs, await measureFirstPage())
tell('an event of a running handover, 50 partners', updateBarMs, await measureHandover())
tell('50 ms of a stream, both directions', updateBarMs, await measureStream())
tell('drawing by animation frames meanwhile', updateBarMs, await measureFrames())

await browser.close()
site.close()

/** From the address's being called to the first frame with the page's heading; nothing is cached, and its process is new. */
async function measureFirstPage(): Promise<number[]> {
  const times: number[] = []
  for (let time = 0; time < firstPages; time += 1) {
    const page = await open('', usualDesk())
    times.push(await page.evaluate(() => (globalThis as unknown as { shownAt: number }).shownAt))
    await page.close()
  }
  return times
}

async function measureHandover(): Promise<number[]> {
  const move = { ...hugeMove(), state: 'running' as const, startedAt: Date.now() - 200 }
  const page = await open('#/handovers', { ...usualDesk(), handovers: [move] })
  const changes = Array.from({ length: warmUp + updates }, (_, at): Change[] => {
    // A receipt comes whole each time, as from a socket: nothing of it is the same object.
    const partner = move.partners[at % move.partners.length]!
    partner.events.push({ at: 60 + at, what: 'hint-sent', detail: '203.0.113.9:10567' })
    return [{ part: 'handover', value: structuredClone(move) }]
  })
  return timesOf(page, changes)
}

async function measureStream(): Promise<number[]> {
  return timesOf(await openStream(), streamChanges())
}

async function measureFrames(): Promise<number[]> {
  const page = await openStream()
  await timesOf(page, streamChanges(), 50)
  return page.evaluate(() => (globalThis as unknown as { frameTimes: number[] }).frameTimes)
}

async function openStream(): Promise<Page> {
  return open('#/lab', { ...usualDesk(), lab: sampleLab() })
}

function streamChanges(): Change[][] {
  return Array.from({ length: warmUp + updates }, (_, at): Change[] => [
    { part: 'stream-points', value: sampleStream({ fromMs: at * 50, toMs: at * 50 + 50 }) },
  ])
}

async function open(hash: string, state: ReturnType<typeof usualDesk>): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } })
  await page.addInitScript(installScriptedBridge, { state })
  await page.addInitScript(noteFirstFrame)
  await page.addInitScript(noteFrameTimes)
  await page.goto(`${origin}/${hash}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForFunction(() => 'shownAt' in globalThis)
  return page
}

/** Runs in the page. */
function noteFirstFrame(): void {
  const { document, requestAnimationFrame } = globalThis as unknown as {
    document: { querySelector: (selector: string) => unknown }
    requestAnimationFrame: (step: () => void) => void
  }
  const look = () => {
    // The frame in which it was drawn is over when the next one begins.
    if (document.querySelector('h1') === null) requestAnimationFrame(look)
    else requestAnimationFrame(() => Object.assign(globalThis, { shownAt: performance.now() }))
  }
  look()
}

/** Runs in the page. */
function noteFrameTimes(): void {
  type Frames = { requestAnimationFrame: (step: (time: number) => void) => number }
  const times: number[] = []
  const next = (globalThis as unknown as Frames).requestAnimationFrame.bind(globalThis)
  const noted: typeof next = (step) =>
    next((time) => {
      const from = performance.now()
      step(time)
      // The drawing itself follows in a microtask.
      queueMicrotask(() => times.push(performance.now() - from))
    })
  Object.assign(globalThis, { frameTimes: times, requestAnimationFrame: noted })
}

/** In ms, of each update behind the first ones. */
async function timesOf(page: Page, changes: readonly Change[][], pauseMs = 0): Promise<number[]> {
  const times = await page.evaluate(
    async ([frames, waitMs]) => {
      const { vipScript, document } = globalThis as unknown as {
        vipScript: ScriptedWindow
        document: { body: { getBoundingClientRect: () => void } }
      }
      const taken: number[] = []
      for (const each of frames) {
        const from = performance.now()
        vipScript.send({ kind: 'changes', changes: each })
        // What React does with it follows in microtasks.
        for (let turn = 0; turn < 8; turn += 1) await Promise.resolve()
        document.body.getBoundingClientRect()
        taken.push(performance.now() - from)
        await new Promise((resolve) => setTimeout(resolve, waitMs))
      }
      return taken
    },
    [changes, pauseMs] as const,
  )
  return times.slice(warmUp)
}

function tell(what: string, barMs: number, times: readonly number[]): void {
  const sorted = times.toSorted((one, other) => one - other)
  const at = (part: number) => (sorted[Math.floor((sorted.length - 1) * part)] ?? 0).toFixed(2)
  const median = Number(at(0.5))
  process.stdout.write(
    `${what}: median ${at(0.5)} ms, 95 % ${at(0.95)} ms, worst ${at(1)} ms; ` +
      `bar ${barMs} ms: ${median <= barMs ? 'reached' : 'missed'} (${times.length} times)\n`,
  )
}
