import { expect, it } from 'vitest'
import { FakeClock } from '../lib/fake-clock.ts'
import { parseControlMessage } from '../wire/control-message.ts'
import { UnknownSpiAnswers } from './unknown-spi.ts'

function answers() {
  const clock = new FakeClock()
  const sent: { endpoint: string; message: unknown }[] = []
  const unknownSpi = new UnknownSpiAnswers(clock, (endpoint, bytes) => {
    sent.push({ endpoint, message: parseControlMessage(bytes) })
  })
  return { clock, sent, unknownSpi }
}

it('says which packet it was', () => {
  const { sent, unknownSpi } = answers()
  unknownSpi.answer('192.0.2.1:10567', 0xabcdef01, 7)
  const nack = { ok: true, message: { type: 'nack', spi: 0xabcdef01, sequence: 7 } }
  expect(sent).toEqual([{ endpoint: '192.0.2.1:10567', message: nack }])
})

it('answers a source once a second, and others meanwhile', () => {
  const { clock, sent, unknownSpi } = answers()
  for (let sequence = 1; sequence <= 5; sequence += 1) {
    unknownSpi.answer('192.0.2.1:1', 300, sequence)
    unknownSpi.answer('192.0.2.2:1', 300, sequence)
  }
  expect(sent.length).toBe(2)
  clock.advance(999)
  unknownSpi.answer('192.0.2.1:1', 300, 6)
  expect(sent.length).toBe(2)
  clock.advance(1)
  unknownSpi.answer('192.0.2.1:1', 300, 7)
  expect(sent.length).toBe(3)
})

it('remembers a bounded number of sources, and recovers from a flood', () => {
  const { clock, sent, unknownSpi } = answers()
  for (let port = 1; port <= 5000; port += 1) unknownSpi.answer(`192.0.2.1:${port}`, 300, 1)
  expect(sent.length).toBe(1024)
  clock.advance(1000)
  unknownSpi.answer('192.0.2.9:1', 300, 1)
  expect(sent.length).toBe(1025)
})
