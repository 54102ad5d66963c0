import { execFileSync, spawnSync } from 'node:child_process'
import { chownSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../dataplane/lib/temporary-folder.ts'
import { launchPlan } from './launch-plan.ts'
import type { LaunchSite } from './launch-plan.ts'

const site: LaunchSite = {
  ...{ uid: 1000, gid: 1000, hasService: false, hasFreeSudo: false, vip: '/opt/vip/vip' },
  ...{ runDirectory: '/run/vip', stateDirectory: '/var/lib/vip' },
  ...{ configuration: '/etc/vip/vip.toml', firstName: null },
}
const systemctl = ['systemctl', 'start', 'vipd.service']

it.each([
  [{ hasService: true }, { by: 'service', argv: ['pkexec', ...systemctl], asks: true }],
  [
    { hasService: true, hasFreeSudo: true },
    { by: 'service', argv: ['sudo', '-n', ...systemctl], asks: false },
  ],
  [
    { hasService: true, uid: 0, vip: null },
    { by: 'service', argv: systemctl, asks: false },
  ],
  [{ vip: null }, { by: 'nobody' }],
] as const)('with %j the plan is %j', (changes, plan) => {
  expect(launchPlan({ ...site, ...changes })).toEqual(plan)
})

it('starts the built helper as root where the app is', () => {
  const plan = launchPlan({ ...site, uid: 0 })
  expect(plan).toEqual({
    ...{ by: 'program', asks: false },
    argv: [
      ...['/opt/vip/vip', 'daemon', '--config', '/etc/vip/vip.toml'],
      ...['--run-dir', '/run/vip', '--state-dir', '/var/lib/vip', '--log-level', 'warn'],
    ],
  })
})

describe('a machine without a configuration', () => {
  const first = { firstName: 'a.example.org' }

  it('gets one by the same question, before the helper starts', () => {
    const plan = launchPlan({ ...site, ...first, hasService: true })
    if (plan.by === 'nobody') throw new Error('no plan')
    expect(plan.argv.slice(0, 3)).toEqual(['pkexec', 'sh', '-c'])
    expect(plan.argv.slice(5)).toEqual(['/etc/vip/vip.toml', 'a.example.org', '', ...systemctl])
    const ours = launchPlan({ ...site, ...first })
    expect(ours.by === 'program' && ours.argv.slice(5, 10)).toEqual([
      ...['/etc/vip/vip.toml', 'a.example.org', '1000:1000', 'sh', '-c'],
    ])
  })

  it('which is one line, belongs to whom can write it later, and never replaces another', (context) => {
    if (process.getuid?.() !== 0) context.skip('only root can give files away')
    const folder = join(temporaryFolder(), 'etc', 'vip')
    const configuration = join(folder, 'vip.toml')
    const run = (owner: number) => {
      const user = { uid: owner, gid: owner, hasFreeSudo: true, vip: 'true' }
      const plan = launchPlan({ ...site, ...first, ...user, configuration })
      if (plan.by === 'nobody') throw new Error('no plan')
      // As root, and without what would start the helper.
      const argv = plan.argv.slice(2, 9)
      return spawnSync(argv[0] ?? '', [...argv.slice(1), 'echo', 'started'], { encoding: 'utf8' })
    }
    expect(run(1234)).toMatchObject({ status: 0, stdout: 'started\n' })
    expect(readFileSync(configuration, 'utf8')).toBe('name = "a.example.org"\n')
    expect(statSync(configuration)).toMatchObject({ uid: 1234, gid: 1234, mode: 0o100644 })
    expect(statSync(folder)).toMatchObject({ uid: 1234, mode: 0o40755 })
    writeFileSync(configuration, 'another')
    const { status, stdout } = run(1234)
    expect([status === 0, stdout]).toEqual([false, ''])
    expect(readFileSync(configuration, 'utf8')).toBe('another')
  })

  it('of a service belongs to whom its folder belongs', (context) => {
    if (process.getuid?.() !== 0) context.skip('only root can give files away')
    const folder = temporaryFolder()
    chownSync(folder, 2345, 2345)
    const configuration = join(folder, 'vip.toml')
    const plan = launchPlan({ ...site, ...first, uid: 0, hasService: true, configuration })
    if (plan.by === 'nobody') throw new Error('no plan')
    const argv = plan.argv.slice(0, -systemctl.length)
    expect(spawnSync(argv[0] ?? '', [...argv.slice(1), 'true']).status).toBe(0)
    expect(statSync(configuration)).toMatchObject({ uid: 2345, gid: 2345 })
  })
})

describe('what root runs for a person', () => {
  it('is asked for by pkexec, and names nothing of theirs in a text for the shell', () => {
    const odd = '/opt/$(reboot) "; reboot'
    const plan = launchPlan({ ...site, vip: odd })
    if (plan.by === 'nobody') throw new Error('no plan')
    expect(plan.asks).toBe(true)
    expect(plan.argv.slice(0, 3)).toEqual(['pkexec', 'sh', '-c'])
    expect(plan.argv[3]).not.toContain('reboot')
    expect(plan.argv).toContain(odd)
  })

  it('makes the folders theirs, and runs as them with two capabilities alone', (context) => {
    if (process.getuid?.() !== 0) context.skip('only root can become another user')
    if (!existsSync('/usr/bin/setpriv')) context.skip('setpriv is not installed')
    const folder = temporaryFolder()
    execFileSync('chmod', ['755', folder])
    const [runDirectory, stateDirectory] = [join(folder, 'run'), join(folder, 'state')]
    // In the helper's place: says as whom it runs.
    const places = { runDirectory, stateDirectory, vip: '/bin/sh' }
    const plan = launchPlan({ ...site, uid: 65_534, gid: 65_534, ...places, hasFreeSudo: true })
    if (plan.by === 'nobody') throw new Error('no plan')
    const asRoot = plan.argv.slice(2)
    const daemonAt = asRoot.indexOf('daemon')
    const says = 'id -u; grep -E "Cap(Eff|Bnd|Amb)|NoNewPrivs" /proc/self/status'
    const argv = [...asRoot.slice(0, daemonAt), '-c', says]
    const lines = execFileSync(argv[0] ?? '', argv.slice(1), { encoding: 'utf8' })
    // CAP_NET_BIND_SERVICE is 10, CAP_NET_ADMIN 12 (capabilities(7)).
    const both = (2 ** 10 + 2 ** 12).toString(16).padStart(16, '0')
    expect(lines.trim().split('\n')).toEqual([
      '65534',
      `CapEff:\t${both}`,
      `CapBnd:\t${both}`,
      `CapAmb:\t${both}`,
      'NoNewPrivs:\t1',
    ])
    expect(statSync(runDirectory)).toMatchObject({ uid: 65_534, mode: 0o40755 })
    expect(statSync(stateDirectory)).toMatchObject({ uid: 65_534, mode: 0o40700 })
  })
})
