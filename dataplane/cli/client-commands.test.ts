// The commands that ask the helper, as people and scripts call them: a real socket, and real
// processes where a terminal, a pipe or another user matters.
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import * as v from 'valibot'
import { dynamicDnsReportSchema, ownKeySchema, resolutionSchema } from '../contract/calls.ts'
import { handoverSchema } from '../contract/handovers.ts'
import {
  knownHostSchema,
  peerSchema,
  statusSchema,
  trustQuestionSchema,
} from '../contract/model.ts'
import { VipProgram } from './test/vip-program.ts'

const offered = `SHA256:${'A'.repeat(43)}`
const expectedOther = `SHA256:${'B'.repeat(42)}A`

// Some start processes, on a machine that others use.
vi.setConfig({ testTimeout: 30_000 })

let program: VipProgram
beforeAll(async () => {
  program = await VipProgram.withHelper()
})
afterAll(async () => program.stop())

describe('dynamic DNS', () => {
  it('is shown record by record', async () => {
    const { status, json } = await program.vipJson('ddns')
    expect(status).toBe(0)
    expect(v.parse(dynamicDnsReportSchema, json)).toEqual(json)
  })

  it('is forced and withdrawn', async () => {
    const forced = await program.vip('ddns', '--force')
    expect(forced.status).toBe(0)
    expect(forced.stdout).toBe(
      [
        'Dynamic DNS by rfc2136: current, never updated.',
        '',
        '  laptop.example.org  A  192.0.2.5',
        '  laptop.example.org  A  192.0.2.6',
        '',
      ].join('\n'),
    )
    const { stdout } = await program.vip('ddns', '--withdraw')
    expect(stdout).toBe('Dynamic DNS by rfc2136: off, never updated.\n')
    expect((await program.vipJson('ddns')).json).toMatchObject({ state: 'off', records: [] })
  })

  it('is not both at once', async () => {
    const { status, stderr } = await program.vip('ddns', '--force', '--withdraw')
    expect([status, stderr]).toEqual([2, expect.stringContaining('not both')])
  })
})

describe('facts', () => {
  it('of this host', async () => {
    const { status, json } = await program.vipJson('status')
    expect(status).toBe(0)
    expect(v.is(statusSchema, json)).toBe(true)
    const { stdout } = await program.vip('status')
    expect(stdout).toMatch(/^laptop\.example\.org is on\.\n/)
    expect(stdout).toContain('\n  Addresses    192.0.2.5 on wlan0, preferred\n')
    expect(stdout).toMatch(
      /^ {2}Last move +192\.0\.2\.7 \(lan1\) → 192\.0\.2\.5 \(wlan0\), 1\.8 ms, 20\d\d-[-\d]+ [\d:]+$/m,
    )
    expect(stdout).toContain('Warning: The clock is 40 s behind.\n  Let chrony')
  })

  it('of peers', async () => {
    const { status, json } = await program.vipJson('peers')
    expect(status).toBe(0)
    expect(v.parse(v.array(peerSchema), json)).toEqual(json)
    const { stdout } = await program.vip('peers')
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      'NAME              VIP        STATE   HEARD      RTT    RECEIVED  SENT    ENDPOINT            KEY',
      'home.example.org  240.7.7.7  active  1.2 s ago  23 ms  5.4 MB    320 kB  198.51.100.7:10567  verified',
    ])
  })

  it('of the own key', async () => {
    expect(v.is(ownKeySchema, (await program.vipJson('key')).json)).toBe(true)
    expect((await program.vip('key')).stdout).toMatch(/^laptop.*\nSHA256:.*\n\+--\[ED25519/)
  })

  it('of what has happened, one line each', async () => {
    const { status, stdout } = await program.vip('events')
    expect(status).toBe(0)
    expect(stdout).toMatch(/^[\d-]+ [\d:]+ {2}The helper is ready \(version 0\.1\.0\)\n.*agreed on/)
    const lines = (await program.vip('events', '--json')).stdout.trim().split('\n')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { sequence: 1, kind: 'helper-ready' },
      { sequence: 2, kind: 'peer-agreed', name: 'home.example.org' },
    ])
  })

  it('go on with --follow, none lost and none twice', async () => {
    const own = await VipProgram.withHelper()
    try {
      const burst = (name: string) =>
        Array.from({ length: 300 }, () => ({ kind: 'peer-rekeyed', name }) as const)
      own.publish(...burst('before.example.org'))
      const follower = own.spawn(['vip', 'events', '--follow', '--json'])
      const seen: number[] = []
      for await (const line of createInterface({ input: follower.stdout })) {
        const { sequence } = JSON.parse(line) as { sequence: number }
        seen.push(sequence)
        // While the first lines are still read, and again when all are.
        if (sequence === 1 || sequence === 602) own.publish(...burst('after.example.org'))
        if (sequence === 902) break
      }
      follower.kill()
      expect(seen).toEqual(Array.from({ length: 902 }, (_, at) => at + 1))
    } finally {
      await own.stop()
    }
  })

  it('read well of moves', async () => {
    const own = await VipProgram.withHelper()
    try {
      const [name, handover] = ['b.vipip.net', 3]
      const [from, to, cause] = [
        '192.0.2.7 (lan1)',
        '198.51.100.7 (lan2)',
        'address-changed',
      ] as const
      const phase = { kind: 'handover-phase', handover, after: 0.21 } as const
      const [endpoint, previous] = ['203.0.113.9:10567', '198.51.100.9:10567']
      own.publish(
        { kind: 'handover-began', handover, cause, from, to },
        { ...phase, name: null, what: 'address-up', detail: to },
        { ...phase, name, what: 'hint-acknowledged', detail: null },
        { kind: 'handover-ended', handover },
        { kind: 'peer-moved', name, endpoint, previous },
        { kind: 'configuration-loaded' },
      )
      const follower = own.spawn(['vip', 'events', '--follow'])
      const lines: string[] = []
      for await (const line of createInterface({ input: follower.stdout })) {
        lines.push(line)
        if (line.includes('configuration')) break
      }
      follower.kill()
      expect(lines.slice(2, 7).map((line) => line.slice(21))).toEqual([
        'Move 3 began (address-changed): 192.0.2.7 (lan1) → 198.51.100.7 (lan2)',
        'Move 3, after 0.210 ms, this host: address-up 198.51.100.7 (lan2)',
        'Move 3, after 0.210 ms, b.vipip.net: hint-acknowledged',
        'Move 3 is done',
        'b.vipip.net is at 203.0.113.9:10567 now, was at 198.51.100.9:10567',
      ])
    } finally {
      await own.stop()
    }
  })

  it('go on with --follow, until nobody reads any more', async () => {
    const own = await VipProgram.withHelper()
    try {
      // Once the reader has gone, the two acts make events that nobody takes.
      const reader = '{ head -n 1; exec <&-; vip down >&2; vip up >&2; }'
      const shell = ['bash', '-c', `set -o pipefail; vip events --follow --json | ${reader}`]
      const { status, stdout, stderr } = await own.run(shell)
      expect({ status, stderr }).toEqual({
        status: 0,
        stderr: expect.stringMatching(/^Mobility is off.*\nMobility is on\.\n$/) as unknown,
      })
      expect(JSON.parse(stdout)).toMatchObject({ sequence: 1 })
    } finally {
      await own.stop()
    }
  })
})

describe('vip handovers', () => {
  it('gives the receipts of moves, as JSON and one block each', async () => {
    const { status, json } = await program.vipJson('handovers')
    expect(status).toBe(0)
    const receipts = v.parse(v.array(handoverSchema), json)
    expect(receipts).toEqual(json)
    expect(receipts).toHaveLength(1)
    const { stdout } = await program.vip('handovers')
    expect(stdout.replace(/20\d\d-[-\d]+ \d\d:\d\d:\d\d/, 'TIME')).toBe(
      `Move 3, TIME: 192.0.2.7 (lan1) → 192.0.2.5 (wlan0), address-changed
  home.example.org: 1.8 ms outage, 3 packets held, 2 TCP segments sent again
    0.000 ms  address-up         192.0.2.5 (wlan0)
    0.210 ms  hint-sent          198.51.100.7:10567
    0.400 ms  dns-sent           rfc2136
    1.800 ms  hint-acknowledged
    1.801 ms  held-sent          3
    5.250 ms  dns-acknowledged   rfc2136
`,
    )
  })

  it('of after one that is known', async () => {
    expect(await program.vipJson('handovers', '--since', '3')).toEqual({ status: 0, json: [] })
    expect((await program.vip('handovers', '--since', '3')).stdout).toMatch(/^No moves: /)
    expect(await program.vipJson('handovers', '--since', '2')).toMatchObject({ json: [{ id: 3 }] })
  })
})

describe('vip resolve', () => {
  it.each([
    ['home.example.org', 0, 'vip', 'Home.Example.org is 240'],
    ['legacy.example.org', 0, 'legacy', 'its own address: the host does not run VIP'],
    ['changed.example.org', 1, 'refused', 'changed.example.org is refused: it offers ANOTHER KEY'],
  ])('%s: exit status %i, kind %s', async (name, expectedStatus, kind, words) => {
    const { status, json } = await program.vipJson('resolve', name)
    expect(status).toBe(expectedStatus)
    expect(v.parse(resolutionSchema, json)).toMatchObject({ name, kind })
    const told = await program.vip('resolve', name.toUpperCase())
    expect(told.status).toBe(expectedStatus)
    expect(told.stdout.toLowerCase()).toContain(words.toLowerCase())
  })

  it('tells where a host is', async () => {
    const { stdout } = await program.vip('resolve', '--physical', 'home.example.org')
    expect(stdout).toBe('home.example.org is at 198.51.100.7: its packets go there now.\n')
  })
})

describe('vip trust', () => {
  it('shows what waits and what is known', async () => {
    const { json } = await program.vipJson('trust', 'list')
    const schema = v.object({
      questions: v.array(trustQuestionSchema),
      hosts: v.array(knownHostSchema),
    })
    expect(v.parse(schema, json)).toEqual(json)
    const { stdout } = await program.vip('trust', 'list')
    expect(stdout).toContain(`new.example.org at 203.0.113.9:10567`)
    expect(stdout).toContain(`\n  ${offered}\n  +--[ED25519 256]--+\n`)
    expect(stdout).toMatch(/^home\.example\.org {2}trusted +SHA256:B+A +verified/m)
  })

  it('asks nobody who cannot answer, and says how', async () => {
    for (const more of [[], ['--json']]) {
      const words = ['trust', 'accept', 'new.example.org', ...more]
      const { status, stderr } = await program.vipProcess(...words)
      expect(status).toBe(2)
      expect(stderr).toContain('vip trust accept new.example.org SHA256:…')
      expect(stderr).not.toContain(offered)
    }
  })

  it('refuses another key than the expected one, loudly', async () => {
    const words = ['trust', 'accept', 'new.example.org', expectedOther]
    const { status, stderr } = await program.vip(...words)
    expect(status).toBe(1)
    expect(stderr).toContain('This is NOT the key you expect.')
    expect((await program.vipJson(...words)).json).toMatchObject({
      error: { code: 'pasted-differs', data: { pasted: expectedOther, offered } },
    })
  })

  it.each(['\n', 'n\n', 'Y es\n', '\u0004'])('takes %j on a terminal for a no', async (typed) => {
    const { status, stdout } = await program.vipOnTerminal(
      typed,
      'trust',
      'accept',
      'new.example.org',
    )
    expect(status).toBe(1)
    expect(stdout).toContain(offered)
    expect(stdout).toContain('Trust this key of new.example.org from now on? [y/N]')
    expect(stdout).toContain('Nothing was done; the question stays open.')
  })

  it('accepts, rejects and forgets', async () => {
    const own = await VipProgram.withHelper()
    try {
      const yes = await own.vipOnTerminal('y\n', 'trust', 'accept', 'new.example.org')
      expect(yes.stdout).toContain('trusted, on first use: nobody has compared its key.')
      expect(yes.status).toBe(0)
      const again = await own.vipProcess('trust', 'accept', 'new.example.org')
      expect(again).toMatchObject({
        status: 0,
        stdout: expect.stringContaining('already') as unknown,
      })
      const forgotten = await own.vip('trust', 'forget', 'NEW.example.org.')
      expect(forgotten.stdout).toContain('it is a stranger again')
      const unknown = await own.vip('trust', 'forget', 'new.example.org')
      expect(unknown).toMatchObject({
        status: 1,
        stderr: expect.stringContaining('Nothing is stored') as unknown,
      })
      const rejected = await own.vip('trust', 'reject', 'new.example.org')
      expect(rejected.stderr).toContain('No key of new.example.org waits for an answer')
    } finally {
      await own.stop()
    }
  })

  it('takes an expected fingerprint for verified', async () => {
    const own = await VipProgram.withHelper()
    try {
      const { json } = await own.vipJson('trust', 'accept', 'new.example.org', `${offered}=`)
      expect(json).toEqual({ name: 'new.example.org', fingerprint: offered, proof: 'verified' })
    } finally {
      await own.stop()
    }
  })
})

describe('the rest', () => {
  it('turns mobility off and on', async () => {
    expect((await program.vip('down')).stdout).toMatch(/^Mobility is off/)
    expect((await program.vip('status')).stdout).toContain('is off; "vip up"')
    expect(await program.vipJson('up')).toEqual({
      status: 0,
      json: { enabled: true, changed: true },
    })
    expect((await program.vip('up')).stdout).toBe('Mobility was on already.\n')
  })

  it('tells another user what is not theirs, by name', async (context) => {
    if (process.getuid?.() !== 0) context.skip('only root can become another user')
    const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
    const canRead = await program.run([...asNobody, 'test', '-r', 'dataplane/cli/vip.ts'])
    if (canRead.status !== 0) context.skip('another user cannot read this checkout')
    for (const command of [
      'up',
      'down',
      'trust reject new.example.org',
      'trust forget home.example.org',
    ]) {
      const { status, stderr } = await program.run([...asNobody, 'vip', ...command.split(' ')])
      const name = command.replace(/ \S+\.\S+$/, '')
      expect(status, command).toBe(1)
      expect(stderr).toContain(`You may not use "vip ${name}"`)
    }
    expect((await program.run([...asNobody, 'vip', 'status'])).status).toBe(0)
  })

  it('says in one sentence that no helper runs, and what to do', async () => {
    const { status, stderr } = await program.vipProcess('peers', '--run-dir', '/nonexistent')
    expect(status).toBe(1)
    expect(stderr).toMatch(/^vip: No helper answers at \/nonexistent\/control\.sock: start it.*\n$/)
    const { json } = await program.vipJson('peers', '--run-dir', '/nonexistent')
    expect(json).toMatchObject({ error: { code: 'helper-not-running' } })
    const doctor = await program.vipJson('doctor', '--run-dir', '/nonexistent')
    const check = { code: 'helper-not-running', severity: 'error' }
    expect(doctor).toMatchObject({ status: 1, json: { checks: [check] } })
    const { stdout } = await program.vip('doctor', '--run-dir', '/nonexistent')
    expect(stdout).toContain('control.sock.\n        → Start it by "systemctl start vipd" as root')
  })

  it('diagnoses, and fails for what is broken', async () => {
    const { status, stdout } = await program.vip('doctor')
    expect(status).toBe(1)
    expect(stdout).toBe(
      'ok      The name server answers.\nBROKEN  Port 53 is taken.\n        → Stop dnsmasq.\n',
    )
  })

  it.each([
    [['resolve'], "A host's name is needed"],
    [['resolve', 'two', 'words'], '"words" is one word too many'],
    [['resolve', 'a b'], '"a b" cannot be a host: it must be a full name'],
    [['status', '--jsn'], "Unknown option '--jsn'"],
    [['handovers', '--since', '-1'], "Option '--since"],
    [['handovers', '--since', 'x'], '--since "x" is no number of a move'],
    [['trust'], 'Say what to do: list, accept, reject or forget'],
    [['trust', 'constructor'], 'There is no command "vip trust constructor"'],
    [['trust', 'accept', 'a.b', 'MD5:0'], '"MD5:0" is no fingerprint'],
    [['constructor'], 'There is no command "constructor"'],
  ])('%j is asked wrongly', async (words, sentence) => {
    const { status, stderr } = await program.vip(...words)
    expect(stderr).toContain(sentence)
    expect(status).toBe(2)
  })
})
