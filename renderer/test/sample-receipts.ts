// Receipts of moves as a helper writes them, for tests and for looking at pages: an easy move, one of both hosts, a partner's,
// one that goes on, one that nobody answered, and a huge one.
import type {
  Handover,
  HandoverEvent,
  HandoverPartner,
  HandoverPhase,
} from '../../dataplane/contract/handovers.ts'
import { sampleNow } from './sample-desk.ts'

type Line = readonly [at: number, what: HandoverPhase, detail?: string]

export function sampleEvents(lines: readonly Line[]): HandoverEvent[] {
  return lines.map(([at, what, detail = null]) => ({ at, what, detail }))
}

/** A partner's lane as receipts have it: this host's events stand among its own. */
export function samplePartner(
  name: string,
  host: readonly HandoverEvent[],
  own: readonly Line[],
  others: Partial<HandoverPartner> = {},
): HandoverPartner {
  const events = [...host, ...sampleEvents(own)].sort((one, other) => one.at - other.at)
  return { name, events, omitted: 0, outageMs: null, held: 0, resent: 0, lost: 0, ...others }
}

/** a goes from lan1 to lan2; b is where it was. */
export function easyMove(others: Partial<Handover> = {}): Handover {
  const events = sampleEvents([
    [0, 'link-lost', 'lan1'],
    [11.834, 'address-up', '203.0.113.10 (lan2)'],
    [12.306, 'dns-sent', 'rfc2136'],
    [13.951, 'dns-acknowledged'],
    [16.204, 'dns-visible', '192.0.2.53'],
  ])
  return {
    id: 12,
    startedAt: sampleNow - 14 * 60_000 + 212.345,
    cause: 'link-lost',
    from: '198.51.100.10 (lan1)',
    to: '203.0.113.10 (lan2)',
    state: 'done',
    events,
    omitted: 0,
    partners: [
      samplePartner(
        'b.vipip.net',
        events,
        [
          [12.011, 'hint-sent', '203.0.113.20:10567'],
          [12.052, 'hint-sent', '[2001:db8:2::20]:10567'],
          [12.118, 'held-sent', '9'],
          [12.16, 'first-packet-out', '203.0.113.20:10567'],
          [14.402, 'first-packet-in', '203.0.113.20:10567'],
          [14.873, 'hint-acknowledged', '203.0.113.20:10567'],
        ],
        { outageMs: 2.568, held: 9, resent: 0 },
      ),
    ],
    omittedPartners: 0,
    ...others,
  }
}

/** Both move at once: hints go to where the partner was, and DNS tells where it is. */
export function moveOfBoth(others: Partial<Handover> = {}): Handover {
  const events = sampleEvents([
    [0, 'link-lost', 'lan2'],
    [13.402, 'address-up', '198.51.100.10 (lan1)'],
    [13.911, 'dns-sent', 'rfc2136'],
    [16.872, 'dns-acknowledged'],
    [24.118, 'dns-visible', '192.0.2.53'],
  ])
  return easyMove({
    id: 13,
    startedAt: sampleNow - 9 * 60_000 + 77.01,
    from: '203.0.113.10 (lan2)',
    to: '198.51.100.10 (lan1)',
    events,
    partners: [
      samplePartner(
        'b.vipip.net',
        events,
        [
          [13.602, 'hint-sent', '203.0.113.20:10567'],
          [13.66, 'dns-asked'],
          [13.8, 'held-sent', '14'],
          [13.815, 'first-packet-out', '203.0.113.20:10567'],
          [19.31, 'hint-sent', '203.0.113.20:10567'],
          [23.702, 'dns-asked'],
          [29.04, 'dns-answered', '198.51.100.20'],
          [29.112, 'hint-sent', '198.51.100.20:10567'],
          [29.2, 'resent', '6'],
          [30.871, 'first-packet-in', '198.51.100.20:10567'],
          [31.24, 'hint-acknowledged', '198.51.100.20:10567'],
        ],
        { outageMs: 17.469, held: 14, resent: 6, lost: 2 },
      ),
    ],
    ...others,
  })
}

/** b has moved; a hears of it. */
export function partnersMove(others: Partial<Handover> = {}): Handover {
  return easyMove({
    id: 14,
    startedAt: sampleNow - 4 * 60_000 + 501.7,
    cause: 'peer-moved',
    from: '203.0.113.20:10567',
    to: '198.51.100.20:10567',
    events: [],
    partners: [
      samplePartner(
        'b.vipip.net',
        [],
        [
          [0, 'hint-received', '198.51.100.20:10567, [2001:db8:1::20]:10567'],
          [0.041, 'first-packet-out', '198.51.100.20:10567'],
          [0.048, 'resent', '3'],
          [0.412, 'path-challenged', '[2001:db8:1::20]:10567'],
          [1.117, 'path-confirmed', '[2001:db8:1::20]:10567'],
          [1.31, 'first-packet-in', '198.51.100.20:10567'],
        ],
        { outageMs: 15.902, resent: 3 },
      ),
    ],
    ...others,
  })
}

/** It goes on: one partner answered, another did not yet. */
export function runningMove(others: Partial<Handover> = {}): Handover {
  const events = sampleEvents([
    [0, 'address-up', '192.0.2.23 (wlan0)'],
    [0.611, 'dns-sent', 'rfc2136'],
    [31.2, 'dns-acknowledged'],
  ])
  return easyMove({
    id: 15,
    startedAt: sampleNow - 640,
    cause: 'address-changed',
    from: '198.51.100.7 (eth0)',
    to: '192.0.2.23 (wlan0)',
    state: 'running',
    events,
    partners: [
      samplePartner(
        'home.example.org',
        events,
        [
          [0.31, 'hint-sent', '203.0.113.9:10567'],
          [0.35, 'held-sent', '22'],
          [0.36, 'first-packet-out', '203.0.113.9:10567'],
          [38.7, 'hint-acknowledged', '203.0.113.9:10567'],
          [38.9, 'first-packet-in', '203.0.113.9:10567'],
        ],
        { outageMs: 38.9, held: 22 },
      ),
      samplePartner(
        'office.example.org',
        events,
        [
          [0.33, 'hint-sent', '198.51.100.80:10567'],
          [0.4, 'dns-asked'],
          [85.6, 'hint-sent', '198.51.100.80:10567'],
          [250.2, 'hint-sent', '198.51.100.80:10567'],
          [410.2, 'dns-asked'],
        ],
        { held: 3 },
      ),
    ],
    ...others,
  })
}

/** The partner was switched off. */
export function unheardMove(others: Partial<Handover> = {}): Handover {
  const events = sampleEvents([
    [0, 'address-up', '198.51.100.7 (eth0)'],
    [0.44, 'dns-sent', 'desec'],
    [5012, 'dns-failed', 'no answer within 5 s'],
  ])
  return easyMove({
    id: 11,
    startedAt: sampleNow - 3 * 3_600_000,
    cause: 'wake',
    from: '198.51.100.7 (eth0)',
    to: '198.51.100.7 (eth0)',
    events,
    partners: [
      samplePartner(
        'printer.example.org',
        events,
        [
          [0.2, 'hint-sent', '192.0.2.80:10567'],
          [85, 'hint-sent', '192.0.2.80:10567'],
          [250, 'hint-sent', '192.0.2.80:10567'],
          [251, 'source-port-changed', '41877'],
          [600, 'dns-asked'],
          [1250, 'hint-sent', '192.0.2.80:10567'],
          [120_000, 'gave-up'],
        ],
        { lost: 12 },
      ),
    ],
    ...others,
  })
}

/** As many events and partners as a server may have: for measuring. */
export function hugeMove(partnerCount = 50, eventsOfEach = 19): Handover {
  const events = sampleEvents([
    [0, 'link-lost', 'eth0'],
    [8.2, 'address-up', '192.0.2.23 (eth1)'],
    [8.5, 'dns-sent', 'rfc2136'],
    [12, 'dns-acknowledged'],
    [48, 'dns-visible', '192.0.2.53'],
  ])
  const partners = Array.from({ length: partnerCount }, (_, partner) => {
    const start = 8.3 + partner * 0.05
    const tries = Array.from({ length: eventsOfEach - 3 }, (__, at): Line => [
      start + at * (1 + partner * 0.02),
      at % 4 === 3 ? 'dns-asked' : 'hint-sent',
      '203.0.113.9:10567',
    ])
    const heardAt = start + eventsOfEach * (1 + partner * 0.02)
    const rest: Line[] = [
      [start + 0.1, 'first-packet-out', '203.0.113.9:10567'],
      [heardAt, 'first-packet-in', '203.0.113.9:10567'],
      [heardAt + 0.3, 'hint-acknowledged', '203.0.113.9:10567'],
    ]
    return samplePartner(`host-${partner + 1}.example.org`, events, [...tries, ...rest], {
      outageMs: heardAt - 8.2,
      held: partner % 7,
    })
  })
  return easyMove({ id: 16, startedAt: sampleNow - 60_000, events, partners })
}

/** Oldest first, as a desk has them. */
export function sampleReceipts(): Handover[] {
  return [unheardMove(), easyMove(), moveOfBoth(), partnersMove()]
}
