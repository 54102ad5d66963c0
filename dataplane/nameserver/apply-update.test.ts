import { describe, expect, test } from 'vitest'
import { classes, metaTypes, rcodes, types } from '../wire/dns-codes.ts'
import type { TypeName } from '../wire/dns-codes.ts'
import type { DnsRecord } from '../wire/dns-message.ts'
import { parseDnsName } from '../wire/dns-name.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { rdataFromText } from '../wire/dns-rdata.ts'
import { applyUpdate } from './apply-update.ts'
import { readZoneFile, writeZoneFile } from './zone-file.ts'
import type { Zone } from './zone.ts'

const name = (text: string) => parseDnsName(text) as DnsName
const head = '@ 5 IN SOA ns hostmaster 1 3600 600 604800 5\n@ 5 IN NS ns\n'

function zoneOf(text: string): Zone {
  const read = readZoneFile(head + text, name('vipip.net'))
  if (!read.ok) throw new Error(JSON.stringify(read))
  return read.zone
}

const zone = zoneOf(
  'b 1 IN A 192.0.2.1\nb 1 IN A 192.0.2.2\nb 1 IN TXT x\nalias 1 IN CNAME b\nx.y 1 IN A 192.0.2.7\n',
)

function record(
  owner: string,
  type: TypeName | 'ANY',
  kind: number,
  text = '',
  ttl = 0,
): DnsRecord {
  const number = type === 'ANY' ? metaTypes.ANY : types[type]
  const words = text.split(' ').map((raw) => ({ raw, quoted: false }))
  const rdata = text === '' ? new Uint8Array(0) : rdataFromText(number, words, parseDnsName)!
  return { name: name(owner), type: number, class: kind, ttl, rdata }
}

const add = (owner: string, type: TypeName, text: string, ttl = 1) =>
  record(owner, type, classes.in, text, ttl)
const deleteRecord = (owner: string, type: TypeName, text: string) =>
  record(owner, type, classes.none, text)
const deleteRrset = (owner: string, type: TypeName | 'ANY') => record(owner, type, classes.any)

function refusalOf(prerequisites: DnsRecord[], changes: DnsRecord[] = []): number | undefined {
  const before = writeZoneFile(zone)
  const outcome = applyUpdate(zone, { prerequisites, changes })
  expect(writeZoneFile(zone)).toBe(before)
  return outcome.kind === 'refused' ? outcome.rcode : undefined
}

/** Lines of the zone file that came and went, without the SOA; undefined when nothing changed. */
function changesOf(changes: DnsRecord[], on = zone): string[] | undefined {
  const outcome = applyUpdate(on, { prerequisites: [], changes })
  if (outcome.kind !== 'changed') return undefined
  const lines = (of: Zone) =>
    writeZoneFile(of)
      .split('\n')
      .map((line) => line.replace(/ +/g, ' '))
  const [before, after] = [lines(on), lines(outcome.zone)]
  return [
    ...before.filter((line) => !after.includes(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
  ].filter((line) => !line.includes(' SOA '))
}

describe('prerequisites (RFC 2136 section 3.2)', () => {
  const b = 'b.vipip.net'
  const nobody = 'nobody.vipip.net'
  test.each([
    ['the name is in use', record(b, 'ANY', classes.any), undefined],
    ['the name is not', record(nobody, 'ANY', classes.any), rcodes.nxDomain],
    [
      'nor is one that is only on the way',
      record('y.vipip.net', 'ANY', classes.any),
      rcodes.nxDomain,
    ],
    ['the RRset is there', record(b, 'A', classes.any), undefined],
    ['the RRset is not', record(b, 'AAAA', classes.any), rcodes.nxRrset],
    ['the name must not be in use, and is', record(b, 'ANY', classes.none), rcodes.yxDomain],
    ['the name must not be in use, and is not', record(nobody, 'ANY', classes.none), undefined],
    ['the RRset must not be there, and is', record(b, 'A', classes.none), rcodes.yxRrset],
    ['the RRset must not be there, and is not', record(b, 'MX', classes.none), undefined],
    ['with a TTL', { ...record(b, 'A', classes.any), ttl: 1 }, rcodes.formErr],
    ['with data and class ANY', record(b, 'A', classes.any, '192.0.2.1'), rcodes.formErr],
    ['with data and class NONE', record(b, 'A', classes.none, '192.0.2.1'), rcodes.formErr],
    ['of another class', record(b, 'A', 3), rcodes.formErr],
    ['outside the zone', record('b.example', 'A', classes.any), rcodes.notZone],
  ])('%s', (_what, prerequisite, rcode) => {
    expect(refusalOf([prerequisite])).toBe(rcode)
  })

  const has = (text: string) => record(b, 'A', classes.in, text)
  test('an RRset has exactly these data', () => {
    expect(refusalOf([has('192.0.2.2'), has('192.0.2.1')])).toBe(undefined)
    expect(refusalOf([has('192.0.2.1')])).toBe(rcodes.nxRrset)
    expect(refusalOf([has('192.0.2.1'), has('192.0.2.2'), has('192.0.2.3')])).toBe(rcodes.nxRrset)
    expect(refusalOf([record(nobody, 'A', classes.in, '192.0.2.1')])).toBe(rcodes.nxRrset)
    expect(refusalOf([record('alias.vipip.net', 'CNAME', classes.in, 'B.VIPIP.net')])).toBe(
      undefined,
    )
  })
})

describe('a change that is unfit refuses the whole message', () => {
  const fine = add('n.vipip.net', 'A', '192.0.2.9')
  test.each([
    ['outside the zone', add('b.example', 'A', '192.0.2.1'), rcodes.notZone],
    ['of another class', record('b.vipip.net', 'A', 3, '192.0.2.1'), rcodes.formErr],
    ['adding ANY', { ...fine, type: metaTypes.ANY }, rcodes.formErr],
    ['adding AXFR', { ...fine, type: metaTypes.AXFR }, rcodes.formErr],
    ['adding type 0', { ...fine, type: 0 }, rcodes.formErr],
    ['an address of three bytes', { ...fine, rdata: new Uint8Array(3) }, rcodes.formErr],
    ['an address of no bytes', { ...fine, rdata: new Uint8Array(0) }, rcodes.formErr],
    ['a TTL over 31 bits', { ...fine, ttl: 0x80000000 }, rcodes.formErr],
    ['deleting with a TTL', { ...deleteRrset('b.vipip.net', 'A'), ttl: 1 }, rcodes.formErr],
    [
      'deleting an RRset with data',
      record('b.vipip.net', 'A', classes.any, '192.0.2.1'),
      rcodes.formErr,
    ],
    ['deleting a record with a TTL', { ...fine, class: classes.none, ttl: 1 }, rcodes.formErr],
  ])('%s', (_what, change, rcode) => {
    expect(refusalOf([], [fine, change])).toBe(rcode)
  })
})

describe('changes (section 3.4)', () => {
  test('a record is added to its RRset, whose TTL is the latest', () => {
    expect(changesOf([add('B.vipip.net', 'A', '192.0.2.3', 9)])).toEqual([
      '- b 1 IN A 192.0.2.1',
      '- b 1 IN A 192.0.2.2',
      '+ b 9 IN A 192.0.2.1',
      '+ b 9 IN A 192.0.2.2',
      '+ b 9 IN A 192.0.2.3',
    ])
  })

  test('what is there already changes nothing, serial included', () => {
    expect(changesOf([add('b.vipip.net', 'A', '192.0.2.1')])).toBe(undefined)
    expect(changesOf([])).toBe(undefined)
  })

  test('replacing an address in one message', () => {
    const replace = [deleteRrset('b.vipip.net', 'A'), add('b.vipip.net', 'A', '192.0.2.9')]
    expect(changesOf(replace)).toEqual([
      '- b 1 IN A 192.0.2.1',
      '- b 1 IN A 192.0.2.2',
      '+ b 1 IN A 192.0.2.9',
    ])
  })

  test('a record, an RRset, a name is deleted', () => {
    expect(changesOf([deleteRecord('b.vipip.net', 'A', '192.0.2.1')])).toEqual([
      '- b 1 IN A 192.0.2.1',
    ])
    expect(changesOf([deleteRecord('b.vipip.net', 'A', '192.0.2.9')])).toBe(undefined)
    expect(changesOf([deleteRrset('b.vipip.net', 'TXT')])).toEqual(['- b 1 IN TXT "x"'])
    expect(changesOf([deleteRrset('b.vipip.net', 'ANY')])?.length).toBe(3)
    expect(changesOf([deleteRrset('nobody.vipip.net', 'ANY')])).toBe(undefined)
  })

  test('a name without records leaves nothing on the way to it', () => {
    const outcome = applyUpdate(zone, {
      prerequisites: [],
      changes: [deleteRrset('x.y.vipip.net', 'ANY')],
    })
    if (outcome.kind !== 'changed') throw new Error(outcome.kind)
    expect(zone.exists(name('y.vipip.net'))).toBe(true)
    expect(outcome.zone.exists(name('y.vipip.net'))).toBe(false)
    expect(outcome.zone.recordCount).toBe(zone.recordCount - 1)
  })

  test('the apex keeps its SOA and an NS', () => {
    expect(changesOf([deleteRrset('vipip.net', 'ANY')])).toBe(undefined)
    expect(changesOf([deleteRrset('vipip.net', 'NS')])).toBe(undefined)
    expect(changesOf([deleteRrset('vipip.net', 'SOA')])).toBe(undefined)
    expect(changesOf([deleteRecord('vipip.net', 'NS', 'ns.vipip.net')])).toBe(undefined)
    const swap = [
      add('vipip.net', 'NS', 'ns2.vipip.net', 5),
      deleteRecord('vipip.net', 'NS', 'NS.vipip.net'),
    ]
    expect(changesOf(swap)).toEqual(['- @ 5 IN NS ns.vipip.net.', '+ @ 5 IN NS ns2.vipip.net.'])
  })

  test('a CNAME has its name for itself, and is replaced', () => {
    expect(changesOf([add('b.vipip.net', 'CNAME', 'c.vipip.net')])).toBe(undefined)
    expect(changesOf([add('alias.vipip.net', 'A', '192.0.2.1')])).toBe(undefined)
    expect(changesOf([add('alias.vipip.net', 'CNAME', 'c.vipip.net')])).toEqual([
      '- alias 1 IN CNAME b.vipip.net.',
      '+ alias 1 IN CNAME c.vipip.net.',
    ])
  })
})

describe('the serial', () => {
  const serialAfter = (changes: DnsRecord[], on = zone) => {
    const outcome = applyUpdate(on, { prerequisites: [], changes })
    return outcome.kind === 'changed' ? outcome.zone.soa?.serial : undefined
  }
  const soa = (serial: number) => add('vipip.net', 'SOA', `ns.x h.x ${serial} 1 1 1 1`)

  test('grows by one with each message that changes something', () => {
    expect(
      serialAfter([add('n.vipip.net', 'A', '192.0.2.1'), add('n.vipip.net', 'TXT', 'x')]),
    ).toBe(2)
  })

  test('is taken from a newer SOA, and only from a newer one at the apex', () => {
    expect(serialAfter([soa(9)])).toBe(9)
    expect(serialAfter([soa(1)])).toBe(undefined)
    expect(serialAfter([soa(0x80000001)])).toBe(undefined)
    expect(serialAfter([{ ...soa(9), name: name('b.vipip.net') }])).toBe(undefined)
  })

  test('goes around and leaves out zero', () => {
    const outcome = applyUpdate(zone, { prerequisites: [], changes: [soa(0x80000000)] })
    if (outcome.kind !== 'changed') throw new Error(outcome.kind)
    const next = applyUpdate(outcome.zone, { prerequisites: [], changes: [soa(0xffffffff)] })
    if (next.kind !== 'changed') throw new Error(next.kind)
    expect(serialAfter([add('n.vipip.net', 'A', '192.0.2.1')], next.zone)).toBe(1)
  })
})
