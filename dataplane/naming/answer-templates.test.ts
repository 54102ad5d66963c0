import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FakeClock } from '../lib/fake-clock.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { Answerer } from './answerer.ts'
import { AnswerTemplates } from './answer-templates.ts'
import { Findings } from './findings.ts'
import { HostOutcomes } from './host-outcomes.ts'
import type { NameSource, ResolverCounters } from './ports.ts'
import { query, told } from './test/ask-resolver.ts'

const vip = { vip: '240.0.0.2', vip6: 'fd56:4950::2' }
const source: NameSource = {
  mapped: (name) => (name === 'b.vipip.net.' ? vip : undefined),
  nameOf: () => undefined,
  own: () => undefined,
  isTrusted: () => false,
  prepare: () => {},
  connect: () => Promise.resolve({ kind: 'physical', reason: 'no-answer' }),
}

/** Upstreams that never answer. */
function newAnswerer(): Answerer {
  const clock = new FakeClock()
  const nothing = () => Promise.resolve(undefined)
  const findings = new Findings(clock, nothing, { clock, magicPrefix: 'VIP-', defaultPort: 1 })
  const outcomes = new HostOutcomes({ clock, source, findings })
  const counters = { mapped: 0, passedThrough: 0, malformed: 0 } as ResolverCounters
  return new Answerer({ source, findings, outcomes, ask: nothing, magicPrefix: 'VIP-', counters })
}

test('an answer by template is the answer without one, whatever was asked before', async () => {
  const trained = newAnswerer()
  const base = [
    query('b.vipip.net.', 'A'),
    query('b.vipip.net.', 'AAAA'),
    query('B.vipip.net.', 'HTTPS'),
  ]
  const change = fc.tuple(fc.nat({ max: 60 }), fc.nat({ max: 255 }))
  let byTemplate = 0
  const asked = fc.tuple(
    fc.constantFrom(...base),
    fc.array(change, { maxLength: 3 }),
    fc.nat({ max: 3 }),
  )
  await fc.assert(
    fc.asyncProperty(asked, async ([bytes, changes, cut]) => {
      const changed = Buffer.from(bytes.subarray(0, bytes.length - cut))
      for (const [at, value] of changes) if (at < changed.length) changed[at] = value
      if (changed.length < 12 || changed[2]! >= 0x80) return
      const atOnce = trained.answerAtOnce(changed)
      if (atOnce) byTemplate++
      const slowly = await newAnswerer().answer(changed, 'udp')
      const either = atOnce ?? (await trained.answer(changed, 'udp'))
      expect(Buffer.from(either).toString('hex')).toBe(Buffer.from(slowly).toString('hex'))
    }),
    { numRuns: 3000 },
  )
  expect(byTemplate).toBeGreaterThan(100)
})

test('a template ends with its mapping', () => {
  const templates = new AnswerTemplates()
  const bytes = query('b.vipip.net.', 'A')
  templates.learn(bytes, 'b.vipip.net.' as DnsName, vip, Buffer.from(bytes))
  expect(templates.answer(bytes, () => vip)?.length).toBe(bytes.length)
  expect(templates.answer(bytes, () => ({ ...vip, vip: '240.0.0.3' }))).toBe(undefined)
  expect(templates.answer(bytes, () => ({ vip: vip.vip }))).toBe(undefined)
  expect(templates.answer(bytes, () => undefined)).toBe(undefined)
})

test('no physical address, whatever form the question has', async () => {
  const answerer = newAnswerer()
  expect(told(await answerer.answer(query('b.vipip.net.', 'A'), 'tcp'))).toBe('0 A 240.0.0.2 1')
})
