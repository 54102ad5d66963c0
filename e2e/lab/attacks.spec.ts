// Somebody on the network means no good: another key where a known host was, and a name at an
// address that DNS does not give for it, and datagrams that nobody could have sent.
import { once } from 'node:events'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { helperCommand, helperConfiguration } from '../../dataplane/lab/helper.ts'
import { startCapture } from './capture.ts'
import { sendForged } from './forged-udp.ts'
import { HelperLab } from './helper-lab.ts'
import { helperNotBuilt, vipCommand } from './lab-cli.ts'
import { rootIsMissing } from './lab-machine.ts'
import { countKinds } from './lan-frames.ts'
import { missingProgram } from './missing-program.ts'

const reason =
  rootIsMissing ??
  helperNotBuilt ??
  missingProgram('nsupdate', 'curl', 'nginx', 'tcpdump', 'python3')
const skipped = reason ? ` (skipped: ${reason})` : ''

describe.runIf(reason === undefined)(`a name at another address${skipped}`, () => {
  let lab: HelperLab

  beforeAll(async () => {
    lab = await HelperLab.up('impostor')
    lab.publish('b', { 'index.html': 'for friends' })
  })
  afterAll(async () => {
    await lab?.down()
  })

  test('is ignored, and the host whose name it is goes on', async () => {
    const before = await lab.peerOf('b')
    const own = (name: string) => join(lab.folder, name)
    const paths = { configuration: own('vip.toml'), run: own('run'), state: own('state'), log: '' }
    mkdirSync(paths.state, { mode: 0o700 })
    // On c, which is at 203.0.113.30, a helper says that it is a; but it cannot make DNS say so.
    writeFileSync(paths.configuration, helperConfiguration('a', undefined), {
      mode: 0o600,
    })
    const impostor = await lab.startHelperAs('c', helperCommand(paths))
    const asked = ['getent', 'ahostsv4', 'b.vipip.net']
    const resolve = `echo 'nameserver 127.105.67.1' >/etc/resolv.conf; exec "$@"`
    const answer = await lab.run('c', ['sh', '-c', resolve, 'sh', ...asked])
    // A stranger that gets no answer is given the physical address (PROTOCOL section 3).
    expect(answer.stdout.split(' ')[0]).toBe('203.0.113.20')
    const after = await lab.peerOf('b')
    expect([after.vip, after.trust, after.endpoint]).toEqual([
      ...[before.vip, before.trust, before.endpoint],
    ])
    expect(await lab.must('a', ['curl', '-sSf', 'http://b.vipip.net/'])).toBe('for friends')
    impostor.kill('SIGTERM')
    await once(impostor, 'exit')
  })

  test('and a port that nobody can be answered at ends no helper', async () => {
    const before = await lab.statusOf('b')
    const dropped = before.drops['sourcePort'] ?? 0
    // Of the form of ESP with an SPI that nobody gave out, which is answered; then a clear message.
    for (const first of [0x12, 0]) {
      await sendForged(lab.sandbox, 'c', {
        ...{ source: ['203.0.113.30', 0], destination: ['203.0.113.20', 10567] },
        payload: new Uint8Array(36).fill(first),
      })
    }
    await vi.waitFor(async () => {
      const { drops } = await lab.statusOf('b')
      expect(drops['sourcePort']).toBe(dropped + 2)
    }, 5000)
    expect((await lab.statusOf('b')).startedAt).toBe(before.startedAt)
    expect(await lab.must('a', ['curl', '-sSf', 'http://b.vipip.net/'])).toBe('for friends')
  })
})

describe.runIf(reason === undefined)(`another key where a known host was${skipped}`, () => {
  let lab: HelperLab
  /** Of the key that a knows for b. */
  let knownFingerprint: string

  beforeAll(async () => {
    lab = await HelperLab.up('man-in-the-middle')
    lab.publish('b', { 'index.html': 'for friends' })
    knownFingerprint = (await lab.statusOf('b')).fingerprint
    // Whoever holds b's address now has another key, and knows nothing of what was agreed.
    await lab.killHelper('b')
    for (const folder of [lab.stateDirectoryOf('b'), lab.runDirectoryOf('b')]) {
      rmSync(folder, { recursive: true })
    }
    await lab.startHelper('b')
  })
  afterAll(async () => {
    await lab?.down()
  })

  /** What a's programs get of b, while a capture shows what they sent for it. */
  async function tryToReachB(): Promise<string[]> {
    const path = join(lab.folder, 'lan.pcap')
    const capture = await startCapture(lab.sandbox, {
      ...{ host: 'r', interface: 'lan1', path, filter: '' },
    })
    const resolved = await lab.run('a', ['timeout', '20', 'getent', 'ahosts', 'b.vipip.net'])
    const url = 'http://b.vipip.net/'
    const fetched = await lab.run('a', ['curl', '-sS', '--max-time', '5', url])
    await capture.stop()
    expect(fetched.stdout).toBe('')
    expect(fetched.status).not.toBe(0)
    const { vip = 0, dns: _, neighbours: __, ...others } = countKinds(capture.frames())
    expect(vip).toBeGreaterThan(0)
    expect(others).toEqual({})
    return resolved.stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' ')[0]!)
      .filter((address) => address !== '')
  }

  async function expectLoudRefusal(): Promise<void> {
    const said = await lab.must('a', vipCommand('events', '--json', ...runDirectory()))
    const changes = said
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { kind: string })
      .filter(({ kind }) => kind === 'key-changed')
    const offered = (await lab.statusOf('b')).fingerprint
    expect(offered).not.toBe(knownFingerprint)
    const stored = [knownFingerprint]
    expect(changes).toContainEqual(
      expect.objectContaining({ name: 'b.vipip.net', offered, stored }),
    )
    const trusted = await lab.must('a', vipCommand('trust', 'list', ...runDirectory()))
    expect(trusted).toContain(knownFingerprint)
    expect(trusted).not.toContain(offered)
    // What the red card of the pages is made of.
    const { trust } = await lab.peerOf('a')
    expect(trust).toEqual({ state: 'changed', fingerprint: offered })
  }

  const runDirectory = () => ['--run-dir', lab.runDirectoryOf('a')]

  test('is refused; a VIP that was agreed stays, and carries nothing to it', async () => {
    const { vip, vip6, trust } = await lab.peerOf('a')
    expect(trust.fingerprint).toBe(knownFingerprint)
    expect(new Set(await tryToReachB())).toEqual(new Set([vip, vip6]))
    await expectLoudRefusal()
  })

  test('is refused by a host that knows the key, but no VIP any more: the name has no address', async () => {
    await lab.killHelper('a')
    rmSync(join(lab.runDirectoryOf('a'), 'mappings.json'))
    await lab.startHelper('a')
    expect(await tryToReachB()).toEqual([])
    await expectLoudRefusal()
    const peer = await lab.peerOf('a')
    expect(peer).toMatchObject({ vip: null, localVip: null, endpoint: null, state: 'unreachable' })
  })
})
