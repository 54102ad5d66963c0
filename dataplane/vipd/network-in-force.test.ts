import { beforeEach, expect, test } from 'vitest'
import { parseConfiguration } from '../configuration/parse-configuration.ts'
import { NetworkInForce } from './network-in-force.ts'
import type { Network } from './network-in-force.ts'
import { StartError } from './start-error.ts'

const before = networkOf('')
const other = networkOf('port = 4500')
const taken = networkOf('port = 53')

let isOn: boolean
let cannotUse: Network[]
const done: string[] = []
let inForce: NetworkInForce

beforeEach(() => {
  isOn = true
  cannotUse = [taken]
  done.length = 0
  inForce = new NetworkInForce(before, {
    isOn: () => isOn,
    start: async () => {
      await Promise.resolve()
      const { network } = inForce
      if (cannotUse.includes(network)) throw new StartError('it is taken', 'take another')
      done.push(`start ${network.port}`)
    },
    stop: () => done.push('stop'),
    onFatal: (problem) => done.push(`fatal: ${problem}`),
  })
})

function networkOf(text: string): Network {
  const parsed = parseConfiguration(`name = "a.vipip.net"\n[network]\n${text}`, 'vip.toml')
  if (!parsed.ok) throw new Error('the test has a wrong configuration')
  return parsed.configuration.network
}

test('all that is made of it is made anew', async () => {
  expect(await inForce.use(other)).toBe(undefined)
  expect(done).toEqual(['stop', 'start 4500'])
  expect(inForce.network).toBe(other)
})

test('the same one costs nothing', async () => {
  expect(await inForce.use(networkOf(''))).toBe(undefined)
  expect(done).toEqual([])
})

test('where it cannot be used, the one of before is in force again, and it is said why', async () => {
  const fault = { problem: 'it is taken', remedy: 'take another' }
  expect(await inForce.use(taken)).toEqual(fault)
  expect(done).toEqual(['stop', `start ${before.port}`])
  expect(inForce.network).toBe(before)
  expect(inForce.fault).toEqual(fault)
  // Put back by hand: nothing is made anew for that.
  expect(await inForce.use(networkOf(''))).toBe(undefined)
  expect(inForce.fault).toBe(undefined)
  expect(done).toHaveLength(2)
})

test('where that one cannot be used either, the helper ends', async () => {
  cannotUse.push(before)
  await inForce.use(taken)
  expect(done).toEqual(['stop', 'fatal: it is taken'])
})

test('while mobility is off it is only remembered', async () => {
  isOn = false
  expect(await inForce.use(taken)).toBe(undefined)
  expect(done).toEqual([])
  expect(inForce.network).toBe(taken)
})

test('two at once are used one after the other', async () => {
  await Promise.all([inForce.use(taken), inForce.use(other)])
  expect(done).toEqual(['stop', `start ${before.port}`, 'stop', 'start 4500'])
  expect(inForce.network).toBe(other)
})
