// Two users on one host: one may change the helper, the other is refused each writing call by its
// name, and may look.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callNames, callTable } from '../../dataplane/contract/calls.ts'
import { HelperLab } from './helper-lab.ts'
import { helperNotBuilt, vipCommand } from './lab-cli.ts'
import { rootIsMissing } from './lab-machine.ts'
import { missingProgram } from './missing-program.ts'

const NOBODY = '65534'
const FINGERPRINT = `SHA256:${'A'.repeat(43)}`

const reason = rootIsMissing ?? helperNotBuilt ?? missingProgram('nsupdate', 'setpriv')

/** A command line for each call that writes. */
const writing: Readonly<Record<string, readonly string[]>> = {
  up: ['up'],
  down: ['down'],
  trustAccept: ['trust', 'accept', 'b.vipip.net', FINGERPRINT],
  trustReject: ['trust', 'reject', 'b.vipip.net'],
  trustForget: ['trust', 'forget', 'b.vipip.net'],
}

describe.runIf(reason === undefined)(`two users${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let lab: HelperLab
  /** The helper's run directory where every user of the host can reach it, as in /run. */
  const shared = '/mnt'

  beforeAll(async () => {
    lab = await HelperLab.up('rights')
    await lab.must('a', ['mount', '--bind', lab.runDirectoryOf('a'), shared])
  })
  afterAll(async () => {
    await lab?.down()
  })

  const asNobody = async (...words: string[]) => {
    const user = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--']
    return lab.run('a', [...user, ...vipCommand(...words, '--run-dir', shared)])
  }

  test('every call that writes is tried', () => {
    const calls = callNames.filter((name) => callTable[name].rights === 'write')
    expect(Object.keys(writing).sort()).toEqual([...calls].sort())
  })

  test.each(Object.keys(writing))('%s is refused to a user without the right', async (call) => {
    const before = await lab.statusOf('a')
    const { stdout, stderr, status } = await asNobody(...writing[call]!)
    expect(status).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toMatch(/right|may not|allowed|permi/i)
    const after = await lab.statusOf('a')
    expect([after.enabled, after.trustPolicy]).toEqual([before.enabled, before.trustPolicy])
    expect((await lab.peerOf('a')).trust.state).toBe('first-use')
  })

  test("looking is everybody's", async () => {
    const { stdout, status } = await asNobody('status', '--json')
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ name: 'a.vipip.net', ready: true })
  })

  test('root may', async () => {
    for (const word of ['down', 'up']) {
      await lab.must('a', vipCommand(word, '--run-dir', shared))
      expect((await lab.statusOf('a')).enabled).toBe(word === 'up')
    }
  })
})
