// Malformed input by the million: good messages, cut, flipped, spliced and stretched, through every parser of what
// comes from the network. VIP_FUZZ_RUNS sets how many of each; VIP_SEED repeats a run.
import { expect, it } from 'vitest'
import { classes, opcodes, types } from './dns-codes.ts'
import { decodeMessage, encodeMessage } from './dns-message.ts'
import { encodeRdata } from './dns-rdata.ts'
import type { DnsMessage } from './dns-message.ts'
import { parseDnsName } from './dns-name.ts'
import type { DnsName } from './dns-name.ts'
import { encodeControlMessage, parseControlMessage } from './control-message.ts'
import {
  decodeInnerControl,
  decodeReply,
  decodeRequest,
  encodeInnerControl,
  encodeReply,
  encodeRequest,
} from './payloads.ts'
import type { Reply, Request } from './payloads.ts'

const runs = Number(process.env['VIP_FUZZ_RUNS'] ?? 20_000)
const seed = Number(process.env['VIP_SEED'] ?? Math.floor(Math.random() * 2 ** 31))

/** Numbers below `limit`, by mulberry32. */
function randomBelow(): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
}

/** One to four changes, each of a kind that parsers have been broken by. */
function mutated(good: readonly Uint8Array[], below: (limit: number) => number): Uint8Array {
  const pick = () => good[below(good.length)] ?? new Uint8Array(0)
  let bytes: Uint8Array = Uint8Array.from(pick())
  for (let change = below(4); change >= 0; change -= 1) {
    const at = below(bytes.length + 1)
    switch (below(6)) {
      case 0:
        bytes = bytes.slice(0, at)
        break
      case 1:
        if (at < bytes.length) bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8))
        break
      case 2:
        if (at < bytes.length) bytes[at] = below(256)
        break
      case 3:
        bytes = Uint8Array.of(...bytes.subarray(0, at), ...pick().subarray(below(20)))
        break
      case 4:
        bytes = Uint8Array.of(...bytes.subarray(0, at), below(256), ...bytes.subarray(at))
        break
      default: {
        const length = below(bytes.length - at + 1)
        bytes = Uint8Array.of(...bytes.subarray(0, at), ...bytes.subarray(at + length))
      }
    }
  }
  return bytes
}

const name = parseDnsName('b.vipip.net.') as DnsName
const hostKey = new Uint8Array(32).fill(7)
const request: Request = {
  senderName: name,
  senderVip: '240.1.2.3',
  receiverName: name,
  receiverVip: { vip: '240.4.5.6', isAccepted: true },
  hostKey,
  spi: 0xabcdef,
  transforms: ['aes-256-gcm', 'chacha20-poly1305'],
  endpoints: ['192.0.2.1:10567', '[2001:db8::1]:10567'],
  source: '192.0.2.1:10567',
  hasVip6: true,
}
const accepted: Reply = {
  trust: 'accepted',
  senderName: name,
  senderVip: '240.4.5.6',
  receiverName: name,
  receiverVip: { vip: '240.1.2.3', isAccepted: false },
  hostKey,
  spi: 0xfedcba,
  transform: 'aes-256-gcm',
  endpoints: ['192.0.2.2:10567'],
  source: '192.0.2.2:10567',
  observedSource: '198.51.100.1:4711',
  hasVip6: false,
}
const pending: Reply = {
  trust: 'pending',
  senderName: name,
  hostKey,
  observedSource: '198.51.100.1:4711',
}
const receiverVip = { vip: '240.1.2.3', isAccepted: true }
const noise = new Uint8Array(120).fill(9)

const parsers: Record<
  string,
  { good: Uint8Array[]; readAndWrite: (bytes: Uint8Array) => unknown }
> = {
  'clear control messages': {
    good: [
      encodeControlMessage({ type: 'init', senderIndex: 1, pattern: 'IX', noise }),
      encodeControlMessage({
        type: 'init',
        senderIndex: 2,
        pattern: 'IK',
        cookie: new Uint8Array(16),
        noise,
      }),
      encodeControlMessage({ type: 'response', senderIndex: 1, receiverIndex: 2, noise }),
      encodeControlMessage({ type: 'cookie', receiverIndex: 2, cookie: new Uint8Array(16) }),
      encodeControlMessage({ type: 'nack', spi: 300, sequence: 7 }),
      encodeControlMessage({ type: 'refused', receiverIndex: 2, reason: 'busy' }),
    ],
    readAndWrite(bytes) {
      const parsed = parseControlMessage(bytes)
      return parsed.ok ? encodeControlMessage(parsed.message) : undefined
    },
  },
  Requests: {
    good: [encodeRequest(request)],
    readAndWrite(bytes) {
      const decoded = decodeRequest(bytes)
      return decoded.ok ? encodeRequest(decoded.value) : undefined
    },
  },
  Replies: {
    good: [encodeReply(accepted), encodeReply(pending)],
    readAndWrite(bytes) {
      const decoded = decodeReply(bytes)
      return decoded.ok ? encodeReply(decoded.value) : undefined
    },
  },
  'inner control messages': {
    good: [
      encodeInnerControl({ type: 'propose', id: 1, senderVip: '240.1.2.3', receiverVip }),
      encodeInnerControl({ type: 'hint', id: 2, epoch: 3, endpoints: ['192.0.2.1:10567'] }),
      encodeInnerControl({ type: 'path-challenge', id: 4, challenge: new Uint8Array(8) }),
      encodeInnerControl({ type: 'probe', id: 5, sentAtUs: 2 ** 40 }),
      encodeInnerControl({ type: 'close', id: 6, reason: 'key-removed' }),
    ],
    readAndWrite(bytes) {
      const decoded = decodeInnerControl(bytes)
      return decoded.ok ? encodeInnerControl(decoded.value) : undefined
    },
  },
}

for (const [what, { good, readAndWrite }] of Object.entries(parsers)) {
  it(
    `${what}: ${runs} inputs, seed ${seed}, are refused or come back byte for byte`,
    { timeout: 60_000 + runs },
    () => {
      for (const bytes of good) expect(readAndWrite(bytes)).toEqual(bytes)
      const below = randomBelow()
      let taken = 0
      for (let run = 0; run < runs; run += 1) {
        const bytes = mutated(good, below)
        const written = readAndWrite(bytes)
        if (written === undefined) continue
        taken += 1
        if (Buffer.compare(written as Uint8Array, bytes) !== 0) {
          expect(written, Buffer.from(bytes).toString('hex')).toEqual(bytes)
        }
      }
      // Some changes leave a good message; were none taken, nothing behind the first checks was reached.
      expect(taken).toBeGreaterThan(0)
    },
  )
}

it(
  `DNS messages: ${runs} inputs, seed ${seed}, give a message or a fault`,
  { timeout: 60_000 + runs },
  () => {
    const good = dnsMessages().map((message) => encodeMessage(message) ?? new Uint8Array(0))
    for (const bytes of good) expect(decodeMessage(bytes).ok).toBe(true)
    const below = randomBelow()
    let taken = 0
    for (let run = 0; run < runs; run += 1) {
      const decoded = decodeMessage(mutated(good, below))
      if (!decoded.ok) continue
      taken += 1
      // What was read can be written, and reads the same again.
      const again = encodeMessage(decoded.message)
      if (again !== undefined) expect(decodeMessage(again).ok).toBe(true)
    }
    expect(taken).toBeGreaterThan(0)
  },
)

function dnsMessages(): DnsMessage[] {
  const header: DnsMessage['header'] = {
    id: 1,
    isResponse: true,
    opcode: opcodes.query,
    authoritative: true,
    truncated: false,
    recursionDesired: true,
    recursionAvailable: true,
    authenticData: false,
    checkingDisabled: false,
    rcode: 0,
  }
  const question = { name, type: types.A, class: classes.in }
  const parts = { authority: [], additional: [], edns: undefined, tsig: undefined }
  const record = (type: number, rdata: Uint8Array) => ({
    name,
    type,
    class: classes.in,
    ttl: 1,
    rdata,
  })
  const answers = [
    record(types.A, Uint8Array.of(192, 0, 2, 1)),
    record(types.AAAA, new Uint8Array(16).fill(1)),
    record(types.MX, encodeRdata('MX', { preference: 1, exchange: name })),
    record(types.NS, encodeRdata('NS', { host: name })),
  ]
  const edns = { udpPayloadBytes: 1232, version: 0, dnssecOk: true, options: [] }
  return [
    { header: { ...header, isResponse: false }, question, answers: [], ...parts, edns },
    { header, question, answers, ...parts },
    { header, question, answers: answers.slice(2), ...parts, authority: answers, edns },
  ]
}
