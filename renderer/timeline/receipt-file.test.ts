import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { handoverSchema } from '../../dataplane/contract/handovers.ts'
import type { ThemeColours } from '../ui/theme-colours.ts'
import { hugeMove, moveOfBoth, runningMove, sampleReceipts } from '../test/sample-receipts.ts'
import { fitOf } from './fit.ts'
import { lanesOf } from './lanes.ts'
import { receiptJson } from './receipt-file.ts'
import { receiptSvg } from './receipt-svg.ts'

const colours = new Proxy({} as ThemeColours, { get: () => '#123456', ownKeys: () => [] })

describe('a receipt as JSON', () => {
  it('is read again as what it was, by the contract of `vip handovers --json`', () => {
    for (const receipt of [...sampleReceipts(), runningMove(), hugeMove()]) {
      const read: unknown = JSON.parse(receiptJson(receipt))
      expect(v.parse(handoverSchema, read)).toEqual(receipt)
      expect(read).toEqual(receipt)
    }
  })
})

describe('a receipt as SVG', () => {
  const svgOf = (receipt = moveOfBoth()) => {
    const lanes = lanesOf(receipt)
    const scale = { ...fitOf(lanes, 'all', 'linear'), warp: 'linear' as const, width: 800 }
    return receiptSvg(receipt, lanes, scale, colours, 'a.vipip.net')
  }
  const unescaped = (text: string) =>
    text
      .replaceAll('&quot;', '"')
      .replaceAll('&gt;', '>')
      .replaceAll('&lt;', '<')
      .replaceAll('&amp;', '&')

  it('carries the receipt', () => {
    const metadata = /<metadata>([^<]*)<\/metadata>/.exec(svgOf())?.[1] ?? ''
    expect(JSON.parse(unescaped(metadata))).toEqual(moveOfBoth())
  })

  it('says of each event what it was and when', () => {
    const titles = svgOf().match(/<title>[^<]+<\/title>/g) ?? []
    const events = lanesOf(moveOfBoth()).flatMap((lane) => lane.events)
    // And the picture's own.
    expect(titles).toHaveLength(events.length + 1)
    expect(titles.join()).toContain(
      '30.9 ms: First packet came on the new path, from 198.51.100.20',
    )
  })

  it('closes what it opens, whatever names are in it', () => {
    const receipt = moveOfBoth()
    receipt.partners[0]!.name = '<b>&"x"'
    const svg = svgOf(receipt)
    const open: string[] = []
    for (const [, end, name, selfClosing] of svg.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
      if (end === '/') expect(open.pop()).toBe(name)
      else if (selfClosing !== '/') open.push(name ?? '')
    }
    expect(open).toEqual([])
    expect(svg).toContain('&lt;b&gt;&amp;&quot;x&quot;')
  })

  it('has no character that XML does not allow', () => {
    const receipt = moveOfBoth()
    receipt.partners[0]!.events.push({
      at: 40,
      what: 'gave-up',
      detail: 'a\u0001b\ud800c\uffffd😀',
    })
    const svg = svgOf(receipt)
    // As XML 1.0 has them, section 2.2.
    expect(svg).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u)
    expect(svg).toContain('a\ufffdb\ufffdc\ufffdd😀')
  })

  it('of a move that goes on has what is awaited, as the page does', () => {
    const bars = (svg: string) => svg.match(/<rect class="fill-/g)?.length ?? 0
    expect(bars(svgOf(runningMove()))).toBe(bars(svgOf(runningMove({ state: 'done' }))) + 3)
  })
})
