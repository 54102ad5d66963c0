// `vip lab`, as a person uses it: up, exec, move, status, down, each a process of its own.
import { once } from 'node:events'
import { readFileSync, readdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { end, notBuilt, SpecLab, start, startVip, vip, vipCommand } from './lab-cli.ts'
import { rootIsMissing } from './lab-machine.ts'

const reason = rootIsMissing ?? notBuilt

describe.runIf(reason === undefined)(
  `a lab that is up${reason ? ` (skipped: ${reason})` : ''}`,
  () => {
    const lab = new SpecLab('commands')

    beforeAll(async () => {
      await lab.vip('down')
      await lab.must('up')
    })
    afterAll(async () => {
      await lab.must('down')
    })

    test('its hosts are apart, and their tunnels know of each other', async () => {
      const status = await lab.statusUp()
      expect(status.hosts.map(({ host, lan }) => `${host} on ${lan}`)).toEqual([
        'a on lan1',
        'b on lan2',
      ])
      expect(status.links).toEqual([])
      const endpoints = status.hosts.map(({ tunnel }) =>
        tunnel.state === 'running' ? tunnel.peers[0]?.endpoints : tunnel.reason,
      )
      expect(endpoints).toEqual([
        ['203.0.113.20:10567', '[2001:db8:2::20]:10567'],
        ['198.51.100.10:10567', '[2001:db8:1::10]:10567'],
      ])
      expect(await lab.must('status')).toContain('a.vipip.net 240.0.0.1 fd56:4950::1, on lan1')
    })

    test('up again is no harm', async () => {
      const before = await lab.statusUp()
      const { stdout, status } = await lab.vip('up')
      expect(stdout).toBe('The lab "spec-commands" is already up.\n')
      expect(status).toBe(0)
      const again = await lab.vip('up', '--foreground', '--json')
      expect(again.status).toBe(0)
      expect(JSON.parse(again.stdout)).toMatchObject({ outcome: 'already-up', state: 'up' })
      expect((await lab.statusUp()).keeperPid).toBe(before.keeperPid)
    })

    test.each([
      'b.vipip.net',
      '240.0.0.2',
      'fd56:4950::2',
      'b.lan2.test',
      'r.lan1.test',
      '192.0.2.53',
    ])('a reaches %s', async (name) => {
      expect(await lab.must('exec', 'a', 'ping', '-c1', '-W2', name)).toContain(' 0% packet loss')
    })

    test('hosts send into the tunnel, not around it', async () => {
      const sent = async () => {
        const [a] = (await lab.statusUp()).hosts
        return a!.tunnel.state === 'running' ? a!.tunnel.peers[0]!.txBytes : 0
      }
      const before = await sent()
      await lab.must('exec', 'a', 'ping', '-c3', '-i0.01', '-s', '1000', 'b.vipip.net')
      expect(await sent()).toBeGreaterThan(before + 3 * 1000)
    })

    describe('exec', () => {
      test('passes input, output and exit status', async () => {
        const child = startVip(
          'lab',
          'exec',
          '--lab',
          lab.name,
          'b',
          'sh',
          '-c',
          'cat; echo e >&2; exit 9',
        )
        const ended = await end(child, 'hello')
        expect(ended).toMatchObject({ stdout: 'hello', stderr: 'e\n', status: 9 })
      })

      test('leaves what looks like an option to the command', async () => {
        expect(await lab.must('exec', 'r', 'echo', '--help', '--lab', 'x')).toBe('--help --lab x\n')
      })

      test.each([
        ['SIGTERM', 143],
        ['SIGINT', 130],
        ['SIGHUP', 129],
      ] as const)('passes %s', async (signal, status) => {
        const child = startVip(
          'lab',
          'exec',
          '--lab',
          lab.name,
          'a',
          'sh',
          '-c',
          'echo on; exec sleep 300',
        )
        await once(child.stdout, 'data')
        child.kill(signal)
        expect((await end(child)).status).toBe(status)
      })

      test('gives the command the terminal, and each Ctrl-C once', async () => {
        // The sleeps end with the signal too; the shell goes on.
        const loop = 'for i in 1 2 3 4 5 6 7 8 9; do sleep 0.05; done'
        const script = `trap 'echo interrupted' INT; tty; stty size; echo on; ${loop}; exit 5`
        const words = ['lab', 'exec', '--lab', lab.name, 'a', 'sh', '-c', `"${script}"`]
        const inTerminal = `stty rows 33 cols 99; exec ${vipCommand(...words).join(' ')}`
        const child = start(['script', '-qec', inTerminal, '/dev/null'])
        const exited = once(child, 'exit')
        let seen = ''
        for await (const line of createInterface({ input: child.stdout })) {
          seen += `${line}\n`
          if (line.trim() === 'on') child.stdin!.write('\x03')
        }
        expect(seen).toMatch(/^\/dev\/pts\/\d+\r?\n33 99\r?\non/)
        expect(seen.match(/interrupted/g)).toHaveLength(1)
        expect(await exited).toEqual([5, null])
      })

      test('a command that does not exist has the status of a shell', async () => {
        expect((await lab.vip('exec', 'a', 'no-such-program')).status).toBe(127)
      })
    })

    describe('move', () => {
      test.each([
        ['break-before-make', 'lan2', []],
        ['make-before-break', 'lan1', ['--make-before-break']],
      ])('%s keeps a session', async (_, lan, options) => {
        const pings = startVip(
          'lab',
          'exec',
          '--lab',
          lab.name,
          'b',
          'ping',
          '-i0.02',
          'a.vipip.net',
        )
        const replies = createInterface({ input: pings.stdout })[Symbol.asyncIterator]()
        for (let count = 0; count < 5; count++) await replies.next()
        const moved = await lab.must('move', 'a', lan, ...options)
        expect(moved).toContain(`a is on ${lan}`)
        expect(moved).toContain('the lab plays the oracle')
        // Nothing else can end the wait: without a path there are no more replies.
        for (let count = 0; count < 20; count++) await replies.next()
        pings.kill('SIGINT')
        await once(pings, 'exit')
        expect((await lab.statusUp()).hosts[0]!.lan).toBe(lan)
      })

      test('to where the host is already changes nothing', async () => {
        const before = (await lab.statusUp()).hosts
        await lab.must('move', 'b', 'lan2')
        expect((await lab.statusUp()).hosts[1]!.addresses).toEqual(before[1]!.addresses)
      })

      test('of both at once ends with tunnels that know the truth', async () => {
        for (let round = 0; round < 5; round++) {
          const [a, b] = round % 2 === 0 ? ['lan2', 'lan1'] : ['lan1', 'lan2']
          const reports = await Promise.all([
            lab.must('move', 'a', a!, '--json'),
            lab.must('move', 'b', b!, '--json'),
          ])
          expect(reports.map((report) => (JSON.parse(report) as { host: string }).host)).toEqual([
            'a',
            'b',
          ])
          const ping = await lab.must('exec', 'a', 'ping', '-c3', '-i0.05', '-W2', 'b.vipip.net')
          expect(ping).toContain(' 0% packet loss')
        }
      })

      test('leaves no address on the card that went down', async () => {
        const { hosts } = await lab.statusUp()
        for (const { host, lan } of hosts) {
          const addresses = await lab.must(
            'exec',
            host,
            'ip',
            '-json',
            'addr',
            'show',
            lan === 'lan1' ? 'lan2' : 'lan1',
          )
          expect(JSON.parse(addresses)).toMatchObject([{ addr_info: [] }])
        }
      })
    })

    test('keys are in no argument, environment or file', async () => {
      const { runDirectory } = await lab.statusUp()
      const files = readdirSync(runDirectory, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => readFileSync(`${parentPath}/${name}`, 'utf8'))
      // Seen from inside, /proc has the processes of this lab and no others.
      const script = 'cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ'
      const { stdout: processes } = await lab.vip('exec', 'a', 'sh', '-c', script)
      expect(processes).toContain('static-tunnel.mjs')
      expect(files.join('\n') + processes).not.toMatch(/[0-9a-f]{72}/i)
    })

    test('a second lab runs beside it, and going leaves this one alone', async () => {
      const second = new SpecLab('second')
      await second.must('up')
      await second.must('move', 'a', 'lan2')
      await second.must('exec', 'b', 'ip', 'link', 'set', 'vip0', 'down')
      expect((await second.vip('exec', 'a', 'ping', '-c1', '-W1', 'b.vipip.net')).status).toBe(1)
      expect(await lab.must('exec', 'a', 'ping', '-c1', '-W2', 'b.vipip.net')).toContain(
        ' 0% packet loss',
      )
      await second.must('down')
      expect((await second.status()).state).toBe('down')
      expect(await lab.must('exec', 'a', 'ping', '-c1', '-W2', 'b.vipip.net')).toContain(
        ' 0% packet loss',
      )
    })
  },
)

describe.runIf(reason === undefined)('a lab that is down', () => {
  const lab = new SpecLab('none')

  test('down is no harm', async () => {
    const ended = await lab.vip('down')
    expect(ended).toMatchObject({ status: 0, stdout: 'The lab "spec-none" is not up.\n' })
  })

  test('status says so', async () => {
    expect(await lab.status()).toEqual({ name: 'spec-none', state: 'down' })
  })

  test.each([
    ['exec', 'a', 'true'],
    ['move', 'a', 'lan2'],
    ['link', 'a', 'lan1', '--loss', '1%'],
  ])('%s says how to bring it up', async (verb, ...words) => {
    const ended = await lab.vip(verb, ...words)
    expect(ended.status).toBe(1)
    expect(ended.stderr).toBe(
      'vip: The lab "spec-none" is not up; bring it up: vip lab up --lab spec-none.\n',
    )
  })
})

describe.runIf(notBuilt === undefined)('the command line', () => {
  test.each([
    [[], /^VIP: change networks/],
    [['nonsense'], /no command "nonsense"/],
    [['lab'], /^vip lab: hosts a and b/],
    [['lab', 'nonsense'], /no command "vip lab nonsense"/],
    [['lab', 'up', '--nonsense'], /nonsense/],
    [['lab', 'up', 'extra'], /"extra" is one word too many/],
    [['lab', 'move', 'c', 'lan1'], /instead of "c": a or b/],
    [['lab', 'move', 'a'], /Give a LAN/],
    [['lab', 'exec', 'a'], /A command to run is needed/],
    [['lab', 'link', 'a', 'lan1', '--loss', '3'], /--loss cannot be "3"/],
    [['ui', '--port', 'http'], /--port cannot be "http"/],
    [['--nonsense'], /nonsense/],
  ])('%j is a wrong use, with status 2', async (words, sentence) => {
    const { stderr, stdout, status } = await vip(...words)
    expect(stderr).toMatch(sentence)
    expect(stdout).toBe('')
    expect(status).toBe(2)
  })

  test.each([
    [['--help'], /Usage: vip/],
    [['--version'], /^vip \d+\.\d+\.\d+\n$/],
    [['lab', '--help'], /vip lab up/],
    ...['up', 'exec', 'move', 'link', 'stream', 'status', 'report', 'down'].map(
      (name) =>
        [['lab', name, '--help'], new RegExp(`Usage: vip lab ${name}`)] as [string[], RegExp],
    ),
  ] as [string[], RegExp][])('%j answers with status 0', async (words, page) => {
    const { stdout, status } = await vip(...words)
    expect(stdout).toMatch(page)
    expect(status).toBe(0)
  })

  test('a name that could lead elsewhere is refused', async () => {
    const { stderr, status } = await vip('lab', 'down', '--lab', '../x')
    expect(stderr).toContain('"../x" cannot be a lab')
    expect(status).toBe(1)
  })
})
