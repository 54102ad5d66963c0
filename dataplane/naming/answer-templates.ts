// The hot path: answers for mapped names by the bytes of their question. Programs ask in a handful of forms, so
// that a question seen before needs no parser: its answer is copied, and only the id is new. A template counts
// only while the tables say what it says.
import type { DnsName } from '../wire/dns-name.ts'
import { withId } from './answer-check.ts'
import { maxTemplateQueryBytes, maxTemplates } from './limits.ts'
import type { MappedName } from './ports.ts'

interface Template extends MappedName {
  name: DnsName
  answer: Uint8Array
}

export class AnswerTemplates {
  readonly #templates = new Map<string, Template>()

  /** @param mapped what applies to the name now */
  answer(query: Buffer, mapped: (name: DnsName) => MappedName | undefined): Uint8Array | undefined {
    if (query.length > maxTemplateQueryBytes) return undefined
    const template = this.#templates.get(keyOf(query))
    if (template === undefined) return undefined
    const now = mapped(template.name)
    if (now?.vip !== template.vip || now.vip6 !== template.vip6) return undefined
    return withId(template.answer, query)
  }

  learn(query: Buffer, name: DnsName, { vip, vip6 }: MappedName, answer: Uint8Array): void {
    if (query.length > maxTemplateQueryBytes) return
    // Cheaper than to know the oldest: they are back with the next question for each.
    if (this.#templates.size >= maxTemplates) this.#templates.clear()
    this.#templates.set(keyOf(query), { name, vip, vip6, answer })
  }
}

/** All but the id. */
function keyOf(query: Buffer): string {
  return query.toString('latin1', 2)
}
