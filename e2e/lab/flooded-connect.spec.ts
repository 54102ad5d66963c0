// Who has not met a host yet can do so while its port is flooded: what the kernel refuses meanwhile is no handshake.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { Flooder } from './flood.ts'
import { HelperLab, vipPattern } from './helper-lab.ts'
import { helperNotBuilt } from './lab-cli.ts'
import { rootIsMissing } from './lab-machine.ts'
import { missingProgram } from './missing-program.ts'
import { seededRandom } from '../../dataplane/lab/measuring/seeded-random.ts'

const reason = rootIsMissing ?? helperNotBuilt ?? missingProgram('g++')
const skipped = reason ? ` (skipped: ${reason})` : ''

const port = 10567

describe.runIf(reason === undefined)(`a host whose port is flooded${skipped}`, () => {
  let lab: HelperLab

  beforeAll(async () => {
    lab = await HelperLab.up('flooded-connect')
  })
  afterAll(async () => {
    await lab?.down()
  })

  test('answers a stranger', async () => {
    // To a new helper on a, b is a host that it never met.
    await lab.killHelper('a')
    rmSync(join(lab.runDirectoryOf('a'), 'mappings.json'))
    const flooder = new Flooder(lab.sandbox, 'c', lab.folder, randomDatagrams())
    const flood = await flooder.start({ address: '203.0.113.20', port })
    await vi.waitFor(async () => expect(await refusedOnB()).toBeGreaterThan(0), 10_000)
    await lab.startHelper('a')
    const found = await lab.must('a', ['getent', 'ahostsv4', 'b.vipip.net'])
    const refusedBefore = await refusedOnB()
    expect(found.split(' ')[0]).toMatch(vipPattern)
    await lab.must('a', ['ping', '-c', '3', '-i', '0.2', '-W', '2', 'b.vipip.net'])
    expect(await refusedOnB()).toBeGreaterThan(refusedBefore)
    expect(await flood.stop()).toBeGreaterThan(10_000)
  })

  async function refusedOnB(): Promise<number> {
    return (await lab.statusOf('b')).drops['floodRefused'] ?? 0
  }
})

/** Half of them in the shape of ESP; some are clear messages that say nothing. */
function randomDatagrams(): Buffer[] {
  const { below, bytes } = seededRandom()
  return Array.from({ length: 500 }, (_, index) => {
    const random = bytes(36 + (index % 2 === 0 ? 4 * below(300) : below(1200)))
    if (index % 25 === 0) random.writeUInt32BE(0, 0)
    return random
  })
}
