// The lab of a user who is not root, where the kernel gives user namespaces. As root, the specs
// play such a user.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { end, helperNotBuilt, notBuilt, start, vipCommand } from './lab-cli.ts'
import { machineState, processesWith, rootIsMissing } from './lab-machine.ts'
import { missingProgram } from './missing-program.ts'

const NOBODY = 65534
const asNobody = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--']

// Most systems let everybody open /dev/net/tun. Where this one does not, the command sees another
// in its place: in a mount namespace of its own, so that the machine's stays as it is. There too,
// nobody has a home and a shell, as users have.
const WITH_TUN = `
mount -t tmpfs tmpfs /tmp
mknod -m 0666 /tmp/tun c 10 200
mount --bind /tmp/tun /dev/net/tun
sed 's,^\\(nobody:.*\\):.*:.*,\\1:/:/bin/sh,' /etc/passwd >/tmp/passwd
chmod 0644 /tmp/passwd
mount --bind /tmp/passwd /etc/passwd
umount /tmp
exec "$@"`
const withTun = ['unshare', '--mount', '--', 'sh', '-ec', WITH_TUN, 'sh']

const lab = 'spec-rootless'
const words = (verb: string, ...rest: string[]) => vipCommand('lab', verb, '--lab', lab, ...rest)
const asUser = async (...argv: string[]) => end(start([...asNobody, ...argv]))

const reason = rootIsMissing ?? notBuilt ?? whyNotAsNobody()

const reasonWithHelpers =
  helperNotBuilt ?? missingProgram('nsupdate', 'ssh', 'sshd', 'nginx', 'curl')

/** The checkout may be closed to others, as a home directory often is. */
function whyNotAsNobody(): string | undefined {
  const script = 'test -r "$1" && unshare --user --map-root-user --net true'
  const argv = [...asNobody, 'sh', '-c', script, 'sh', ...vipCommand().slice(1)]
  const { status, stderr } = spawnSync(argv[0]!, argv.slice(1), { encoding: 'utf8' })
  if (status === 0) return undefined
  return stderr.trim() || 'a user who is not root cannot read this checkout'
}

describe.runIf(reason === undefined)(`without root${reason ? ` (skipped: ${reason})` : ''}`, () => {
  test('a lab comes up, moves and goes, and leaves nothing', async () => {
    const before = machineState()
    const up = await end(start([...withTun, ...asNobody, ...words('up', '--static')]))
    expect(up).toMatchObject({ stderr: '', status: 0 })
    const status = JSON.parse((await asUser(...words('status', '--json'))).stdout) as object
    expect(status).toMatchObject({ state: 'up', rootless: true })
    expect((await asUser(...words('move', 'a', 'lan2'))).status).toBe(0)
    for (const name of ['b.vipip.net', '240.0.0.2', '2001:db8:2::20', '192.0.2.53']) {
      const ping = await asUser(...words('exec', 'a', 'ping', '-c1', '-W2', name))
      expect(ping.stdout).toContain(' 0% packet loss')
    }
    const lossy = await asUser(...words('link', 'a', 'lan2', '--delay', '10ms', '--json'))
    expect(lossy).toMatchObject({ stderr: '', status: 0 })
    const ping = await asUser(...words('exec', 'a', 'ping', '-c1', '-W2', '203.0.113.20'))
    expect(Number(/time=([\d.]+)/.exec(ping.stdout)?.[1])).toBeGreaterThan(20)
    expect((await asUser(...words('down'))).status).toBe(0)
    await expect.poll(() => processesWith(lab), { interval: 10, timeout: 5000 }).toEqual([])
    expect(existsSync(`/tmp/vip-lab-${NOBODY}`)).toBe(false)
    expect(machineState()).toEqual(before)
  })

  test.runIf(reasonWithHelpers === undefined)(
    `helpers find each other by name${reasonWithHelpers ? ` (skipped: ${reasonWithHelpers})` : ''}`,
    async () => {
      const before = machineState()
      const up = await end(start([...withTun, ...asNobody, ...words('up', '--json')]))
      expect(up).toMatchObject({ stderr: '', status: 0 })
      expect(JSON.parse(up.stdout)).toMatchObject({ mode: 'helpers', rootless: true })
      const ping = await asUser(...words('exec', 'a', 'ping', '-4', '-c1', '-W2', 'b.vipip.net'))
      expect(ping.stdout).toMatch(/\(2[45]\d\.[^]* 0% packet loss/)
      const page = await asUser(...words('exec', 'a', 'curl', '-sS', 'http://b.vipip.net/'))
      expect(page.stdout).toContain('Host b')
      for (const terminal of ['-T', '-tt']) {
        const ssh = ['ssh', terminal, 'b.vipip.net', 'id -u; test -t 0 && echo on a terminal']
        const said = (await asUser(...words('exec', 'a', ...ssh))).stdout.replaceAll('\r', '')
        expect(said).toBe(`${NOBODY}\n${terminal === '-tt' ? 'on a terminal\n' : ''}`)
      }
      expect((await asUser(...words('down'))).status).toBe(0)
      await expect.poll(() => processesWith(lab), { interval: 10, timeout: 5000 }).toEqual([])
      expect(machineState()).toEqual(before)
    },
  )

  test('a device that may not be opened is named, with the remedy, and nothing is left', async () => {
    const closed = withTun.map((word) => word.replace('0666', '0600'))
    const up = await end(start([...closed, ...asNobody, ...words('up', '--static')]))
    expect(up.stderr).toMatch(/^vip: .*\/dev\/net\/tun may not be opened .*chmod 0666.*\n$/)
    expect(up.status).toBe(1)
    expect(existsSync(`/tmp/vip-lab-${NOBODY}`)).toBe(false)
  })

  test('namespaces that the machine forbids are named, with the remedy', async () => {
    // A user namespace in which no more may be made stands for a machine that allows none.
    const script = 'echo 0 >/proc/sys/user/max_user_namespaces && exec "$@"'
    const unshare = ['unshare', '--user', '--map-user=1000', '--keep-caps', '--']
    const forbidding = [...asNobody, ...unshare, 'sh', '-c', script, 'sh']
    const up = await end(start([...withTun, ...forbidding, ...words('up', '--static')]))
    expect(up.stderr).toMatch(
      /^vip: This machine does not let the lab make .*sysctl -w user.max_user_namespaces/,
    )
    expect(up.status).toBe(1)
  })
})
