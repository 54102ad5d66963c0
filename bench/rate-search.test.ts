import { expect, test } from 'vitest'
import { searchHighestRate, type ProbeResult } from './rate-search.ts'

const limits = { mostLoss: 0.01, mostDrainMs: 25, precision: 0.02, mostProbes: 20 }

function arrived(sentRate: number, receivedRate: number): ProbeResult {
  return { sentRate, receivedRate, lostShare: 1 - receivedRate / sentRate, drainMs: 0 }
}

/** A path that carries `capacity` and loses the rest, behind a sender that reaches `senderMost`. */
function path(capacity: number, senderMost: number) {
  const offered: number[] = []
  const probe = (rate: number): Promise<ProbeResult> => {
    offered.push(rate)
    const sentRate = Math.min(rate, senderMost)
    return Promise.resolve(arrived(sentRate, Math.min(sentRate, capacity)))
  }
  return { probe, offered }
}

test.each([1_000, 45_000, 233_000, 399_000])('finds a capacity of %i', async (capacity) => {
  const rate = await searchHighestRate({ ...limits, ...path(capacity, 400_000) })
  expect(rate).toBeGreaterThan(capacity * 0.97)
  expect(rate).toBeLessThanOrEqual(capacity)
})

test('one probe is enough where the sender is the limit', async () => {
  const { probe, offered } = path(500_000, 400_000)
  expect(await searchHighestRate({ ...limits, probe })).toBe(400_000)
  expect(offered).toEqual([Infinity])
})

test('finds the capacity of a path that collapses under overload', async () => {
  const probe = (rate: number) => {
    const sentRate = Math.min(rate, 400_000)
    return Promise.resolve(arrived(sentRate, sentRate > 50_000 ? 100 : sentRate))
  }
  const rate = await searchHighestRate({ ...limits, probe })
  expect(rate).toBeGreaterThan(50_000 * 0.97)
})

test('a single unlucky probe does not decide', async () => {
  const { probe } = path(100_000, 400_000)
  let calls = 0
  const unlucky = async (rate: number) => {
    calls += 1
    const result = await probe(rate)
    return calls === 2 ? { ...result, lostShare: 1 } : result
  }
  expect(await searchHighestRate({ ...limits, probe: unlucky })).toBeGreaterThan(97_000)
})

test('what only fills a queue was not carried', async () => {
  const capacity = 80_000
  const probeMs = 250
  let calls = 0
  const probe = (rate: number): Promise<ProbeResult> => {
    calls += 1
    const sentRate = Math.min(rate, 400_000)
    const receivedRate = Math.min(sentRate, capacity)
    const drainMs = probeMs * (sentRate / receivedRate - 1)
    return Promise.resolve({ sentRate, receivedRate, lostShare: 0, drainMs })
  }
  expect(await searchHighestRate({ ...limits, probe })).toBeCloseTo(capacity, -3)
  expect(calls, 'the flood must not be taken for carried').toBeGreaterThan(1)
})

test('ends after its probes, and says 0 where nothing arrives', async () => {
  const { probe, offered } = path(0, 400_000)
  expect(await searchHighestRate({ ...limits, probe, mostProbes: 8 })).toBe(0)
  expect(offered).toHaveLength(8)
})
