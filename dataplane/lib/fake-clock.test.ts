import { expect, it } from 'vitest'
import { passed } from './clock.ts'
import { FakeClock } from './fake-clock.ts'

it('runs timers in their order, and those that timers start', () => {
  const clock = new FakeClock()
  const ran: [string, number][] = []
  clock.after(20, () => ran.push(['late', clock.nowMs()]))
  clock.after(10, () => {
    ran.push(['early', clock.nowMs()])
    clock.after(5, () => ran.push(['child', clock.nowMs()]))
  })
  clock.after(10, () => ran.push(['equal', clock.nowMs()]))
  const cancel = clock.after(12, () => ran.push(['cancelled', clock.nowMs()]))
  cancel()
  clock.advance(19)
  expect(ran).toEqual([
    ['early', 10],
    ['equal', 10],
    ['child', 15],
  ])
  expect(clock.nextAtMs).toBe(20)
  clock.advance(1)
  expect(ran.at(-1)).toEqual(['late', 20])
  expect(clock.wallMs() - Date.UTC(2026, 0, 1)).toBe(20)
})

it('lets promises go on between timers', async () => {
  const clock = new FakeClock()
  const ran: number[] = []
  const walk = async () => {
    for (let step = 0; step < 3; step += 1) {
      expect(await passed(clock, 10)).toBe(true)
      ran.push(clock.nowMs())
    }
  }
  const walked = walk()
  await clock.advanceAsync(100)
  await walked
  expect(ran).toEqual([10, 20, 30])
})

it('lets long chains of promises come to their end before the next timer', async () => {
  const clock = new FakeClock()
  const ran: string[] = []
  const chain = async () => {
    for (let link = 0; link < 1000; link += 1) await Promise.resolve()
    ran.push(`chain at ${clock.nowMs()}`)
    clock.after(0, () => ran.push(`its timer at ${clock.nowMs()}`))
  }
  clock.after(10, () => void chain())
  clock.after(11, () => ran.push('next'))
  await clock.advanceAsync(20)
  expect(ran).toEqual(['chain at 10', 'its timer at 10', 'next'])
})

it('ends a wait at once when it is aborted', async () => {
  const clock = new FakeClock()
  const abort = new AbortController()
  const wait = passed(clock, 1000, abort.signal)
  abort.abort()
  expect(await wait).toBe(false)
  expect(await passed(clock, 1000, abort.signal)).toBe(false)
  expect(clock.nextAtMs).toBeUndefined()
})
