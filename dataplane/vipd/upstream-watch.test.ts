import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import type { Configuration } from '../contract/configuration.ts'
import { parseConfiguration } from '../configuration/parse-configuration.ts'
import { systemClock } from '../lib/clock.ts'
import type { Endpoint } from '../lib/endpoint.ts'
import { temporaryFolder } from '../lib/temporary-folder.ts'
import { UpstreamWatch } from './upstream-watch.ts'

let folder: string
let configuration: Configuration
const told: string[][] = []
const texts = (upstreams: readonly Endpoint[]) => upstreams.map(({ address }) => address)

beforeEach(() => {
  folder = temporaryFolder()
  configuration = configured('')
  told.length = 0
})

function configured(more: string): Configuration {
  const parsed = parseConfiguration(`name = "a.vipip.net"\n${more}`, 'vip.toml')
  if (!parsed.ok) throw new Error('the test has a wrong configuration')
  return parsed.configuration
}

function watching(...names: string[]): UpstreamWatch {
  const watch = new UpstreamWatch({
    clock: systemClock,
    configuration: () => configuration,
    onChanged: (upstreams) => told.push(texts(upstreams)),
    files: names.map((name) => join(folder, name)),
  })
  watch.look()
  onTestFinished(() => watch.stop())
  return watch
}

const write = (name: string, ...servers: string[]) =>
  writeFileSync(join(folder, name), servers.map((server) => `nameserver ${server}\n`).join(''))

test('name servers that are written after the start, and others after those', async () => {
  const watch = watching('resolv.conf')
  expect(watch.present).toEqual([])
  write('resolv.conf', '192.0.2.53')
  await vi.waitFor(() => expect(told).toEqual([['192.0.2.53']]))
  // As programs that manage it do: another file takes its name.
  write('new', '198.51.100.53')
  renameSync(join(folder, 'new'), join(folder, 'resolv.conf'))
  await vi.waitFor(() => expect(told.at(-1)).toEqual(['198.51.100.53']))
  expect(texts(watch.present)).toEqual(['198.51.100.53'])
})

test('behind a symbolic link', async () => {
  mkdirSync(join(folder, 'run'))
  write('run/resolv.conf', '192.0.2.53')
  symlinkSync('run/resolv.conf', join(folder, 'resolv.conf'))
  watching('resolv.conf')
  write('run/resolv.conf', '192.0.2.54')
  await vi.waitFor(() => expect(told).toEqual([['192.0.2.54']]))
})

test('a folder that is not there yet is watched from the next look on', async () => {
  write('resolv.conf', '127.105.67.1')
  const watch = watching('resolv.conf', 'run/no-stub')
  mkdirSync(join(folder, 'run'))
  watch.look()
  expect(told).toEqual([])
  write('run/no-stub', '192.0.2.53')
  await vi.waitFor(() => expect(told).toEqual([['192.0.2.53']]))
})

test('the configuration comes first', () => {
  write('resolv.conf', '192.0.2.53')
  const watch = watching('resolv.conf')
  configuration = configured('[resolver]\nupstream = ["203.0.113.53"]')
  watch.look()
  expect(told).toEqual([['203.0.113.53']])
  watch.look()
  expect(told).toHaveLength(1)
})
