import { describe, expect, test } from 'vitest'
import type { LabStatus } from '../contract/lab-status.ts'
import { perfectLink } from '../contract/link-settings.ts'
import { labText } from './lab-text.ts'

const counters = {
  received: 100,
  sent: 98,
  lost: 2,
  duplicated: 0,
  reordered: 0,
  queueFull: 0,
  overrun: 0,
  refused: 0,
}

const up: Extract<LabStatus, { state: 'up' }> = {
  name: 'lab',
  state: 'up',
  mode: 'helpers',
  nameServer: { kind: 'bind', state: 'failed', addresses: ['192.0.2.53'] },
  legacy: { host: 'c', fqdn: 'legacy.vipip.net', addresses: ['203.0.113.30'] },
  rootless: true,
  foreground: false,
  runDirectory: '/run/vip-lab/lab',
  keeperPid: 1,
  hosts: [
    {
      host: 'a',
      fqdn: 'a.vipip.net',
      vip: '240.0.0.1',
      vip6: 'fd56:4950::1',
      lan: 'lan1',
      addresses: [
        { interface: 'lan1', address: '198.51.100.10' },
        { interface: 'vip0', address: '240.0.0.1' },
      ],
      tunnel: {
        state: 'running',
        tun: 'vip0',
        port: 10567,
        mtu: 1400,
        drops: {},
        peers: [
          {
            name: 'b.vipip.net',
            vip: '240.0.0.2',
            endpoints: ['203.0.113.20:10567'],
            rxBytes: 999,
            txBytes: 1_234_567,
            lastHeardMs: 1500,
            drops: { replay: 3, malformed: 0 },
          },
        ],
      },
    },
    {
      host: 'b',
      fqdn: 'b.vipip.net',
      vip: '240.0.0.2',
      vip6: 'fd56:4950::2',
      lan: null,
      addresses: [],
      tunnel: { state: 'failed', reason: 'its process has ended' },
    },
  ],
  links: [
    {
      host: 'a',
      lan: 'lan1',
      state: 'running',
      seed: 7,
      out: { settings: { ...perfectLink, delayMs: 50, lossPercent: 2 }, counters },
      in: { settings: perfectLink, counters: { ...counters, received: 0, sent: 0, lost: 0 } },
    },
    { host: 'r', lan: 'lan2', state: 'failed', reason: 'No answer.' },
  ],
  services: [
    { host: 'b', program: 'sshd', port: 22, state: 'listening' },
    { host: 'a', program: 'nginx', port: 80, state: 'failed', reason: 'Not installed.' },
    { host: 'b', program: 'nginx', port: 80, state: 'failed', reason: 'Not installed.' },
    { host: 'b', program: 'iperf3', port: 5201, state: 'listening' },
  ],
}

describe('status', () => {
  const lines = labText.status(up).split('\n')

  test('says where a host is, by its physical addresses only', () => {
    expect(lines).toContain('  a  a.vipip.net 240.0.0.1 fd56:4950::1, on lan1 (198.51.100.10)')
    expect(lines).toContain('  b  b.vipip.net 240.0.0.2 fd56:4950::2, between two LANs')
  })

  test('says what a tunnel did, and only the drops there were', () => {
    expect(lines).toContain(
      '     to b.vipip.net at 203.0.113.20:10567: sent 1.2 MB, received 999 B, heard 1.5 s ago, replay 3',
    )
    expect(lines).toContain('     tunnel failed: its process has ended')
  })

  test('says what a link does', () => {
    expect(lines).toContain('     out delay 50 ms, loss 2 %; received 100, sent 98, lost 2')
    expect(lines).toContain('     in  perfect; no frames yet')
    expect(labText.status(up)).toContain('link of r to lan2: its emulator was killed')
  })

  test('of a lab that is down is one sentence', () => {
    expect(labText.status({ name: 'x', state: 'down' })).toBe('The lab "x" is not up.\n')
  })
})

test('status says what serves names, and who has no VIP', () => {
  const lines = labText.status(up).split('\n')
  expect(lines).toContain('  r  name server (BIND) on 192.0.2.53, but has ended')
  expect(lines).toContain('  c  legacy.vipip.net, without VIP, on lan2 (203.0.113.30)')
})

test('what to try names the lab where it is not the usual one', () => {
  expect(labText.runsNow(up, 900, 'out/vip')).toContain('  out/vip lab exec a ping b.vipip.net')
  expect(labText.runsNow({ ...up, name: 'two' }, 900, 'vip')).toContain(
    '  vip lab exec --lab two a ping b.vipip.net',
  )
})

test('what listens is suggested, and what does not is told once for all hosts', () => {
  const said = labText.runsNow(up, 900, 'vip')
  expect(said).toContain('  vip lab exec a ssh b.vipip.net ')
  expect(said).toContain('  vip lab exec a iperf3 -c b.vipip.net\n')
  expect(said).not.toContain('curl')
  expect(said).toContain('  on a, b, nginx: Not installed.\n')
  expect(labText.status(up).split('\n')).toContain('  on b listen sshd (22), iperf3 (5201)')
  expect(labText.notListening([])).toBe('')
})

test('a move is suggested, and its receipt', () => {
  for (const status of [up, { ...up, mode: 'static' as const }]) {
    expect(labText.runsNow(status, 900, 'vip')).toContain('  vip lab move a lan2')
  }
  const moved = { host: 'a', lan: 'lan2', milliseconds: 80, vip: 'out/vip' }
  expect(labText.movedWithHelper({ ...moved, lab: 'lab' })).toContain(
    '"out/vip lab exec a out/vip handovers"',
  )
  expect(labText.movedWithHelper({ ...moved, lab: 'mine' })).toContain(
    '"out/vip lab exec --lab mine a out/vip handovers"',
  )
})

test('every line of the help pages fits a terminal', () => {
  const { help, upHelp, execHelp, moveHelp, linkHelp, streamHelp, statusHelp, downHelp } = labText
  for (const page of [
    help,
    upHelp,
    execHelp,
    moveHelp,
    linkHelp,
    streamHelp,
    statusHelp,
    downHelp,
  ]) {
    expect(page.split('\n').filter((line) => line.length > 100)).toEqual([])
  }
})
