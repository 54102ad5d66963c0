// Both hosts move at once while no name server answers: neither can tell the other, nor ask where it is. When names can be
// asked for again they find each other, the same TCP connection goes on, and DNS shows where they are (PROTOCOL section 7).
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addressOf, fqdnOf, labHosts, nameServerAddress } from '../../dataplane/lab/address-plan.ts'
import type { LabHost, LanName } from '../../dataplane/lab/address-plan.ts'
import { HostMover } from '../../dataplane/lab/report/host-mover.ts'
import { HelperLab } from './helper-lab.ts'
import { helperNotBuilt } from './lab-cli.ts'
import { rootIsMissing } from './lab-machine.ts'
import { missingProgram } from './missing-program.ts'
import { newestReceipt } from './receipts.ts'
import { startTalking } from './talking-program.ts'
import type { TalkingProgram } from './talking-program.ts'

const reason = rootIsMissing ?? helperNotBuilt ?? missingProgram('dig')
const skipped = reason ? ` (skipped: ${reason})` : ''
const port = '4242'

const { v4, v6 } = nameServerAddress
/** What the router does with questions, by ip(8) on it: refuses them at once, or lets them vanish. */
const outages = {
  'is unreachable': { begin: [], end: [] },
  'says nothing': {
    begin: [`route add blackhole ${v4}/32`, `route add blackhole ${v6}/128`],
    end: [`route del blackhole ${v4}/32`, `route del blackhole ${v6}/128`],
  },
} as const

describe.runIf(reason === undefined)(`both move while the name server${skipped}`, () => {
  let lab: HelperLab
  let mover: HostMover
  let client: TalkingProgram
  const place: Record<LabHost, LanName> = { a: 'lan1', b: 'lan2' }

  beforeAll(async () => {
    lab = await HelperLab.up('moves-without-dns')
    mover = await HostMover.start(lab.sandbox)
    const { vip } = await lab.peerOf('a')
    await startTalking(lab.sandbox, 'b', 'echo-server.ts', [vip!, port])
    client = await startTalking(lab.sandbox, 'a', 'line-client.ts', [vip!, port])
  })
  afterAll(async () => {
    mover?.stop()
    await lab?.down()
  })

  const publishedAddress = async (host: LabHost) =>
    (await lab.must('c', ['dig', '+short', `@${v4}`, fqdnOf(host), 'A'])).trim()

  /** Neither arrives before both have left: no Hint finds anybody. */
  async function moveBoth(): Promise<void> {
    ;[place.a, place.b] = [place.b, place.a]
    await mover.move({ to: place, kind: 'break-before-make', pauseMs: 20 })
  }

  test.each(Object.entries(outages))('%s', async (_, { begin, end }) => {
    client.say('before')
    await client.whenSaid(client.lines.length + 1)
    const before = { a: await publishedAddress('a'), b: await publishedAddress('b') }
    expect(before).toEqual({
      a: addressOf('a', place.a).v4,
      b: addressOf('b', place.b).v4,
    })

    await lab.sandbox.ip('r', [`addr del ${v4}/32 dev lo`, `addr del ${v6}/128 dev lo`, ...begin])
    await moveBoth()
    client.say('during')
    const said = client.lines.length
    // Both try, by Hints to where the other was and by questions, again and again.
    for (const host of labHosts) {
      const triesOf = async (what: string) =>
        (await newestReceipt(lab, host)).partners[0]?.events.filter((one) => one.what === what)
          .length
      await expect.poll(() => triesOf('hint-sent'), { timeout: 10_000 }).toBeGreaterThan(5)
      await expect.poll(() => triesOf('dns-asked'), { timeout: 10_000 }).toBeGreaterThan(3)
    }
    expect(client.lines.length).toBe(said)

    await lab.sandbox.ip('r', [
      ...end,
      `addr add ${v4}/32 dev lo`,
      `addr add ${v6}/128 dev lo nodad`,
    ])
    await client.whenSaid(said + 1)
    client.say('after')
    await client.whenSaid(said + 2)
    expect(client.lines.slice(said)).toEqual(['during', 'after'])
    for (const host of labHosts) {
      const now = addressOf(host, place[host]).v4
      await expect.poll(() => publishedAddress(host), { timeout: 20_000 }).toBe(now)
      expect((await lab.statusOf(host)).addresses).toContainEqual(
        expect.objectContaining({ address: now, preferred: true }),
      )
    }
    expect((await lab.peerOf('a')).endpoint).toContain(addressOf('b', place.b).v4)
    expect((await lab.peerOf('b')).endpoint).toContain(addressOf('a', place.a).v4)
  })
})
