// Hosts of the lab move in every way while a TCP connection stays open: one or both, with or without an overlap, from each
// family of addresses to each, idle or while packets pass. One suite for each name server on the router.
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NameServerKind } from '../../dataplane/contract/lab-status.ts'
import type { LabHost, LanName } from '../../dataplane/lab/address-plan.ts'
import { firstLan } from '../../dataplane/lab/address-plan.ts'
import { bothFamilies } from '../../dataplane/lab/topology.ts'
import type { Families, MoveKind } from '../../dataplane/lab/topology.ts'
import { HelperLab } from './helper-lab.ts'
import { helperNotBuilt } from './lab-cli.ts'
import { rootIsMissing } from './lab-machine.ts'
import { missingProgram } from './missing-program.ts'
import { startTalking } from './talking-program.ts'
import type { TalkingProgram } from './talking-program.ts'

const port = '4242'
const other: Readonly<Record<LanName, LanName>> = { lan1: 'lan2', lan2: 'lan1' }

const movers = [['a'], ['a', 'b']] as const
const kinds = ['break-before-make', 'make-before-break'] as const
const familyChanges = [
  ['v4', 'v4'],
  ['v6', 'v6'],
  ['v4', 'v6'],
  ['v6', 'v4'],
] as const
const loads = ['idle', 'active'] as const

/** The bar is none; where others have the processor a suite may lose one. */
const mostLost = process.env['VIP_FULL'] === '1' ? 0 : 1

const cases = movers.flatMap((who) =>
  kinds.flatMap((kind) =>
    familyChanges.flatMap(([from, to]) => loads.map((load) => ({ who, kind, from, to, load }))),
  ),
)

export function describeMoves(nameServer: NameServerKind, ...programs: string[]): void {
  const reason = rootIsMissing ?? helperNotBuilt ?? missingProgram(...programs)
  const skipped = reason ? ` (skipped: ${reason})` : ''
  describe.runIf(reason === undefined)(
    `moves, with names served by ${nameServer}${skipped}`,
    () => {
      let lab: HelperLab
      let client: TalkingProgram
      const place = { ...firstLan }
      /** Pings, in all moves of one host with an overlap. */
      let lost = 0

      beforeAll(async () => {
        lab = await HelperLab.up(`moves-${nameServer}`, nameServer)
        const { vip } = await lab.peerOf('a')
        await startTalking(lab.sandbox, 'b', 'echo-server.ts', [vip!, port])
        client = await startTalking(lab.sandbox, 'a', 'line-client.ts', [vip!, port])
      })
      afterAll(async () => {
        await lab?.down()
      })

      async function move(host: LabHost, kind: MoveKind, families: Families): Promise<void> {
        place[host] = other[place[host]]
        await lab.lab.move(host, place[host], kind, families)
      }

      /** What is said now comes back: the connection is the same as in the beginning. */
      async function expectEcho(text: string): Promise<void> {
        const before = client.lines.length
        client.say(text)
        await client.whenSaid(before + 1)
        expect(client.lines.at(-1)).toBe(text)
      }

      test.each(cases)(
        '$who: $kind, $from to $to, $load',
        { timeout: 30_000 },
        async ({ who, kind, from, to, load }) => {
          // Whoever stays has both families, so that a mover of either can reach it.
          const hosts: readonly LabHost[] = ['a', 'b']
          for (const host of hosts) {
            const moves = (who as readonly LabHost[]).includes(host)
            await move(host, 'break-before-make', moves ? [from] : bothFamilies)
          }
          await expectEcho(`before ${from} to ${to}`)
          const ping = load === 'active' ? await startPing(lab) : undefined
          await Promise.all(who.map((host) => move(host, kind, [to])))
          await expectEcho(`after ${from} to ${to}`)
          if (ping === undefined) return
          const { sent, received } = await ping.end()
          expect(received).toBeGreaterThan(0)
          if (kind !== 'make-before-break' || who.length > 1) return
          // Both links were up at each moment.
          lost += sent - received
        },
      )

      test('of all moves with the new link up before the old goes the pings come', () => {
        expect(lost).toBeLessThanOrEqual(mostLost)
      })
    },
  )
}

/** From b to a, 100 times a second for longer than a move takes; resolves when the first one was answered. */
async function startPing(lab: HelperLab) {
  const child = lab.spawn('b', ['ping', '-4', '-c200', '-i0.01', '-W1', 'a.vipip.net'])
  const ended = once(child, 'close')
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  while (!/bytes from/.test(said)) await once(child.stdout, 'data')
  return {
    end: async () => {
      await ended
      const [, sent, received] = /(\d+) packets transmitted, (\d+) received/.exec(said) ?? []
      return { sent: Number(sent), received: Number(received) }
    },
  }
}
