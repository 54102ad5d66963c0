// Mappings by lease (paper 4.1.2): what is used stays, what is not is forgotten. The shortest lease is a minute, and is looked
// after once a minute, so that all of this takes four and is asked for (VIP_FULL=1); negotiation's simulation has
// the same on a clock of its own.
import { appendFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { helperPaths, readHelper } from '../../dataplane/lab/helper.ts'
import { HelperLab } from './helper-lab.ts'
import { helperNotBuilt } from './lab-cli.ts'
import { rootIsMissing } from './lab-machine.ts'
import { missingProgram } from './missing-program.ts'

const reason = rootIsMissing ?? helperNotBuilt ?? missingProgram('nsupdate', 'ping')
const skipped = reason ? ` (skipped: ${reason})` : ''
const isFull = process.env['VIP_FULL'] === '1'

/** A lease and two looks at it, and what a busy machine takes. */
const OVER_MS = 130_000

describe.runIf(reason === undefined)(`a lease of a minute${skipped}`, { timeout: 400_000 }, () => {
  let lab: HelperLab
  let vip: string

  beforeAll(async () => {
    lab = await HelperLab.up('lease')
    await lab.killHelper('a')
    const { configuration } = helperPaths(lab.lab.directory, 'a')
    appendFileSync(configuration, '\n[mappings]\nreclaim = "lease"\nlease-seconds = 60\n')
    await lab.startHelper('a')
    await lab.must('a', ['ping', '-4', '-c3', '-i0.3', '-W5', 'b.vipip.net'])
    vip = (await lab.peerOf('a')).vip!
  })
  afterAll(async () => {
    await lab?.down()
  })

  test('is as good as any other while it lasts', async () => {
    expect(await lab.must('a', ['ping', '-c1', '-W5', vip])).toContain(' 0% packet loss')
  })

  if (!isFull) return

  test('is kept by packets alone', async () => {
    const seconds = OVER_MS / 1000
    const said = await lab.must('a', ['ping', '-i', '10', '-w', String(seconds), '-W5', vip])
    expect(said).toContain(' 0% packet loss')
    expect((await lab.peerOf('a')).vip).toBe(vip)
  })

  test('ends where nothing uses it, and is agreed anew when asked for', async () => {
    await delay(OVER_MS)
    // The host stays known.
    expect((await readHelper(lab.runDirectoryOf('a'))).peers).toMatchObject([
      { name: 'b.vipip.net', vip: null, endpoint: null, state: 'quiet' },
    ])
    expect((await lab.run('a', ['ping', '-c1', '-W1', vip])).status).not.toBe(0)
    await lab.must('a', ['ping', '-4', '-c3', '-i0.3', '-W5', 'b.vipip.net'])
    // b has kept the mapping, and proposes the same.
    expect((await lab.peerOf('a')).vip).toBe(vip)
  })
})
