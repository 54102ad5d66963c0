// What a new user tries first, word for word: programs that know nothing of VIP reach those that the
// lab runs on its hosts, and nobody is asked anything.
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { end, helperNotBuilt, SpecLab, start, vipCommand } from './lab-cli.ts'
import { machineState, processesWith, rootIsMissing } from './lab-machine.ts'
import { missingProgram } from './missing-program.ts'

const programs = ['nsupdate', 'ssh', 'sshd', 'nginx', 'curl', 'ping', 'iperf3']
const reason = rootIsMissing ?? helperNotBuilt ?? missingProgram(...programs)
const skipped = reason ? ` (skipped: ${reason})` : ''

/** What sshd and ssh would leave, and must not. */
function traces(): unknown {
  const ssh = join(homedir(), '.ssh')
  return [existsSync('/run/sshd'), existsSync(ssh) ? readdirSync(ssh) : 'no folder']
}

describe.runIf(reason === undefined)(`a lab that is up${skipped}`, () => {
  const lab = new SpecLab('services', [])
  let before: unknown

  beforeAll(async () => {
    await lab.must('down')
    before = [traces(), machineState()]
    await lab.must('up')
  })
  afterAll(async () => {
    await lab.must('down')
  })

  test.each(['b.vipip.net', 'a.vipip.net', 'b.lan2.test', 'legacy.vipip.net'])(
    'ssh %s true',
    async (name) => {
      const done = { status: 0, stdout: '', stderr: '' }
      expect(await lab.vip('exec', 'a', 'ssh', name, 'true')).toMatchObject(done)
    },
  )

  test('ssh to a VIP', async () => {
    const [vip] = (await lab.must('exec', 'a', 'getent', 'ahostsv4', 'b.vipip.net')).split(' ')
    const done = { status: 0, stdout: '', stderr: '' }
    expect(await lab.vip('exec', 'a', 'ssh', vip!, 'true')).toMatchObject(done)
  })

  test('ssh with a terminal leads to b, and there to its helper', async () => {
    const words = ['ssh', '-tt', 'b.vipip.net', 'test -t 0 && echo "$VIP_RUN_DIR"']
    expect(await lab.must('exec', 'a', ...words)).toContain(`/${lab.name}/b/run\r\n`)
  })

  test('curl, of the right host', async () => {
    expect(await lab.must('exec', 'a', 'curl', '-sSf', 'http://b.vipip.net/')).toContain('Host b')
    const page = await lab.must('exec', 'a', 'curl', '-sSf', 'http://legacy.vipip.net/')
    expect(page).toContain('Host c')
  })

  test('ping', async () => {
    const said = await lab.must('exec', 'a', 'ping', '-c1', '-W5', 'b.vipip.net')
    expect(said).toContain(' 0% packet loss')
  })

  test('iperf3', async () => {
    expect(await lab.must('exec', 'a', 'iperf3', '-n1M', '-c', 'b.vipip.net')).toContain('receiver')
  })

  test('its status says what listens', async () => {
    const { services } = await lab.statusUp()
    const expected = ['a', 'b', 'c'].flatMap((host) => [
      { host, program: 'sshd', port: 22, state: 'listening' },
      { host, program: 'nginx', port: 80, state: 'listening' },
      { host, program: 'iperf3', port: 5201, state: 'listening' },
    ])
    expect(services).toEqual(expected)
  })

  test('and nothing of it is left', async () => {
    await lab.must('down')
    await expect.poll(() => processesWith(lab.name), { interval: 10, timeout: 5000 }).toEqual([])
    expect([traces(), machineState()]).toEqual(before)
  })
})

describe.runIf(reason === undefined)(`what is not installed${skipped}`, () => {
  const lab = new SpecLab('no-services', [])
  // Nothing may run what covers the programs, in a mount namespace that only this lab sees.
  const WITHOUT = `
for path in $(command -v -p nginx) $(command -v -p ssh-keygen) /usr/sbin/nginx; do
  [ ! -e "$path" ] || mount --bind /dev/null "$path"
done
exec "$@"`

  afterEach(async () => {
    await lab.must('down')
  })

  test('is said with its package, and the lab is up', async () => {
    const hiding = ['unshare', '--mount', '--', 'sh', '-ec', WITHOUT, 'sh']
    const up = await end(start([...hiding, ...vipCommand('lab', 'up', '--lab', lab.name)]))
    expect(up).toMatchObject({ status: 0, stderr: '' })
    const comesWith = (program: string, name: string) =>
      `The program "${program}" is not installed; it comes with the package ${name}.`
    expect(up.stdout.split('\n')).toEqual([
      'The lab "spec-no-services" is up.',
      'Not everything that hosts should listen with runs:',
      `  on a, b, c, sshd: ${comesWith('ssh-keygen', 'openssh-client')}`,
      `  on a, b, c, nginx: ${comesWith('nginx', 'nginx-light')}`,
      '',
    ])
    const pinged = await lab.must('exec', 'a', 'ping', '-c1', '-W2', 'b.vipip.net')
    expect(pinged).toContain(' 0% packet loss')
  })
})
