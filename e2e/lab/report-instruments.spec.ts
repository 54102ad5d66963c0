// What `vip lab report` measures with: that a move is what it says, and that an outage which was made on purpose is seen as
// long as it was.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addressOf, labHosts } from '../../dataplane/lab/address-plan.ts'
import { percentile } from '../../dataplane/lab/measuring/statistics.ts'
import { vipStatic } from '../../dataplane/lab/report/contestants/vip-static.ts'
import { monotonicNs } from '../../dataplane/lab/report/monotonic.ts'
import { lostMessages, outageMs } from '../../dataplane/lab/report/outage.ts'
import { Stage } from '../../dataplane/lab/report/stage.ts'
import { placeOf } from '../../dataplane/lab/topology.ts'
import { notBuilt } from './lab-cli.ts'
import { rootIsMissing } from './lab-machine.ts'

const reason = rootIsMissing ?? notBuilt
const apartMs = 150

describe.runIf(reason === undefined)(`instruments${reason ? ` (skipped: ${reason})` : ''}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'vip-instruments-'))
  let stage: Stage

  beforeAll(async () => {
    const wish = { name: `spec-instruments-${process.pid}`, folder, nameServerDelayMs: 0 }
    stage = await Stage.open(vipStatic, wish)
  })
  afterAll(async () => {
    await stage?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('a move ends when the new link has address and route, and the old one has neither', async () => {
    const beforeNs = monotonicNs()
    const to = { a: 'lan2', b: 'lan1' } as const
    const { begunNs, usableNs } = await stage.move({ to, kind: 'break-before-make', pauseMs: 30 })
    const afterNs = monotonicNs()
    expect(beforeNs).toBeLessThan(begunNs)
    expect(begunNs + 30e6).toBeLessThan(usableNs)
    expect(usableNs).toBeLessThan(afterNs)
    for (const host of labHosts) {
      const lan = to[host]
      expect(await placeOf(stage.contestant.sandbox, host)).toBe(lan)
      const { stdout } = await stage.contestant.sandbox.run(host, ['ip', '-brief', 'addr'])
      const { v4, v6 } = addressOf(host, lan)
      expect(stdout).toContain(`${v4}/24 ${v6}/64`)
      expect(stdout.match(/198\.51\.100|203\.0\.113/g)).toHaveLength(1)
    }
  })

  test.each(['udp', 'tcp'] as const)(
    'an outage by %s is as long as the tunnels were not told of the move, in both directions',
    async (transport) => {
      const pair = await stage.stream(transport, labHosts)
      const lan = stage.places.a === 'lan1' ? 'lan2' : 'lan1'
      const plan = { to: { a: lan }, kind: 'break-before-make', pauseMs: 0 } as const
      const { usableNs } = await stage.moveUntold(plan)
      // Host b does not know where a is: only time makes the outage.
      await delay(apartMs)
      const toldNs = monotonicNs()
      await stage.tell()
      expect(await pair.hears('a', toldNs, 50, 20_000)).toBe(true)
      expect(await pair.hears('b', toldNs, 50, 20_000)).toBe(true)
      const records = await pair.records()
      pair.stop()
      const outage = outageMs(records, ['b'], usableNs)!
      expect(outage).toBeGreaterThan(apartMs - 1)
      expect(outage).toBeGreaterThan((toldNs - usableNs) / 1e6)
      expect(outageMs(records, labHosts, usableNs)).toBeGreaterThanOrEqual(outage)
      for (const { sentNs, refused, received, broken } of Object.values(records)) {
        const gaps = sentNs.slice(1).map((atNs, index) => (atNs - sentNs[index]!) / 1e6)
        expect(percentile(gaps, 50)).toBeGreaterThan(0.8)
        expect([refused, broken]).toEqual([[], null])
        // By TCP they are read in order; by UDP two paths may overtake each other.
        if (transport === 'udp') continue
        const numbers = received.map(([message]) => message)
        expect(numbers).toEqual(numbers.toSorted((one, other) => one - other))
      }
      // What b sent to where a was is lost; TCP sends it again.
      if (transport === 'udp') expect(lostMessages(records, ['b'])).toBeGreaterThan(20)
      else expect(records.a.received.at(-1)![0]).toBeGreaterThan(records.b.sentNs.length - 50)
    },
  )

  test('a program that was stopped does not make up for what it has not sent', async () => {
    const pair = await stage.stream('udp', ['a'])
    pair.signal('a', 'SIGSTOP')
    await delay(apartMs)
    const wokeNs = monotonicNs()
    pair.signal('a', 'SIGCONT')
    expect(await pair.hears('b', wokeNs, 20, 20_000)).toBe(true)
    const { a, b } = await pair.records()
    pair.stop()
    const gaps = a.sentNs.slice(1).map((atNs, index) => (atNs - a.sentNs[index]!) / 1e6)
    expect(Math.max(...gaps)).toBeGreaterThan(apartMs - 20)
    const [, twentiethNs] = b.received.filter(([, atNs]) => atNs >= wokeNs)[19]!
    expect((twentiethNs - wokeNs) / 1e6).toBeGreaterThan(10)
  })
})
