// `vip nameserver` under what goes wrong: killed, fed with garbage, started wrongly; and the delay that the
// lab gives it.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { writeFileSync } from 'node:fs'
import { notBuilt } from '../lab/lab-cli.ts'
import { missingProgram } from '../lab/missing-program.ts'
import { NameServerHost, key, keyStatement, stop, zone } from './nameserver-program.ts'
import type { Running } from './nameserver-program.ts'
import { query, signedUpdate } from './signed-update.ts'

const reason = notBuilt ?? missingProgram('dig', 'nsupdate')

let host: NameServerHost
let server: Running | undefined
beforeEach(({ skip }) => {
  if (reason !== undefined) skip(reason)
})
beforeAll(async () => {
  if (reason === undefined) host = await NameServerHost.create()
})
afterEach(async () => {
  if (server) await stop(server, 'SIGKILL')
  server = undefined
})
afterAll(() => host?.destroy())

test('what was acknowledged is there after kill -9, in the middle of a burst of updates', async () => {
  const acknowledged: string[] = []
  let refused = 0
  for (let round = 0; round < 4; round++) {
    server = await host.start('--state-dir', host.path('state'))
    const running = server
    const burst = Array.from({ length: 8 }, async (_, at) => {
      const owner = `n${round}-${at}.vipip.net`
      // Without a second try, which would take seconds to fail.
      const options = ['-t', '1', '-u', '1', '-r', '0']
      const complaint = await host.nsupdate([`update add ${owner} 1 A 192.0.2.1`], key, ...options)
      if (complaint === '') acknowledged.push(owner)
      else refused++
      if (at === 0) running.process.kill('SIGKILL')
    })
    await Promise.all(burst)
    expect((await running.ended).signal).toBe('SIGKILL')
  }
  server = await host.start('--state-dir', host.path('state'))
  expect(acknowledged.length).toBeGreaterThan(0)
  expect(acknowledged.length + refused).toBe(32)
  for (const owner of acknowledged) {
    expect(await host.dig('+short', owner), owner).toBe('192.0.2.1\n')
  }
})

describe('garbage', () => {
  const soaQuery = query(zone, 6, 0x7777)
  const update = { zone, owner: 'x.vipip.net', octets: [192, 0, 2, 1], id: 1 }
  const answerStarts = '77778400'

  /** Seeded: xorshift32. */
  function randomNumbers(seed: number): (below: number) => number {
    let state = seed
    return (below) => {
      state ^= state << 13
      state ^= state >>> 17
      state ^= state << 5
      return (state >>> 0) % below
    }
  }

  /** Random bytes, and right messages with some bytes changed, cut or doubled. */
  function malformed(count: number, seed: number): Buffer[] {
    const random = randomNumbers(seed)
    const now = Math.floor(Date.now() / 1000)
    const bases = [query(zone, 255, 2), signedUpdate(update, key, now).bytes]
    return Array.from({ length: count }, (_, at) => {
      if (at % 3 === 0) return Buffer.from(Array.from({ length: random(200) }, () => random(256)))
      const bytes = Buffer.from(bases[at % bases.length]!)
      for (let left = 1 + random(4); left > 0; left--) bytes[random(bytes.length)] = random(256)
      return bytes.subarray(0, at % 5 === 0 ? random(bytes.length) : bytes.length)
    })
  }

  test.each([1, 2, 3])(
    'thousands of datagrams, seed %i, and the next question is answered',
    async (seed) => {
      server ??= await host.start()
      const messages = [
        ...malformed(4000, seed),
        Buffer.alloc(5000, 0xff),
        Buffer.alloc(0),
        soaQuery,
      ]
      const [answer] = await host.exchange('udp', messages, 1)
      expect(answer!.toString('hex').slice(0, 8)).toBe(answerStarts)
    },
  )

  const frame = (message: Buffer) =>
    Buffer.concat([Buffer.of(message.length >>> 8, message.length & 0xff), message])

  test('pipelined over TCP: each that has a header is answered, in order', async () => {
    server = await host.start()
    const requests = [
      ...malformed(2000, 4).filter((bytes) => bytes.length >= 12 && (bytes[2]! & 0x80) === 0),
      soaQuery,
    ]
    const answers = await host.exchange('tcp', requests.map(frame), requests.length)
    expect(answers.map((answer) => answer.subarray(0, 2).toString('hex'))).toEqual(
      requests.map((request) => request.subarray(0, 2).toString('hex')),
    )
  })

  test.each([
    ['less than a header', frame(Buffer.alloc(3))],
    ['an answer', frame(Buffer.from(soaQuery).fill(0x80, 2, 3))],
    [
      'the beginning of a message, and then nothing for ten seconds',
      frame(soaQuery).subarray(0, 9),
    ],
    ['nothing for ten seconds', Buffer.alloc(0)],
  ])('%s over TCP: the connection is closed', { timeout: 30_000 }, async (_what, bytes) => {
    server = await host.start()
    expect(await host.exchange('tcp', [bytes], 0)).toEqual([])
    expect(await host.dig('+short', zone, 'NS')).toBe('ns.vipip.net.\n')
  })
})

describe('a delay', () => {
  test.each(['+notcp', '+tcp'])(
    'of 80 ms is seen by dig %s, and questions do not wait for each other',
    async (how) => {
      server = await host.start('--delay-ms', '80')
      const ms = async () =>
        Number(/Query time: (\d+) msec/.exec(await host.dig(how, zone, 'SOA'))?.[1])
      const one = await ms()
      expect(one).toBeGreaterThanOrEqual(79)
      const pipelined = Array.from({ length: 50 }, (_, at) => query(zone, 6, at))
      if (how === '+tcp') {
        const frames = pipelined.map((each) => Buffer.concat([Buffer.of(0, each.length), each]))
        const begunAt = performance.now()
        expect((await host.exchange('tcp', frames, 50)).length).toBe(50)
        // One after the other they would take 4 s.
        expect(performance.now() - begunAt).toBeLessThan(3000)
      }
    },
  )
})

describe('what keeps it from starting is said in one sentence', () => {
  const failure = async (...words: string[]) => {
    const { status, stderr } = await host.spawn(...words).ended
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2)
    return `${status} ${stderr}`
  }

  test('the port is taken', async () => {
    server = await host.start()
    expect(await failure()).toBe(
      '1 vip nameserver: 127.0.0.1:53 (UDP) is taken by another program; "ss -lnp" shows which; stop it, or give --listen another address or port.\n',
    )
  })

  test('the address is not of this machine', async () => {
    expect(await failure('--listen', '203.0.113.1:53')).toMatch(/^1 .* no address of this machine/)
  })

  test('the key file can be read by others, is not there, is wrong', async () => {
    const open = host.writeFile('open', keyStatement(key), 0o644)
    expect(await failure('--key', open)).toBe(
      `1 vip nameserver: The key file ${open} can be read by others (mode 644); make it yours alone: chmod 600 ${open}.\n`,
    )
    expect(await failure('--key', host.path('none'))).toContain('cannot be read (ENOENT')
    const wrong = host.writeFile('wrong', keyStatement(key).replace('sha256', 'md5'), 0o600)
    expect(await failure('--key', wrong)).toContain('wrong in line 2: the algorithm has to be')
  })

  test('the zone, the address, a number cannot be', async () => {
    expect(await failure('--zone', 'a/b')).toMatch(/^2 vip: --zone cannot be "a\/b": give a domain/)
    expect(await failure('--listen', '127.0.0.1:x')).toMatch(/^2 vip: --listen cannot be "127/)
    expect(await failure('--delay-ms=-1')).toMatch(/^2 vip: --delay-ms cannot be "-1"/)
    expect(await failure('--bogus')).toMatch(/^2 vip: Unknown option '--bogus'/)
  })

  test('the zone file is wrong', async () => {
    await host.run(['mkdir', host.path('bad')])
    writeFileSync(
      host.path(`bad/${zone}.zone`),
      '@ 1 IN SOA ns h 1 1 1 1 1\n@ 1 IN NS ns\nb 1 IN A x\n',
    )
    expect(await failure('--state-dir', host.path('bad'))).toContain(
      `bad/${zone}.zone is wrong in line 3: the data does not fit the type A; repair it`,
    )
  })

  test('the state directory cannot be made', async () => {
    expect(await failure('--state-dir', '/proc/nowhere')).toMatch(/^1 .*\/proc\/nowhere cannot be/)
  })
})
