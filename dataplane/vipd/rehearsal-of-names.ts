// A resolver of its own, on a loopback port that nobody knows of, asks a name server that is part of it, again and again:
// V8 then has compiled what a question for a name runs before a program asks the first one. As rehearsal.ts does for
// negotiations.
import { setImmediate as turn } from 'node:timers/promises'
import type { Clock } from '../lib/clock.ts'
import type { Endpoint } from '../lib/endpoint.ts'
import { UdpListener } from '../lib/udp-listener.ts'
import { exchange } from '../naming/exchange.ts'
import { maxUdpAnswerBytes } from '../naming/limits.ts'
import { ownAnswer } from '../naming/own-answer.ts'
import { questionBytes } from '../naming/own-question.ts'
import type { NameSource } from '../naming/ports.ts'
import { Resolver } from '../naming/resolver.ts'
import { classes, rcodes, types } from '../wire/dns-codes.ts'
import { decodeMessage } from '../wire/dns-message.ts'
import type { DnsName } from '../wire/dns-name.ts'

export interface NamesRehearsalOptions {
  clock: Clock
  /** 200 where not given: some 0.4 s of one processor, a few milliseconds at a time. */
  rounds?: number
  signal: AbortSignal
}

const loopback = '127.0.0.1'
const vipName = 'peer.rehearsal.invalid.' as DnsName
const legacyName = 'legacy.rehearsal.invalid.' as DnsName
const vip = '240.0.0.1'

/** @returns how many questions were answered @throws ListenError, NamingError where there is no loopback */
export async function rehearseNames(options: NamesRehearsalOptions): Promise<number> {
  const { clock, rounds = 200, signal } = options
  const nameServer = new UdpListener(
    { address: loopback, port: 0 },
    { maxRequestBytes: maxUdpAnswerBytes, answer: (query, reply) => reply(answerTo(query)) },
  )
  const upstream = { address: loopback, port: await nameServer.start() }
  const listen = { address: loopback, port: 0 }
  const resolver = new Resolver({ clock, listen, upstreams: [upstream], source })
  let answered = 0
  try {
    const endpoint = await resolver.start()
    for (let round = 0; round < rounds && !signal.aborted; round += 1) {
      for (const name of [vipName, legacyName]) {
        if (await isAnswered(endpoint, name)) answered += 1
      }
      await turn()
    }
  } finally {
    await resolver.stop()
    await nameServer.stop()
  }
  return answered
}

const source: NameSource = {
  mapped: () => undefined,
  nameOf: () => undefined,
  own: () => undefined,
  isTrusted: () => false,
  prepare: () => {},
  connect: () => Promise.resolve({ kind: 'vip', vip }),
}

/** Everything has an address, one host a magic name besides. Nothing may be remembered, so that all is asked each time. */
function answerTo(query: Buffer): Uint8Array {
  const decoded = decodeMessage(query)
  const question = decoded.ok ? decoded.message.question : undefined
  if (!decoded.ok || question === undefined) return new Uint8Array(0)
  const { name, type } = question
  const isMagic = name !== vipName && name !== legacyName
  if (type !== types.A || (isMagic && !name.endsWith(vipName))) {
    return ownAnswer(decoded.message, { rcode: isMagic ? rcodes.nxDomain : rcodes.noError })
  }
  const rdata = Uint8Array.from(isMagic ? [240, 0, 0, 1] : [127, 0, 0, 1])
  return ownAnswer(decoded.message, {
    answers: [{ name, type, class: classes.in, ttl: 0, rdata }],
  })
}

function isAnswered(endpoint: Endpoint, name: DnsName): Promise<boolean> {
  return new Promise((resolve) => {
    exchange(endpoint, 'udp', questionBytes(name, types.A, true), {
      answered: () => resolve(true),
      failed: () => resolve(false),
      forged: () => {},
    })
  })
}
