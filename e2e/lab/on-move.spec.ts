// `vip run --on-move`, when hosts really move: its command is told of the peer and of this host, with what a script needs.
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addressOf, fqdnOf, tunnelPort } from '../../dataplane/lab/address-plan.ts'
import { HelperLab } from './helper-lab.ts'
import { helperNotBuilt, vipCommand } from './lab-cli.ts'
import { rootIsMissing } from './lab-machine.ts'
import { newestReceipt, receiptsOf } from './receipts.ts'

const reason = rootIsMissing ?? helperNotBuilt
const skipped = reason ? ` (skipped: ${reason})` : ''

const onMove = 'echo "$VIP_NAME,$VIP_CAUSE,$VIP_ENDPOINT,$VIP_PREVIOUS,$VIP_HANDOVER"'

describe.runIf(reason === undefined)(`vip run --on-move${skipped}`, () => {
  let lab: HelperLab

  beforeAll(async () => {
    lab = await HelperLab.up('on-move')
  })
  afterAll(async () => {
    await lab?.down()
  })

  test('tells of a move of the peer, and of one of this host', async () => {
    const words = ['run', '--on-move', onMove, '--run-dir', lab.runDirectoryOf('a'), '--']
    const argv = vipCommand(...words, 'sh', '-c', 'echo runs; cat')
    const child = lab.sandbox.spawn('a', argv, { stdio: 'pipe', cwd: '/' })
    const ended = once(child, 'exit')
    const said = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
    const told = createInterface({ input: child.stderr! })[Symbol.asyncIterator]()
    expect((await said.next()).value).toBe('runs')

    const ofB = { from: addressOf('b', 'lan2').v4, to: addressOf('b', 'lan1').v4 }
    await lab.lab.move('b', 'lan1', 'break-before-make', ['v4'])
    const [name, cause, endpoint, previous, handover] = (await told.next()).value!.split(',')
    expect([name, cause]).toEqual([fqdnOf('b'), 'peer-moved'])
    expect([endpoint, previous]).toEqual([`${ofB.to}:${tunnelPort}`, `${ofB.from}:${tunnelPort}`])
    const receipt = (await receiptsOf(lab, 'a')).at(-1)
    expect(receipt).toMatchObject({ id: Number(handover), cause, from: previous, to: endpoint })

    const ofA = { from: addressOf('a', 'lan1').v4, to: addressOf('a', 'lan2').v4 }
    await lab.lab.move('a', 'lan2', 'break-before-make', ['v4'])
    const own = (await told.next()).value!.split(',')
    const { id, cause: why } = await newestReceipt(lab, 'a')
    expect(own).toEqual([fqdnOf('a'), why, ofA.to, ofA.from, String(id)])

    child.stdin?.end()
    expect(await ended).toEqual([0, null])
  })
})
