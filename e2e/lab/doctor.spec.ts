// `vip doctor` and the helper's process number, in the lab: what is right is said, what was broken on purpose is found.
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Diagnosis } from '../../dataplane/contract/calls.ts'
import { helperCommand, helperPaths } from '../../dataplane/lab/helper.ts'
import { HelperLab } from './helper-lab.ts'
import { helperNotBuilt, vipCommand } from './lab-cli.ts'
import { rootIsMissing } from './lab-machine.ts'
import { missingProgram } from './missing-program.ts'

const reason = rootIsMissing ?? helperNotBuilt ?? missingProgram('nsupdate')

describe.runIf(reason === undefined)(`vip doctor${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let lab: HelperLab

  beforeAll(async () => {
    lab = await HelperLab.up('doctor')
  })
  afterAll(async () => {
    await lab?.down()
  })

  async function checks(): Promise<Record<string, string>> {
    const words = vipCommand('doctor', '--json', '--run-dir', lab.runDirectoryOf('a'))
    const { stdout } = await lab.run('a', words)
    const diagnosis = JSON.parse(stdout) as Diagnosis
    return Object.fromEntries(diagnosis.checks.map(({ code, severity }) => [code, severity]))
  }

  test('finds everything as it should be', async () => {
    await lab.must('a', ['ping', '-c1', '-W2', 'b.vipip.net'])
    const found = await checks()
    const expected = {
      network: 'ok',
      port: 'ok',
      resolver: 'ok',
      permissions: 'ok',
      leftovers: 'ok',
    }
    expect(found).toMatchObject({ ...expected, 'dns-address': 'ok', 'dns-magic': 'ok' })
    // Only the one that called knows; which one did is not settled.
    expect(['ok', 'skipped']).toContain(found['nat'])
    expect(['ok', 'skipped']).toContain(found['clock'])
  })

  test('finds a key that others may read, and an unfinished file', async () => {
    const key = join(lab.stateDirectoryOf('a'), 'host_key')
    chmodSync(key, 0o644)
    writeFileSync(join(lab.runDirectoryOf('a'), 'mappings.json.0123456789ab'), '')
    expect(await checks()).toMatchObject({ 'file-open': 'error', leftovers: 'info' })
    chmodSync(key, 0o600)
  })

  test('the helper says which process it is, as long as it runs; a second one names it', async () => {
    const paths = helperPaths(lab.lab.directory, 'b')
    const pidFile = join(paths.run, 'vipd.pid')
    const pid = readFileSync(pidFile, 'utf8').trim()
    expect(await lab.must('b', ['cat', `/proc/${pid}/cmdline`])).toContain('vipd.mjs')
    const second = await lab.run('b', helperCommand(paths))
    expect(second.status).toBe(1)
    expect(second.stderr).toContain(`Another helper, process ${pid}, runs here`)
    expect(readFileSync(pidFile, 'utf8').trim()).toBe(pid)
    await lab.must('b', ['sh', '-c', `kill ${pid}; while [ -e /proc/${pid} ]; do sleep 0.01; done`])
    expect(existsSync(pidFile)).toBe(false)
    const words = vipCommand('doctor', '--json', '--run-dir', paths.run)
    expect((await lab.run('b', words)).status).toBe(1)
  })
})
