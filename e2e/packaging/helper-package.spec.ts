// The package of helper and command line, installed in a clean Debian whose systemd really runs (clean-debian.ts): it
// starts when it is configured, listens to those who may, survives, and leaves nothing.
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { helperNotBuilt } from '../lab/lab-cli.ts'
import { rootIsMissing } from '../lab/lab-machine.ts'
import { missingProgram } from '../lab/missing-program.ts'
import { CleanDebian, makeDebian, whyNoDebian } from './clean-debian.ts'
import { installedState } from './installed-state.ts'

const project = join(import.meta.dirname, '../..')
const packages = join(project, 'out/package')
const reason =
  rootIsMissing ??
  helperNotBuilt ??
  missingProgram('debootstrap', 'dpkg-shlibdeps', 'strip', 'unshare', 'nsenter', 'setpriv') ??
  whyNoDebian()

/** debootstrap fetches 60 MB and unpacks them, once. */
const preparationMs = 20 * 60_000

/** Writes a configuration by the control socket, as the settings page does. */
const configureProgram = `
  import { connect } from 'node:net'
  const socket = connect('/run/vip/control.sock')
  const text = 'name = "renamed.vipip.net"\\n[resolver]\\nupstream = ["192.0.2.53"]\\n'
  const call = { kind: 'call', id: 1, call: 'configure', input: { text } }
  socket.write(JSON.stringify(call) + '\\n')
  let received = ''
  for await (const chunk of socket) {
    received += chunk
    const answer = received.split('\\n').find((line) => line.includes('"id":1'))
    if (answer !== undefined) { console.log(answer); break }
  }`

/** A person opens the pages in a browser: the status of the answer to the link that is printed. */
const openPages = `
  mkfifo /tmp/link
  vip ui --no-open --json >/tmp/link &
  read -r link </tmp/link
  /usr/lib/vip/node --print --eval 'fetch(JSON.parse(process.argv[1]).url).then((answer) => console.log(answer.status))' "$link"
  kill $!
  rm /tmp/link`

/** The package with a window has the same service; here it has nothing else. */
const makeSuccessor = `
  mkdir -p /tmp/made/DEBIAN /tmp/made/usr/lib/systemd/system
  cp /usr/lib/systemd/system/vipd.service /tmp/made/usr/lib/systemd/system/
  printf '%s\n' 'Package: vip-desktop' 'Version: 1' 'Architecture: all' 'Maintainer: nobody <nobody@localhost>' \
    'Conflicts: vip' 'Replaces: vip' 'Provides: vip' 'Description: test' >/tmp/made/DEBIAN/control
  dpkg-deb --build /tmp/made /tmp/successor.deb
  rm -r /tmp/made`

const zone = '/tmp/names/vipip.net.zone'

/** A network, a name server on this machine, and a helper that tells it of itself. */
const publish = String.raw`
  ip link add lan0 type veth peer name lan1
  ip addr add 192.0.2.7/24 dev lan0
  for end in lan0 lan1; do ip link set "$end" up; done
  umask 077
  printf 'key "names" {\n algorithm hmac-sha256;\n secret "%s";\n};\n' "$(head -c 32 /dev/urandom | base64)" >/tmp/names.key
  install -o vip -m 600 /tmp/names.key /etc/vip/ddns.key
  mkfifo /tmp/names.ready
  vip nameserver --zone vipip.net --listen 127.0.0.1:5353 --key /tmp/names.key --state-dir /tmp/names >/tmp/names.ready 2>&1 &
  echo $! >/tmp/names.pid
  read -r ready </tmp/names.ready
  cp -p /etc/vip/vip.toml /tmp/names.toml
  printf '[network]\ninterfaces = ["lan0"]\n[ddns]\nprovider = "rfc2136"\nserver = "127.0.0.1:5353"\n' >>/etc/vip/vip.toml
  printf 'zone = "vipip.net"\nkey-file = "/etc/vip/ddns.key"\n' >>/etc/vip/vip.toml
  systemctl restart vipd
  vip ddns --force`

const forget = `
  kill "$(cat /tmp/names.pid)"
  ip link del lan0
  cp -p /tmp/names.toml /etc/vip/vip.toml
  rm -r /etc/vip/ddns.key /tmp/names /tmp/names.*`

/** What a helper that was killed leaves besides, where it had a one-sided VIP (dataplane/vipd/machine-changes.ts). */
const leaveRule = `
  echo '[{"kind":"policy-rule","source":"240.0.0.0","sourceLength":4}]' >/run/vip/undo-journal.json
  chmod 600 /run/vip/undo-journal.json
  chown vip:vip /run/vip/undo-journal.json
  ip -4 rule add from 240.0.0.0/4 fwmark 0/0x10000000 priority 10567 table 10567`

const skipped = reason === undefined ? '' : ` (skipped: ${reason})`

describe.runIf(reason === undefined)(`the package of the helper${skipped}`, () => {
  let debian: CleanDebian
  /** The package, as that Debian sees it. */
  let file: string
  let problem: string | undefined
  let before: Awaited<ReturnType<typeof installedState>>

  beforeAll(async () => {
    mkdirSync(packages, { recursive: true })
    const made = await makeDebian(join(project, 'out/debootstrap'))
    if ('problem' in made) {
      problem = made.problem
      return
    }
    // By somebody whose files nobody else may read.
    const packing = ['-c', 'umask 077; exec "$0" scripts/pack-helper.ts', process.execPath]
    const { status, stdout, stderr } = spawnSync('sh', packing, { cwd: project, encoding: 'utf8' })
    const [, printed] = /out\/package\/(\S+\.deb)/.exec(stdout) ?? []
    if (status !== 0 || printed === undefined) throw new Error(`no package was made: ${stderr}`)
    file = `/mnt/${printed}`
    debian = await CleanDebian.boot(made.root, packages)
    // People of this machine, not of the package.
    for (const user of ['friend', 'stranger']) {
      await debian.must('adduser', '--quiet', '--system', user)
    }
    before = await installedState(debian)
  }, preparationMs)
  beforeEach(({ skip }) => {
    if (problem !== undefined) skip(problem)
  })
  afterAll(async () => {
    await debian?.stop()
  })

  const install = () => debian.must('dpkg', '--install', file)
  const state = async () => (await debian.run('systemctl', 'is-active', 'vipd')).stdout.trim()
  const mainPid = async () =>
    (await debian.must('systemctl', 'show', '--property=MainPID', '--value', 'vipd')).trim()
  const vips = async () => {
    const { vips } = JSON.parse(await debian.must('vip', 'status', '--json')) as { vips: string[] }
    return vips
  }

  test('it waits for a configuration', async () => {
    await install()
    expect(await debian.must('systemctl', 'is-enabled', 'vipd')).toBe('enabled\n')
    expect(await state()).toBe('inactive')
    expect(await debian.must('systemctl', '--failed', '--no-legend')).toBe('')
  })

  test('it starts once it is configured, and says when it is ready', async () => {
    const lines = String.raw`name = "here.vipip.net"\n[resolver]\nupstream = ["192.0.2.53"]\n`
    const write = `printf '${lines}' | setpriv --reuid=vip --regid=vip --clear-groups tee /etc/vip/vip.toml`
    await debian.must('sh', '-c', write)
    await debian.must('systemctl', 'start', 'vipd')
    expect(await state()).toBe('active')
    expect(await debian.must('vip', 'status')).toContain('here.vipip.net is on.')
    expect(before.links?.join()).not.toContain('vip0')
    expect(await debian.must('ip', '-br', 'link')).toContain('vip0')
  })

  test('it is nobody else, and has two capabilities', async () => {
    const status = await debian.must('cat', `/proc/${await mainPid()}/status`)
    const uid = (await debian.must('id', '-u', 'vip')).trim()
    expect(status).toMatch(new RegExp(`^Uid:(\\s+${uid}){4}$`, 'm'))
    // CAP_NET_BIND_SERVICE is bit 10, CAP_NET_ADMIN bit 12 (capabilities(7)).
    for (const set of ['Prm', 'Eff', 'Bnd', 'Amb']) {
      expect(status).toMatch(new RegExp(`^Cap${set}:\\s+0000000000001400$`, 'm'))
    }
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m)
    expect(status).toMatch(/^Seccomp:\s+2$/m)
    // Its status is that of the network, which this machine does not have.
    expect((await debian.run('vip', 'doctor')).stdout).toContain(
      'The helper has the rights it needs',
    )
  })

  test('members of the group may tell it what to do, others are refused by name', async () => {
    await debian.must('adduser', '--quiet', 'friend', 'vip')
    expect(await debian.runAs('friend', 'vip', 'status')).toMatchObject({ status: 0 })
    expect(await debian.runAs('friend', 'vip', 'down')).toMatchObject({ status: 0 })
    expect(await debian.runAs('stranger', 'vip', 'status')).toMatchObject({ status: 0 })
    const refused = await debian.runAs('stranger', 'vip', 'up')
    expect(refused).toMatchObject({ status: 1, stdout: '' })
    expect(refused.stderr).toContain('You may not use "vip up"')
    expect(await debian.must('vip', 'status')).toContain('here.vipip.net is off;')
    expect(await debian.runAs('friend', 'vip', 'up')).toMatchObject({ status: 0 })
  })

  test('it writes its configuration for them', async () => {
    const node = ['/usr/lib/vip/node', '--input-type=module', '--eval', configureProgram]
    expect((await debian.runAs('stranger', ...node)).stdout).toContain('"code":"no-rights"')
    expect((await debian.runAs('friend', ...node)).stdout).toContain('"problems":[]')
    expect(await debian.must('cat', '/etc/vip/vip.toml')).toContain('renamed.vipip.net')
    const owner = await debian.must('stat', '-c', '%U:%G %a', '/etc/vip/vip.toml')
    expect(owner).toBe('vip:vip 644\n')
  })

  test('killed or restarted, it keeps its VIPs', async () => {
    const kept = await vips()
    const killed = await mainPid()
    await debian.must('systemctl', 'kill', '--signal=KILL', 'vipd')
    // Ends when systemd has taken note of the death; the next when the helper has said that it is ready again.
    await debian.must('tail', `--pid=${killed}`, '--follow', '/dev/null')
    await debian.must('systemctl', 'start', 'vipd')
    expect(await vips()).toEqual(kept)
    await debian.must('systemctl', 'restart', 'vipd')
    expect(await vips()).toEqual(kept)
  })

  test('upgraded, it goes on as the new one, with the same VIPs', async () => {
    const kept = await vips()
    const replaced = await mainPid()
    await install()
    expect(await mainPid()).not.toBe(replaced)
    expect(await state()).toBe('active')
    expect(await vips()).toEqual(kept)
  })

  test('a shell completes its commands', async () => {
    const words =
      'source /usr/share/bash-completion/completions/vip; COMP_WORDS=(vip stat); COMP_CWORD=1'
    const found = await debian.must('bash', '-c', `${words}; _vip; echo "\${COMPREPLY[@]}"`)
    expect(found).toBe('status\n')
  })

  test('the pages can be opened', async () => {
    expect((await debian.runAs('friend', 'sh', '-c', openPages)).stdout).toMatch(/^200$/m)
  })

  test('replaced by the package with a window and then purged, it takes nothing from that one', async () => {
    await debian.must('sh', '-ec', makeSuccessor)
    await debian.must('dpkg', '--install', '/tmp/successor.deb')
    expect((await debian.run('systemctl', 'is-active', 'vipd')).stdout).toBe('inactive\n')
    await debian.must('dpkg', '--purge', 'vip')
    await debian.must('getent', 'passwd', 'vip')
    await debian.must('ls', '/etc/vip/vip.toml', '/var/lib/vip/host_key')
    await debian.must('dpkg', '--purge', 'vip-desktop')
    await debian.must('rm', '/tmp/successor.deb')
    await install()
    expect(await state()).toBe('active')
  })

  test('removed while it runs, it takes back what DNS says of it', async () => {
    await debian.must('sh', '-ec', publish)
    expect(await debian.must('cat', zone)).toContain('renamed')
    await debian.must('dpkg', '--remove', 'vip')
    expect(await debian.must('cat', zone)).not.toContain('renamed')
    await debian.must('sh', '-ec', forget)
    await install()
    expect(await state()).toBe('active')
  })

  test('removed beside a helper that was killed, it leaves the configuration and the key alone', async () => {
    const service = 'systemctl kill --signal=KILL vipd; systemctl stop vipd'
    await debian.must('sh', '-c', service)
    await debian.must('sh', '-ec', leaveRule)
    expect(await debian.must('ip', '-4', 'rule')).toContain('lookup 10567')
    expect(await debian.must('ip', '-4', 'route', 'show', 'table', 'all')).toContain('240.0.0.0/4')
    await debian.must('dpkg', '--remove', 'vip')
    const now = await installedState(debian)
    const more = now.files?.filter((path) => before.files?.includes(path) !== true)
    expect(more).toEqual([
      ...['/etc/vip', '/etc/vip/vip.toml', '/var/lib/vip', '/var/lib/vip/host_key'],
    ])
    const { units, links, routes, rules, running } = before
    expect(now).toMatchObject({ units, links, routes, rules, running })
  })

  test('purged, it leaves nothing', async () => {
    await debian.must('dpkg', '--purge', 'vip')
    const { status } = await debian.run('getent', 'passwd', 'vip')
    expect(status).toBe(2)
    expect(await installedState(debian)).toEqual(before)
  })
})
