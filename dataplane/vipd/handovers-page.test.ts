import { describe, expect, it } from 'vitest'
import { maxReplyBytes } from '../contract/control-protocol.ts'
import type { Handover, HandoverPartner } from '../contract/handovers.ts'
import { handoversPage } from './handovers-page.ts'

const partner = (at: number, lines: number): HandoverPartner => ({
  name: `h${at}.vipip.net`,
  events: Array.from({ length: lines }, (_, i) => ({
    at: i,
    what: 'hint-sent',
    detail: 'ü'.repeat(100),
  })),
  ...{ omitted: 0, outageMs: 1.5, held: 0, resent: 0, lost: 0 },
})

const receipt = (id: number, partners: HandoverPartner[]): Handover => ({
  ...{ id, startedAt: 0, cause: 'wake', from: null, to: null, state: 'done', events: [] },
  ...{ omitted: 0, partners, omittedPartners: 0 },
})

/** As a client asks, until there is no more. */
function allPages(receipts: readonly Handover[]) {
  const pages: Handover[][] = []
  for (let since = 0; ;) {
    const page = handoversPage(receipts.filter(({ id }) => id > since))
    expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(maxReplyBytes)
    pages.push(page.handovers)
    if (!page.more) return pages
    since = page.handovers.at(-1)?.id ?? Infinity
  }
}

describe('a page of receipts', () => {
  it('has all where they fit, also none', () => {
    const receipts = [receipt(1, []), receipt(2, [partner(1, 3)])]
    expect(handoversPage(receipts)).toEqual({ handovers: receipts, more: false })
    expect(handoversPage([])).toEqual({ handovers: [], more: false })
  })

  it('leaves the others for the next, none twice and none forgotten', () => {
    const receipts = Array.from({ length: 1000 }, (_, i) => receipt(i + 1, [partner(i, 10)]))
    const pages = allPages(receipts)
    expect(pages.length).toBeGreaterThan(2)
    expect(pages.flat()).toEqual(receipts)
  })

  it('cuts a receipt that is too long by itself, and says by how many partners', () => {
    const partners = Array.from({ length: 256 }, (_, i) => partner(i, 60))
    const [page] = allPages([receipt(1, partners), receipt(2, [])])
    const cut = page?.[0]
    expect(cut?.partners.length).toBeGreaterThan(10)
    expect((cut?.omittedPartners ?? 0) + (cut?.partners.length ?? 0)).toBe(256)
  })
})
