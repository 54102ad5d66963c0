// A host whose VIPs the other refuses uses its physical address as its VIP, until it moves (paper 4.2.1, PROTOCOL
// section 3). Forced as it may happen: b is configured to a small range, which a's VIPs are not in. What that changes on
// b outlives its helper, and is undone whatever happens to it.
import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { helperPaths } from '../../dataplane/lab/helper.ts'
import { startCapture } from './capture.ts'
import { HelperLab } from './helper-lab.ts'
import { helperNotBuilt, vipCommand } from './lab-cli.ts'
import { rootIsMissing } from './lab-machine.ts'
import { countKinds } from './lan-frames.ts'
import { missingProgram } from './missing-program.ts'

const programs = ['nsupdate', 'curl', 'nginx', 'ping', 'tcpdump']
const reason = rootIsMissing ?? helperNotBuilt ?? missingProgram(...programs)
const skipped = reason ? ` (skipped: ${reason})` : ''

describe.runIf(reason === undefined)(`a one-sided VIP${skipped}`, () => {
  let lab: HelperLab
  let rulesBefore: string

  const rulesOf = (host: 'a' | 'b') => lab.must(host, ['ip', 'rule'])
  const journal = () => join(lab.runDirectoryOf('b'), 'undo-journal.json')
  const addressOnB = async () =>
    (await lab.must('b', ['getent', 'ahostsv4', 'a.vipip.net'])).split(' ')[0]
  const cleanup = (...words: string[]) =>
    lab.run('b', vipCommand('cleanup', '--run-dir', lab.runDirectoryOf('b'), ...words))

  beforeAll(async () => {
    lab = await HelperLab.up('one-sided')
    rulesBefore = await rulesOf('b')
    const { configuration } = helperPaths(lab.lab.directory, 'b')
    for (const host of ['a', 'b'] as const) {
      await lab.killHelper(host)
      rmSync(join(lab.runDirectoryOf(host), 'mappings.json'))
    }
    appendFileSync(configuration, '\n[mappings]\nrange = "250.1.0.0/16"\n')
    await lab.startHelper('b')
    await lab.startHelper('a')
    await lab.must('a', ['getent', 'ahostsv4', 'b.vipip.net'])
  })
  afterAll(async () => {
    await lab?.down()
  })

  test('is agreed, marked temporary, and carries what programs send, encrypted', async () => {
    const [peer, other] = [await lab.peerOf('a'), await lab.peerOf('b')]
    expect(peer.vip).toMatch(/^250\.1\./)
    expect([peer.localVip, other.vip]).toEqual(['198.51.100.10', '198.51.100.10'])
    expect(await addressOnB()).toBe('198.51.100.10')
    const path = join(lab.folder, 'lan.pcap')
    const capture = await startCapture(lab.sandbox, {
      ...{ host: 'r', interface: 'lan1', path, filter: '' },
    })
    expect(await lab.must('a', ['curl', '-4sSf', 'http://b.vipip.net/'])).toContain('Host b')
    expect(await lab.must('b', ['curl', '-4sSf', 'http://a.vipip.net/'])).toContain('Host a')
    // One: of several, ping waits for the last one no longer than the others took.
    const ping = ['ping', '-4', '-c1', '-W5']
    expect(await lab.must('b', [...ping, 'a.vipip.net'])).toContain(' 0% packet loss')
    expect(await lab.must('a', [...ping, 'b.vipip.net'])).toContain(' 0% packet loss')
    await capture.stop()
    const { vip: esp = 0, dns: _, neighbours: __, ...others } = countKinds(capture.frames())
    expect(esp).toBeGreaterThan(10)
    expect(others).toEqual({})
  })

  test('leaves what uses a physical source as it is, also with a strict reverse path check', async () => {
    const strict = 'for at in /proc/sys/net/ipv4/conf/*/rp_filter; do echo 1 >$at; done'
    await lab.must('b', ['sh', '-c', strict])
    const physical = ['curl', '-sSf', '--interface', '203.0.113.20', 'http://198.51.100.10/']
    expect(await lab.must('b', physical)).toContain('Host a')
    expect(await lab.must('b', ['curl', '-4sSf', 'http://a.vipip.net/'])).toContain('Host a')
    expect(await lab.must('a', ['curl', '-4sSf', 'http://b.vipip.net/'])).toContain('Host b')
  })

  test('a helper that is killed leaves rules, which `vip cleanup` undoes', async () => {
    expect(await rulesOf('a')).toBe(rulesBefore)
    const running = await cleanup()
    expect(running.status).toBe(1)
    expect(running.stderr).toMatch(/^vip daemon: Another helper, process \d+, runs here/)
    await lab.killHelper('b')
    const left = (await rulesOf('b')).split('\n').filter((line) => !rulesBefore.includes(line))
    expect(left).toEqual([
      expect.stringMatching(/from 0\.0\.0\.0 fwmark 0\/0x10000000 lookup 10567/),
      expect.stringMatching(/from 240\.0\.0\.0\/4 fwmark 0\/0x10000000 lookup 10567/),
    ])
    const { status, stdout } = await cleanup('--json')
    expect(status).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      undone: [{ kind: 'policy-rule' }, { kind: 'policy-rule' }],
      removed: [expect.stringContaining('control.sock'), expect.stringContaining('vipd.pid')],
      failed: [],
    })
    expect(await rulesOf('b')).toBe(rulesBefore)
    expect(existsSync(journal())).toBe(false)
    expect(await cleanup()).toMatchObject({ status: 0, stdout: 'Nothing was left.\n' })
  })

  test('comes back with the helper, which undoes what one before it left', async () => {
    await lab.startHelper('b')
    expect(await lab.must('b', ['curl', '-4sSf', 'http://a.vipip.net/'])).toContain('Host a')
    await lab.killHelper('b')
    expect(readFileSync(journal(), 'utf8')).toContain('policy-rule')
    rmSync(join(lab.runDirectoryOf('b'), 'mappings.json'))
    await lab.startHelper('b')
    expect(await rulesOf('b')).toBe(rulesBefore)
    expect(existsSync(journal())).toBe(false)
  })

  test('ends at both hosts when the one moves whose address it is', async () => {
    await lab.must('a', ['getent', 'ahostsv4', 'b.vipip.net'])
    await expect.poll(addressOnB, { timeout: 10_000 }).toBe('198.51.100.10')
    await lab.lab.move('a', 'lan2', 'break-before-make')
    await expect.poll(addressOnB, { timeout: 20_000 }).toBe('203.0.113.10')
    expect((await lab.peerOf('a')).localVip).toBe('203.0.113.10')
    expect(await lab.must('b', ['curl', '-4sSf', 'http://a.vipip.net/'])).toContain('Host a')
  })

  test('nothing is left of it when mobility is switched off', async () => {
    await lab.must('b', vipCommand('down', '--run-dir', lab.runDirectoryOf('b')))
    expect(await rulesOf('b')).toBe(rulesBefore)
    expect(existsSync(journal())).toBe(false)
  })
})
