// Two users on one host: one may change the helper, the other is refused each writing call by its
// name, and may look.
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callNames, callTable } from '../../dataplane/contract/calls.ts'
import { controlSocketName } from '../../dataplane/contract/control-protocol.ts'
import { HelperLab } from './helper-lab.ts'
import { helperNotBuilt, vipCommand } from './lab-cli.ts'
import { rootIsMissing } from './lab-machine.ts'
import { missingProgram } from './missing-program.ts'

const NOBODY = 65534
const FINGERPRINT = `SHA256:${'A'.repeat(43)}`

const reason = rootIsMissing ?? helperNotBuilt ?? missingProgram('nsupdate', 'setpriv')

/** What each call that writes is asked with; all would change something if they were let. */
const writing: Readonly<Record<string, object>> = {
  up: {},
  down: {},
  trustAccept: { name: 'b.vipip.net', shown: FINGERPRINT },
  trustReject: { name: 'b.vipip.net' },
  trustForget: { name: 'b.vipip.net' },
  ddnsUpdate: { action: 'withdraw' },
  configure: { text: 'name = "nobody.vipip.net"\n' },
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

  const asNobody = async (...argv: string[]) => {
    const user = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--']
    return lab.run('a', [...user, ...argv])
  }
  const vipAsNobody = async (...words: string[]) =>
    asNobody(...vipCommand(...words, '--run-dir', shared))

  test('every call that writes is tried', () => {
    const calls = callNames.filter((name) => callTable[name].rights === 'write')
    expect(Object.keys(writing).sort()).toEqual([...calls].sort())
  })

  test.each(Object.keys(writing))('%s is refused, by its name', async (call) => {
    const before = await lab.statusOf('a')
    const program = join(import.meta.dirname, 'control-call.ts')
    const input = JSON.stringify(writing[call])
    const socket = join(shared, controlSocketName)
    const { stdout } = await asNobody(process.execPath, program, socket, call, input)
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'error',
      error: { code: 'no-rights', data: { call, uid: NOBODY } },
    })
    expect((await lab.statusOf('a')).enabled).toBe(before.enabled)
    expect((await lab.peerOf('a')).trust.state).toBe('first-use')
  })

  test('a person is told, and what to do', async () => {
    const { stdout, stderr, status } = await vipAsNobody('down')
    expect({ stdout, status }).toEqual({ stdout: '', status: 1 })
    expect(stderr).toMatch(/^vip: .*"vip down".*\n$/)
  })

  test("looking is everybody's", async () => {
    const { stdout, status } = await vipAsNobody('status', '--json')
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
