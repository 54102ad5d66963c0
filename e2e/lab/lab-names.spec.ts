// `vip lab` with real helpers: what it says of them, and that it ends as it should when one of its
// programs is killed.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { vipPattern } from './helper-lab.ts'
import { end, helperNotBuilt, SpecLab, start, vipCommand } from './lab-cli.ts'
import { machineState, processesWith, rootIsMissing } from './lab-machine.ts'
import { missingProgram } from './missing-program.ts'

const reason = rootIsMissing ?? helperNotBuilt ?? missingProgram('nsupdate')

describe.runIf(reason === undefined)(
  `a lab with helpers${reason ? ` (skipped: ${reason})` : ''}`,
  () => {
    const lab = new SpecLab('helpers', [])
    let before: ReturnType<typeof machineState>

    beforeAll(async () => {
      await lab.must('down')
      before = machineState()
    })
    afterEach(async () => {
      await lab.must('down')
    })

    async function expectNothing(): Promise<void> {
      await expect.poll(() => processesWith(lab.name), { interval: 10, timeout: 5000 }).toEqual([])
      expect(machineState()).toEqual(before)
    }

    test('names resolve as soon as it is up, and its status tells all', async () => {
      await lab.must('up')
      const found = await lab.must('exec', 'a', 'getent', 'ahostsv4', 'b.vipip.net')
      const { hosts, ...status } = await lab.statusUp()
      expect(status).toMatchObject({
        mode: 'helpers',
        nameServer: {
          kind: 'vip',
          state: 'running',
          addresses: ['192.0.2.53', '2001:db8:53::53'],
        },
        legacy: { host: 'c', fqdn: 'legacy.vipip.net' },
      })
      const [a, b] = hosts
      expect(b!.vip).toMatch(vipPattern)
      expect(found.split(' ')[0]).toBe(b!.vip)
      expect(a!.fingerprint).toMatch(/^SHA256:/)
      expect(a!.tunnel).toMatchObject({
        ...{ state: 'running', tun: 'vip0', port: 10567 },
        peers: [
          {
            name: 'b.vipip.net',
            vip: b!.vip,
            endpoints: ['203.0.113.20:10567', '[2001:db8:2::20]:10567'],
          },
        ],
      })
      expect(await lab.must('status')).toContain(`b.vipip.net ${b!.vip} ${b!.vip6}, on lan2`)
    })

    test('commands that ask a helper find the one of their host', async () => {
      await lab.must('up')
      const { hosts } = await lab.statusUp()
      const script = `echo "$VIP_RUN_DIR"`
      for (const { host } of hosts) {
        expect(await lab.must('exec', host, 'sh', '-c', script)).toContain(`/${host}/run\n`)
      }
    })

    test('a move is seen in DNS, and names lead on', async () => {
      await lab.must('up')
      const said = await lab.must('move', 'b', 'lan1')
      expect(said).toContain('b is on lan1')
      const found = async () =>
        (await lab.must('exec', 'c', 'getent', 'ahostsv4', 'b.vipip.net')).split(' ')[0]
      await expect.poll(found, { interval: 10, timeout: 5000 }).toBe('198.51.100.20')
      const ping = await lab.must('exec', 'a', 'ping', '-c3', '-i0.2', '-W2', 'b.vipip.net')
      expect(ping).toContain(' 0% packet loss')
    })

    test('another kind of lab under the same name has to wait', async () => {
      await lab.must('up')
      const other = await lab.vip('up', '--static')
      expect(other.stderr).toBe(
        'vip: The lab "spec-helpers" is up already, with the name server "vip"; ' +
          'take it down first: vip lab down --lab spec-helpers.\n',
      )
      expect(other.status).toBe(1)
    })

    test('a lab that another person brought up is not taken for one of theirs', async (context) => {
      const login = readFileSync('/proc/self/loginuid', 'utf8').trim()
      if (login !== '4294967295') context.skip('this kernel knows who logged in here')
      await lab.must('up')
      const asBob = ['env', 'SUDO_USER=bob', ...vipCommand('lab', 'up', '--lab', lab.name)]
      const other = await end(start(asBob))
      expect(other.stderr).toBe(
        'vip: The lab "spec-helpers" is up already, and root brought it up; ' +
          'bring up one of your own under another name: vip lab up --lab NAME.\n',
      )
      expect(other.status).toBe(1)
      expect((await lab.vip('up')).status).toBe(0)
    })

    test('the foreground tells of a helper that was killed, and stays', async () => {
      const { child, complaints } = await lab.foreground()
      process.kill(lab.processIds().a, 'SIGKILL')
      const told = /^The helper on host a has ended \(SIGKILL\); /
      await expect.poll(() => complaints, { timeout: 5000 }).toEqual([expect.stringMatching(told)])
      expect((await lab.statusUp()).hosts[0]!.tunnel).toEqual({
        state: 'failed',
        reason: 'its process has ended',
      })
      child.kill('SIGINT')
      expect(await once(child, 'exit')).toEqual([0, null])
      await expectNothing()
    })

    test.each([100, 400, 700, 1000])(
      'nothing is left after kill -9 of up, %i ms after its start',
      async (milliseconds) => {
        const child = lab.start('up')
        const exited = once(child, 'exit')
        const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds)
        await exited
        clearTimeout(timer)
        await lab.must('down')
        await expectNothing()
      },
    )
  },
)
