// The tray by table: icon, first line and what the menu offers, of what is so.
import { describe, expect, it } from 'vitest'
import { samplePartner, sampleStatus } from '../../dataplane/control/test/sample-facts.ts'
import type { Status } from '../../dataplane/contract/model.ts'
import type { HelperFailure, HelperState } from '../bridge/desk-state.ts'
import { trayIcons, trayModel } from '../shell/tray-model.ts'
import type { TrayItem, TrayView } from '../shell/tray-model.ts'

const ready: HelperState = { phase: 'ready', version: '0.1.0', rights: 'write' }
const status: Status = { ...sampleStatus, health: [] }
const on: TrayView = {
  helper: ready,
  endsWithApp: false,
  status,
  partners: [samplePartner],
  questions: 0,
  move: 'none',
}
const off: TrayView = { ...on, status: { ...status, enabled: false } }
const gone = (helper: HelperState): TrayView => ({
  ...{ helper, endsWithApp: false, status: undefined, partners: [], questions: 0, move: 'none' },
})
const failed = (reason: HelperFailure) => gone({ phase: 'failed', reason })
const broken: Status = {
  ...status,
  health: [
    { code: 'clock', severity: 'warning', text: 'The clock is late.', remedy: null },
    { code: 'port', severity: 'error', text: 'UDP port 10567 is taken.', remedy: 'End it.' },
  ],
}

/** The whole menu, one line an entry; what only says something stands in brackets. */
function menuLines(items: readonly TrayItem[], indent = ''): string[] {
  return items.flatMap((item) => {
    switch (item.kind) {
      case 'separator':
        return [`${indent}---`]
      case 'submenu':
        return [`${indent}${item.label} >`, ...menuLines(item.items, `${indent}  `)]
      case 'item':
        return [item.act === null ? `${indent}(${item.label})` : `${indent}${item.label}`]
    }
  })
}

const table: [string, TrayView, string, string][] = [
  ['on', on, 'on', 'On, 1 partner'],
  ['on without partners', { ...on, partners: [] }, 'on', 'On, 0 partners'],
  ['off', off, 'off', 'Off: connections end when you change networks'],
  ['off with a key', { ...off, questions: 1 }, 'key', 'Off, 1 key to check'],
  [
    'without a network, though a move is stuck',
    { ...on, status: { ...status, addresses: [] }, move: 'stuck' },
    'problem',
    'No network: connections wait for the next one',
  ],
  ['moving', { ...on, move: 'moving' }, 'moving', 'Moving to another network …'],
  ['a key to check', { ...on, questions: 1 }, 'key', 'On, 1 key to check'],
  [
    'keys to check while moving',
    { ...on, questions: 2, move: 'moving' },
    'key',
    'On, 2 keys to check',
  ],
  [
    'a problem',
    { ...on, status: broken },
    'problem',
    'On, with a problem: UDP port 10567 is taken.',
  ],
  [
    'a problem and a key',
    { ...on, status: broken, questions: 1 },
    'problem',
    'On, with a problem: UDP port 10567 is taken.',
  ],
  [
    'a move that is stuck',
    { ...on, move: 'stuck' },
    'problem',
    'Moved, but no partner answers yet',
  ],
  [
    'off with a problem',
    { ...off, status: { ...broken, enabled: false } },
    'off',
    'Off: connections end when you change networks',
  ],
  [
    'ready, but not yet its parts',
    { ...on, status: { ...status, ready: false } },
    'starting',
    'Starting …',
  ],
  ['absent', gone({ phase: 'absent' }), 'missing', 'The helper is not running.'],
  ['starting', gone({ phase: 'starting' }), 'starting', 'The helper is starting …'],
  ['lost', gone({ phase: 'lost', since: 0 }), 'missing', 'The helper has stopped answering.'],
  [
    'restarting',
    gone({ phase: 'restarting', attempt: 2, nextAt: 0 }),
    'starting',
    'The helper has ended; start number 2 follows.',
  ],
  ['ready without facts', gone(ready), 'missing', 'The helper runs.'],
]

describe('icon and tooltip', () => {
  it.each(table)('%s', (_what, view, icon, sentence) => {
    const model = trayModel(view)
    expect(model.icon).toBe(icon)
    expect(model.tooltip).toBe(`VIP: ${sentence}`)
    expect(menuLines(model.menu)).toContain(sentence)
  })

  it('use every shape', () => {
    const used = new Set(table.map(([, view]) => trayModel(view).icon))
    expect([...used].toSorted()).toEqual([...trayIcons].toSorted())
  })

  const reasons: HelperFailure[] = [
    { code: 'crash-loop', exits: 5, withinMs: 60_000, detail: null },
    { code: 'elevation-dismissed' },
    { code: 'elevation-refused', detail: null },
    { code: 'not-installed', path: '/usr/bin/vip' },
    { code: 'socket-forbidden', socket: '/run/vip/control.sock' },
    { code: 'other-protocol', helperVersion: '9.0.0' },
    { code: 'not-a-helper', socket: '/run/vip/control.sock', detail: null },
    { code: 'could-not-start', detail: 'its words' },
  ]
  it('say each failure in words of its own', () => {
    const sentences = reasons.map((reason) => trayModel(failed(reason)).tooltip)
    expect(new Set(sentences).size).toBe(reasons.length)
    for (const sentence of sentences) expect(sentence).toMatch(/^VIP: .+\.$|VIP shows/)
    expect(trayModel(failed({ code: 'elevation-dismissed' })).icon).toBe('missing')
  })
})

describe('the menu', () => {
  it('of a helper that runs', () => {
    expect(menuLines(trayModel(on).menu)).toEqual([
      'On, 1 partner',
      'This computer: laptop.example.org (240.1.2.3)',
      '---',
      'Partners >',
      '  home.example.org, at 198.51.100.7:10567',
      'Last move: lan1 → Wi-Fi, 1.8 ms',
      '---',
      'Turn off',
      'Open VIP',
      '---',
      'Quit (VIP stays on)',
      'Turn off and quit',
    ])
  })

  it('of one that is gone keeps its places', () => {
    expect(menuLines(trayModel(gone({ phase: 'absent' })).menu)).toEqual([
      'The helper is not running.',
      '(This computer: …)',
      '---',
      '(No partners now)',
      '(No move yet)',
      '---',
      'Start the helper',
      'Open VIP',
      '---',
      'Quit',
    ])
    expect(menuLines(trayModel(gone({ phase: 'starting' })).menu)).toContain('(Turn on)')
  })

  it('of one that is off turns it on', () => {
    const { menu } = trayModel(off)
    expect(menuLines(menu)).toContain('Turn on')
    expect(menu).toContainEqual({ kind: 'item', label: 'Turn on', act: { act: 'turn-on' } })
    expect(menuLines(menu).at(-1)).toBe('Quit')
  })

  it('of one that ends with the app says so', () => {
    expect(menuLines(trayModel({ ...on, endsWithApp: true }).menu)).toContain('Quit (ends VIP)')
    expect(menuLines(trayModel({ ...off, endsWithApp: true }).menu)).toContain('Quit')
  })

  it('of who may only look says so first, and how to get more', () => {
    const lines = menuLines(trayModel({ ...on, helper: { ...ready, rights: 'read' } }).menu)
    expect(lines[0]).toBe('(You may look, but not change: join the group "vip" and log in again)')
    expect(lines).toContain('(Turn off)')
    expect(lines).not.toContain('Turn off and quit')
  })

  it('leads to the keys that wait, and to a computer without a name', () => {
    const { menu } = trayModel({ ...on, questions: 3, status: { ...status, name: null } })
    expect(menu).toContainEqual({
      ...{ kind: 'item', label: '3 keys to check …', act: { act: 'open', page: 'trust' } },
    })
    expect(menuLines(menu)).toContain('(This computer: …)')
  })

  it('copies name and VIP, or the name alone', () => {
    const copies = (view: TrayView) =>
      trayModel(view).menu.flatMap((item) =>
        item.kind === 'item' && item.act?.act === 'copy' ? [item.act.text] : [],
      )
    expect(copies(on)).toEqual(['laptop.example.org 240.1.2.3'])
    expect(copies({ ...on, status: { ...status, vips: [] } })).toEqual(['laptop.example.org'])
  })

  it('shows ten partners, and says how many more there are', () => {
    const partners = Array.from({ length: 12 }, (_, at) => ({
      ...{ ...samplePartner, name: `p${at}.example.org`, endpoint: null },
    }))
    const lines = menuLines(trayModel({ ...on, partners }).menu)
    expect(lines).toContain('  p9.example.org: looking for it')
    expect(lines).not.toContain('  p10.example.org: looking for it')
    expect(lines).toContain('  2 more …')
  })

  const moves: [Partial<NonNullable<Status['lastMove']>>, string][] = [
    [
      { from: '192.0.2.1 (eth0)', to: '192.0.2.2 (wwan0)', outageMs: 2345 },
      'cable → mobile, 2.3 s',
    ],
    [{ from: null, to: 'fd00::1 (enp3s0)', outageMs: 42_000 }, 'nothing → cable, 42 s'],
    [{ to: null, outageMs: null, state: 'running' }, 'lan1 → nothing, no answer yet'],
    [{ from: '192.0.2.1', outageMs: null }, '192.0.2.1 → Wi-Fi, nobody answered'],
  ]
  it.each(moves)('tells the last move: %j', (changes, words) => {
    if (status.lastMove === null) throw new Error('no sample')
    const lastMove = { ...status.lastMove, ...changes }
    expect(menuLines(trayModel({ ...on, status: { ...status, lastMove } }).menu)).toContain(
      `Last move: ${words}`,
    )
  })
})
