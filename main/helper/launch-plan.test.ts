import { execFileSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../dataplane/lib/temporary-folder.ts'
import { launchPlan } from './launch-plan.ts'
import type { LaunchSite } from './launch-plan.ts'

const site: LaunchSite = {
  ...{ uid: 1000, gid: 1000, hasService: false, hasFreeSudo: false, vip: '/opt/vip/vip' },
  ...{ runDirectory: '/run/vip', stateDirectory: '/var/lib/vip' },
  configuration: '/etc/vip/vip.toml',
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
      ...['--run-dir', '/run/vip', '--state-dir', '/var/lib/vip'],
    ],
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
