import { expect, it } from 'vitest'
import { hasTrayHost } from './tray-host.ts'

const missing = Object.assign(new Error('no gdbus'), { code: 'ENOENT' })

it.each([
  ['somebody watches', () => Promise.resolve('(true,)\n'), true],
  ['nobody watches', () => Promise.resolve('(false,)\n'), false],
  ['there is no session bus', () => Promise.reject(new Error('no bus')), false],
  ['nobody can be asked', () => Promise.reject(missing), true],
])('where %s', async (_what, run, has) => {
  expect(await hasTrayHost(run)).toBe(has)
})

it('asks the session bus by a program', async () => {
  const asked: (readonly string[])[] = []
  await hasTrayHost((argv) => {
    asked.push(argv)
    return Promise.resolve('')
  })
  expect(asked[0]?.[0]).toBe('gdbus')
  expect(asked[0]?.at(-1)).toBe('org.kde.StatusNotifierWatcher')
  expect(typeof (await hasTrayHost())).toBe('boolean')
})
