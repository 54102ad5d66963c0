import { expect, it } from 'vitest'
import { builtFiles } from './built-files.ts'

const none = () => false

it('are in out/ for a source, and beside a bundle', () => {
  const expected = {
    pages: '/opt/a b/out/renderer/',
    preload: '/opt/a b/out/preload.cjs',
    icons: '/opt/a b/assets/icons/',
    vip: '/opt/a b/out/vip',
  }
  expect(builtFiles('file:///opt/a%20b/main/index.ts', none)).toEqual(expected)
  expect(builtFiles('file:///opt/a%20b/out/main.mjs', none)).toEqual(expected)
})

it('have the command line of the system where the app has none that can be run', () => {
  const isInstalled = (path: string) => path === '/usr/bin/vip'
  expect(builtFiles('file:///opt/out/main.mjs', isInstalled).vip).toBe('/usr/bin/vip')
  expect(builtFiles('file:///opt/out/main.mjs', () => true).vip).toBe('/opt/out/vip')
})

it('have what the package of the app brings where nothing is installed', () => {
  const packed = 'file:///opt/VIP/resources/app.asar/out/main.mjs'
  expect(builtFiles(packed, () => true).vip).toBe('/usr/bin/vip')
  expect(builtFiles(packed, none)).toMatchObject({
    ...{ vip: '/opt/VIP/resources/helper/vip', icons: '/opt/VIP/resources/app.asar/assets/icons/' },
  })
})
