import {
  chmodSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../lib/clock.ts'
import type { Clock } from '../lib/clock.ts'
import { FakeClock } from '../lib/fake-clock.ts'
import { temporaryFolder } from '../lib/temporary-folder.ts'
import { openConfiguration } from './configuration-file.ts'
import type { ConfigurationEvent, ConfigurationFile } from './configuration-file.ts'
import { settleMs } from './limits.ts'

const withPort = (port: number | string) => `name = "a.vipip.net"\nnetwork.port = ${port}\n`
const bad = withPort(99_999)

let path: string
beforeEach(() => {
  path = join(temporaryFolder(), 'vip.toml')
  writeFileSync(path, withPort(1))
})

function open(clock: Clock = systemClock): ConfigurationFile {
  const opened = openConfiguration(path, clock)
  if (!opened.ok) throw new Error(opened.problems[0]?.problem)
  onTestFinished(() => opened.file.stop())
  return opened.file
}

/** The next event that the file tells. */
class Events {
  readonly told: ConfigurationEvent[] = []
  #wake = Promise.withResolvers<void>()

  readonly tell = (event: ConfigurationEvent) => {
    this.told.push(event)
    this.#wake.resolve()
  }

  async next(): Promise<string> {
    if (this.told.length === 0) await this.#wake.promise
    this.#wake = Promise.withResolvers()
    const event = this.told.shift()
    return event?.kind === 'changed'
      ? `changed ${event.previous.network.port} to ${event.configuration.network.port}`
      : String(event?.kind)
  }
}

test('a file that is wrong at the start opens nothing, and says why', () => {
  writeFileSync(path, bad)
  expect(openConfiguration(path, systemClock)).toMatchObject({
    ok: false,
    problems: [{ file: path, line: 2, column: 16, key: 'network.port' }],
  })
})

test('the last good one stays in force; each bad one is told once, and its repair', () => {
  const file = open()
  const events = new Events()
  file.start(events.tell)
  const reloaded = (text: string) => {
    writeFileSync(path, text)
    file.reload()
    return events.told.splice(0).map(({ kind }) => kind)
  }
  expect(events.told).toEqual([])
  expect(reloaded(bad)).toEqual(['refused'])
  expect(file.configuration.network.port).toBe(1)
  expect(file.problems).toHaveLength(1)
  expect(reloaded(bad)).toEqual([])
  expect(reloaded(withPort(0))).toEqual(['refused'])
  expect(reloaded(withPort(1))).toEqual(['repaired'])
  expect(file.problems).toEqual([])
  expect(reloaded(`# a comment changes nothing\n${withPort(1)}`)).toEqual([])
  expect(reloaded(bad)).toEqual(['refused'])
  expect(reloaded(withPort(2))).toEqual(['changed'])
  expect(file.configuration.network.port).toBe(2)
})

const ways: [string, (text: string) => void][] = [
  ['in place', (text) => writeFileSync(path, text)],
  [
    'by rename',
    (text) => {
      writeFileSync(`${path}.new`, text)
      renameSync(`${path}.new`, path)
    },
  ],
  [
    'by an editor that keeps the old one',
    (text) => {
      renameSync(path, `${path}~`)
      writeFileSync(path, text)
    },
  ],
  [
    'by removal first',
    (text) => {
      unlinkSync(path)
      writeFileSync(path, text)
    },
  ],
]
test.each(ways)('a change is noticed, twice: %s', async (_, change) => {
  const events = new Events()
  open().start(events.tell)
  change(withPort(2))
  expect(await events.next()).toBe('changed 1 to 2')
  change(withPort(3))
  expect(await events.next()).toBe('changed 2 to 3')
})

test('a change behind a link is noticed, and the link pointed elsewhere', async () => {
  const elsewhere = temporaryFolder()
  const target = join(elsewhere, 'real.toml')
  writeFileSync(target, withPort(1))
  unlinkSync(path)
  symlinkSync(target, path)
  const events = new Events()
  open().start(events.tell)
  writeFileSync(target, withPort(2))
  expect(await events.next()).toBe('changed 1 to 2')
  const beside = `${path}.beside`
  writeFileSync(beside, withPort(3))
  symlinkSync(beside, `${path}.link`)
  renameSync(`${path}.link`, path)
  expect(await events.next()).toBe('changed 2 to 3')
  writeFileSync(beside, withPort(4))
  expect(await events.next()).toBe('changed 3 to 4')
})

test('a file that is gone, or no longer for us alone, is told; the old one stays', async () => {
  const file = open()
  const events = new Events()
  file.start(events.tell)
  unlinkSync(path)
  expect(await events.next()).toBe('refused')
  expect(file.problems).toMatchObject([{ key: '', problem: 'is missing' }])
  writeFileSync(path, withPort(1))
  expect(await events.next()).toBe('repaired')
  chmodSync(path, 0o666)
  expect(await events.next()).toBe('refused')
  expect(file.configuration.network.port).toBe(1)
})

test('several writes are read once, when they have settled', async () => {
  const clock = new FakeClock()
  const noticed = Promise.withResolvers<void>()
  const file = open({
    nowMs: () => clock.nowMs(),
    wallMs: () => clock.wallMs(),
    after(delayMs, action) {
      noticed.resolve()
      return clock.after(delayMs, action)
    },
  })
  const events = new Events()
  file.start(events.tell)
  writeFileSync(path, '')
  await noticed.promise
  clock.advance(settleMs - 1)
  expect(events.told).toEqual([])
  writeFileSync(path, withPort(2))
  clock.advance(settleMs)
  expect(events.told.map(({ kind }) => kind)).toEqual(['changed'])
})

test('what changed between opening and starting is told; after stop nothing is', () => {
  const file = open()
  const events = new Events()
  file.reload()
  writeFileSync(path, withPort(2))
  file.start(events.tell)
  expect(events.told.splice(0)).toMatchObject([{ kind: 'changed' }])
  file.stop()
  file.stop()
  writeFileSync(path, withPort(3))
  file.reload()
  expect(events.told).toEqual([])
  expect(file.configuration.network.port).toBe(2)
})

test('a folder that is gone is told, and reload still works when it is back', () => {
  const folder = join(temporaryFolder(), 'vip')
  path = join(folder, 'vip.toml')
  mkdirSync(folder)
  writeFileSync(path, withPort(1))
  const file = open()
  rmSync(folder, { recursive: true })
  const events = new Events()
  file.start(events.tell)
  expect(events.told.splice(0).map(({ kind }) => kind)).toEqual(['unwatched', 'refused'])
  mkdirSync(folder)
  writeFileSync(path, withPort(2))
  file.reload()
  expect(events.told.map(({ kind }) => kind)).toEqual(['changed'])
})
