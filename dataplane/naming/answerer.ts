// From the bytes of a query to the bytes of its answer: which names are ours to answer, which pass through, and
// what waits for whom (PROTOCOL section 2, rules 1, 3 and 4 of the product). No sockets here.
import type { Transport } from '../lib/listen-error.ts'
import { classes, metaTypes, opcodes, rcodes } from '../wire/dns-codes.ts'
import { decodeMessage } from '../wire/dns-message.ts'
import type { DnsMessage, DnsQuestion } from '../wire/dns-message.ts'
import { parseFqdn } from '../wire/payloads-fields.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { opcodeOf, withId } from './answer-check.ts'
import { canonical, chainFrom } from './answer-records.ts'
import type { Chain } from './answer-records.ts'
import { AnswerTemplates } from './answer-templates.ts'
import type { Findings } from './findings.ts'
import type { HostOutcomes, Outcome } from './host-outcomes.ts'
import { hostNameOf } from './host-question.ts'
import { bareAnswer, extendedErrors, ownAnswer, pointerRecords, vipRecords } from './own-answer.ts'
import type { MappedName, NameSource, ResolverCounters } from './ports.ts'
import type { AskBytes } from './upstreams.ts'
import { readReverseName } from './vip-ranges.ts'

export interface AnswererOptions {
  source: NameSource
  findings: Findings
  outcomes: HostOutcomes
  /** What passes through. */
  ask: AskBytes
  magicPrefix: string
  counters: ResolverCounters
}

export class Answerer {
  readonly #options: AnswererOptions
  readonly #templates = new AnswerTemplates()
  readonly #mapped = (name: DnsName): MappedName | undefined => {
    const own = this.#options.source.own()
    return own?.name === name ? own : this.#options.source.mapped(name)
  }

  constructor(options: AnswererOptions) {
    this.#options = options
  }

  /** What can be said without asking anybody; undefined for all else. */
  answerAtOnce(query: Buffer): Uint8Array | undefined {
    const { counters } = this.#options
    const known = this.#templates.answer(query, this.#mapped)
    if (known !== undefined) counters.mapped++
    return known
  }

  /** Asks whom it has to. For a query with a whole header. */
  async answer(query: Buffer, transport: Transport): Promise<Uint8Array> {
    if (opcodeOf(query) !== opcodes.query) return this.#passOn(query, transport)
    const decoded = decodeMessage(query)
    if (!decoded.ok) {
      this.#options.counters.malformed++
      return bareAnswer(query, rcodes.formErr)
    }
    const { message } = decoded
    const { question } = message
    if (question === undefined) return this.#passOn(query, transport)
    if (transport === 'tcp' && isTransfer(question)) return ownAnswer(message, transferRefusal)
    const reverse = this.#reverseAnswer(message, question)
    if (reverse !== undefined) return reverse
    const name = hostNameOf(question, this.#options.magicPrefix)
    if (name === undefined) return this.#passOn(query, transport)
    return this.#hostAnswer(query, transport, message, question, name)
  }

  async #hostAnswer(
    query: Buffer,
    transport: Transport,
    message: DnsMessage,
    question: DnsQuestion,
    name: DnsName,
  ): Promise<Uint8Array> {
    const mapped = this.#mapped(name)
    if (mapped !== undefined) {
      const answer = vipAnswer(message, question, mapped)
      this.#templates.learn(query, name, mapped, answer)
      this.#options.counters.mapped++
      return answer
    }
    // At the same time: for a legacy host this is the answer, and the first to be sent.
    const passing = this.#options.ask(query, transport)
    // Only what we would have asked in the same way.
    const isPlain =
      question.name === name && question.class === classes.in && message.header.recursionDesired
    const known = isPlain ? { type: question.type, answer: passing } : undefined
    const outcome = await this.#options.outcomes.of(name, passing, known)
    return (
      refusalOf(message, outcome) ??
      (outcome.kind === 'vip'
        ? vipAnswer(message, question, outcome)
        : this.#physicalAnswer(query, message, question, await passing))
    )
  }

  /** As the upstream gave it, unless it leads to a host that VIP reaches. */
  async #physicalAnswer(
    query: Buffer,
    message: DnsMessage,
    question: DnsQuestion,
    answer: Buffer | undefined,
  ): Promise<Uint8Array> {
    const alias = answer && aliasIn(answer, question)
    const target = alias && parseFqdn(canonical(alias.end))
    if (alias && target && this.#isOfVip(target)) {
      const outcome = await this.#options.outcomes.of(target, Promise.resolve(undefined))
      const refusal = refusalOf(message, outcome)
      if (refusal !== undefined) return refusal
      if (outcome.kind === 'vip') return vipAnswer(message, question, outcome, alias)
    }
    return this.#given(query, answer)
  }

  /** Without asking anybody: an alias costs no question of its own. */
  #isOfVip(name: DnsName): boolean {
    const { source, findings } = this.#options
    return (
      this.#mapped(name) !== undefined ||
      source.isTrusted(name) ||
      findings.magicKnown(name)?.kind === 'present'
    )
  }

  #reverseAnswer(message: DnsMessage, { name, type }: DnsQuestion): Uint8Array | undefined {
    const reverse = readReverseName(name)
    if (reverse.kind === 'other') return undefined
    if (reverse.kind === 'vip-zone') {
      return ownAnswer(message, { rcode: reverse.isAbove ? rcodes.noError : rcodes.nxDomain })
    }
    const host = this.#nameOf(reverse.address)
    if (host !== undefined) return ownAnswer(message, { answers: pointerRecords(name, type, host) })
    return reverse.isVip ? ownAnswer(message, { rcode: rcodes.nxDomain }) : undefined
  }

  #nameOf(vip: string): DnsName | undefined {
    const own = this.#options.source.own()
    const isOwn = own !== undefined && (own.vip === vip || own.vip6 === vip)
    return isOwn ? own.name : this.#options.source.nameOf(vip)
  }

  async #passOn(query: Buffer, transport: Transport): Promise<Uint8Array> {
    return this.#given(query, await this.#options.ask(query, transport))
  }

  #given(query: Buffer, answer: Buffer | undefined): Uint8Array {
    if (answer !== undefined) {
      this.#options.counters.passedThrough++
      return withId(answer, query)
    }
    const decoded = decodeMessage(query)
    if (!decoded.ok) return bareAnswer(query, rcodes.servFail)
    const error = { code: extendedErrors.networkError, text: 'no upstream name server answered' }
    return ownAnswer(decoded.message, { rcode: rcodes.servFail, error })
  }
}

function vipAnswer(
  message: DnsMessage,
  { name, type }: DnsQuestion,
  mapped: MappedName,
  alias: Chain = { end: name, links: [] },
): Uint8Array {
  return ownAnswer(message, { answers: [...alias.links, ...vipRecords(alias.end, type, mapped)] })
}

/**
 * For a name whose physical address must not be given: no address, and why. After an error programs would ask the next
 * name server of the machine (resolv.conf(5)), which knows nothing of VIP and gives it.
 */
function refusalOf(message: DnsMessage, outcome: Outcome): Uint8Array | undefined {
  if (outcome.kind !== 'refused') return undefined
  const error = { code: extendedErrors.blocked, text: `VIP: ${outcome.reason}` }
  return ownAnswer(message, { error })
}

function aliasIn(answer: Buffer, { name }: DnsQuestion): Chain | undefined {
  const decoded = decodeMessage(answer)
  const chain = decoded.ok ? chainFrom(decoded.message, name) : undefined
  return chain && chain.links.length > 0 ? chain : undefined
}

/** Of a whole zone: many messages over TCP (RFC 5936), of which we would pass on the first. */
function isTransfer({ type }: DnsQuestion): boolean {
  return type === metaTypes.AXFR || type === metaTypes.IXFR
}

const transferRefusal = {
  rcode: rcodes.refused,
  error: {
    code: extendedErrors.other,
    text: 'zones are not transferred through here: ask their own server',
  },
}
