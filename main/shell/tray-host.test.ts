import { expect, it } from 'vitest'
import { FakeClock } from '../../dataplane/lib/fake-clock.ts'
import { hasTrayHost, untilTrayHost } from './tray-host.ts'

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
  let asked = ''
  await hasTrayHost((argv) => {
    asked = argv.join(' ')
    return Promise.resolve('')
  })
  expect(asked).toMatch(/^gdbus call --session .*NameHasOwner org\.kde\.StatusNotifierWatcher$/)
})

it.each([
  ['somebody comes', 3, true],
  ['nobody comes', Infinity, false],
])('is asked again for a minute, until %s', async (_what, comesAt, has) => {
  const clock = new FakeClock()
  let asked = 0
  let told: boolean | undefined
  void untilTrayHost(clock, () => Promise.resolve((asked += 1) >= comesAt)).then((answer) => {
    told = answer
  })
  await clock.advanceAsync(59_999)
  expect(told).toBe(has ? true : undefined)
  await clock.advanceAsync(1)
  expect([told, asked]).toEqual([has, Math.min(comesAt, 30)])
})
