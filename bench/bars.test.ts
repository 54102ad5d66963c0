import { expect, test } from 'vitest'
import { barsFor, judge, type Bar } from './bars.ts'

function barOf(text: string): Bar {
  const found = barsFor('vip-aes', true).find((bar) => bar.text === text)
  if (found === undefined) throw new Error(`there is no bar ${text}`)
  return found
}

test('a multiple of an anchor is reached or not', () => {
  const bar = barOf(">= 4 x Debian 13's wireguard-go")
  const medianOf = (name: string) => (name === 'wireguard-go-trixie' ? 2 : undefined)
  const anchor = { contestant: 'wireguard-go-trixie', median: 2 }
  expect(judge(bar, 8, medianOf)).toEqual({ bar: bar.text, anchor, measured: 4, passed: true })
  expect(judge(bar, 7.9, medianOf)).toMatchObject({ passed: false })
})

test('a missing anchor judges nothing', () => {
  const bar = barOf('>= 85 % of our null cipher')
  expect(judge(bar, 8, () => undefined)).toMatchObject({ passed: null, measured: null })
})

test('one of two conditions is enough, and the one that holds is told', () => {
  const bar = barOf(">= 4 x Debian 13's wireguard-go, or >= 85 % of raw veth")
  const medians: Record<string, number> = { 'wireguard-go-trixie': 50, 'raw-veth': 120 }
  const medianOf = (name: string) => medians[name]
  expect(judge(bar, 110, medianOf)).toMatchObject({
    passed: true,
    anchor: { contestant: 'raw-veth' },
  })
  expect(judge(bar, 100, medianOf)).toMatchObject({ passed: false })
  expect(judge(bar, 200, medianOf)).toMatchObject({
    passed: true,
    anchor: { contestant: 'wireguard-go-trixie' },
  })
})

test('less is better where the bar says at most', () => {
  const added = barOf("<= half of Debian 13's wireguard-go's")
  expect(judge(added, 150, () => 300)).toMatchObject({ passed: true, measured: 0.5 })
  expect(judge(added, 151, () => 300)).toMatchObject({ passed: false })
  expect(judge(barOf('<= 100 MB'), 100.1, () => undefined)).toMatchObject({ passed: false })
})

test('the bar on CPU time is for machines with AES instructions', () => {
  expect(barsFor('vip-chacha', false).some(({ metric }) => metric === 'tcp-cpu')).toBe(false)
})
