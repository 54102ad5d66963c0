// How the helper starts and ends: what keeps it from starting is said in one sentence with its remedy, and nothing of it
// stays behind.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import type { ChildProcess } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Status } from '../../dataplane/contract/model.ts'
import { createSandbox } from '../../dataplane/lab/sandbox/sandbox.ts'
import type { Sandbox } from '../../dataplane/lab/sandbox/sandbox.ts'
import { helperNotBuilt } from './lab-cli.ts'
import { rootIsMissing } from './lab-machine.ts'

const reason = rootIsMissing ?? helperNotBuilt
const vip = fileURLToPath(new URL('../../out/vip', import.meta.url))
const waiting = { timeout: 10_000, interval: 100 }
const goodConfiguration = 'name = "a.vipip.net"\n[resolver]\nupstream = ["192.0.2.53"]\n'

describe.runIf(reason === undefined)(`the helper${reason ? ` (skipped: ${reason})` : ''}`, () => {
  let sandbox: Sandbox
  let folder: string
  let running: ChildProcess[] = []

  beforeAll(async () => {
    sandbox = await createSandbox({ name: 'helper-start' })
    await sandbox.addHost('a')
  })
  afterAll(async () => {
    await sandbox.destroy()
  })
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vip-start-'))
    chmodSync(folder, 0o755)
    configure(goodConfiguration)
  })
  afterEach(async () => {
    for (const child of running) await stop(child)
    running = []
    rmSync(folder, { recursive: true, force: true })
  })

  const configure = (text: string) => writeFileSync(join(folder, 'vip.toml'), text)
  const words = () => [
    ...['daemon', '--config', join(folder, 'vip.toml')],
    ...['--run-dir', join(folder, 'run'), '--state-dir', join(folder, 'state')],
  ]
  /** A helper that is expected to end by itself. */
  const attempt = async (wrapper: readonly string[] = [], more: readonly string[] = []) => {
    const { status, stdout, stderr } = await sandbox.run('a', [
      ...wrapper,
      vip,
      ...words(),
      ...more,
    ])
    return { status, stdout, stderr }
  }
  /** Resolves with what it says when it is ready. */
  const start = async (wrapper: readonly string[] = []) => {
    const child = sandbox.spawn('a', [...wrapper, vip, ...words(), '--json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.push(child)
    child.stderr?.resume()
    for await (const line of createInterface({ input: child.stdout as Readable })) {
      return { child, ready: JSON.parse(line) as unknown }
    }
    throw new Error('the helper ended instead of being ready')
  }
  const stop = async (child: ChildProcess) => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
    const ended = once(child, 'exit')
    await sandbox.run('a', ['pkill', '-TERM', '-f', join(folder, 'run')])
    await ended
    return child.exitCode
  }
  /** Something else that holds a port of host a. */
  const occupy = async (protocol: 'tcp' | 'udp', address: string, port: number) => {
    const program = `
      import socket, sys
      kind = socket.SOCK_STREAM if '${protocol}' == 'tcp' else socket.SOCK_DGRAM
      s = socket.socket(socket.AF_INET, kind); s.bind(('${address}', ${port}))
      if '${protocol}' == 'tcp': s.listen()
      print('bound', flush=True); sys.stdin.read()`.replace(/^ {6}/gm, '')
    const child = sandbox.spawn('a', ['python3', '-c', program], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    await once(child.stdout as Readable, 'data')
    return async () => {
      const ended = once(child, 'exit')
      child.stdin?.end()
      await ended
    }
  }
  const interfaces = async () => (await sandbox.run('a', ['ip', '-br', 'link'])).stdout

  it('is ready with TUN, resolver and control socket, and takes them away again', async () => {
    const { child, ready } = await start()
    expect(ready).toEqual({ ready: true, resolver: '127.105.67.1:53', port: 10567 })
    expect(await interfaces()).toContain('vip0')
    const status = await sandbox.run('a', [
      vip,
      'status',
      '--json',
      '--run-dir',
      join(folder, 'run'),
    ])
    expect(JSON.parse(status.stdout)).toMatchObject({ name: 'a.vipip.net', ready: true })
    expect(await stop(child)).toBe(0)
    expect(await interfaces()).not.toContain('vip0')
    // What stays, on purpose: VIPs never leave by another route.
    const route = await sandbox.run('a', ['ip', 'route', 'get', '240.1.2.3'])
    expect(route.status).not.toBe(0)
  })

  it('says what is wrong with the configuration, with file, line and key', async () => {
    configure('name = "a.vipip.net"\n\n[network]\nprot = 1\nport = 99999\n')
    const { status, stderr } = await attempt()
    expect(status).toBe(1)
    expect(stderr).toContain('vip.toml:4:1: network.prot is no known key; must be network.port')
    expect(stderr).toContain('vip.toml:5:8: network.port is 99999; must be a port from 1 to 65535')
    expect((await attempt([], ['--check', '--json'])).status).toBe(1)
    configure(goodConfiguration)
    expect(await attempt([], ['--check'])).toMatchObject({ status: 0, stderr: '' })
  })

  it('says which right is missing', async () => {
    const { status, stderr } = await attempt(['setpriv', '--bounding-set', '-net_admin'])
    expect(status).toBe(1)
    expect(stderr).toMatch(/CAP_NET_ADMIN is missing: start the helper as root/)
    expect(stderr.trim().split('\n').length).toBe(1)
  })

  it('says that its port is taken', async () => {
    const free = await occupy('udp', '0.0.0.0', 10567)
    const { status, stderr } = await attempt()
    await free()
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr:
        'vip daemon: UDP port 10567 is taken by another program: see which with "ss -ulpn", or set another under network.port\n',
    })
  })

  it.each(['udp', 'tcp'] as const)(
    'says that the resolver finds its %s port taken',
    async (protocol) => {
      const free = await occupy(protocol, '127.105.67.1', 53)
      const { status, stderr } = await attempt()
      await free()
      expect(status).toBe(1)
      expect(stderr).toMatch(/127\.105\.67\.1:53 \((UDP|TCP)\) is taken by another program/)
      expect(await interfaces()).not.toContain('vip0')
    },
  )

  it('says that there is no TUN device', async () => {
    const hide = [
      'unshare',
      '--mount',
      'sh',
      '-c',
      'mount -t tmpfs none /dev/net && exec "$@"',
      'sh',
    ]
    const { status, stderr } = await attempt(hide)
    expect(status).toBe(1)
    expect(stderr).toContain('this kernel offers no TUN device: load it with "modprobe tun"')
  })

  it('does not start twice in one place', async () => {
    await start()
    const { status, stderr } = await attempt()
    expect(status).toBe(1)
    expect(stderr.trim().split('\n').length).toBe(1)
    expect(stderr).toMatch(/taken|exists already|Another helper/)
    const present = await sandbox.run('a', [vip, 'status', '--run-dir', join(folder, 'run')])
    expect(present.status).toBe(0)
  })

  it('refuses a host key that others can read, and makes no other', async () => {
    const first = await start()
    await stop(first.child)
    chmodSync(join(folder, 'state', 'host_key'), 0o644)
    const { status, stderr } = await attempt()
    expect(status).toBe(1)
    expect(stderr).toContain(`the host key ${join(folder, 'state', 'host_key')} cannot be used`)
  })

  const ask = async (...asked: string[]) => {
    const run = [...asked, '--json', '--run-dir', join(folder, 'run')]
    const { status, stdout } = await sandbox.run('a', [vip, ...run])
    return { status, value: JSON.parse(stdout) as Partial<Status> }
  }

  it('keeps its port where the new one is taken, and says so', async () => {
    await start()
    const free = await occupy('udp', '0.0.0.0', 4500)
    configure(`${goodConfiguration}[network]\nport = 4500\n`)
    const refused = { code: 'network-refused', severity: 'warning' }
    await vi.waitFor(async () => {
      const { value } = await ask('status')
      expect(value.health).toContainEqual(expect.objectContaining(refused))
      expect(value.port).toBe(10567)
    }, waiting)
    expect(await interfaces()).toContain('vip0')
    await free()
    configure(`${goodConfiguration}[network]\nport = 4500\n[trust]\npolicy = "ask"\n`)
    configure(`${goodConfiguration}[network]\nport = 4501\n`)
    await vi.waitFor(async () => expect((await ask('status')).value.port).toBe(4501), waiting)
  })

  it('is off still when it cannot be turned on', async () => {
    await start()
    await ask('down')
    const free = await occupy('udp', '0.0.0.0', 10567)
    expect((await ask('up')).status).toBe(1)
    expect((await ask('status')).value.enabled).toBe(false)
    await free()
    expect((await ask('up')).value).toEqual({ enabled: true, changed: true })
    expect(await interfaces()).toContain('vip0')
  })

  it('starts on a machine without a network, and asks the name servers that come', async () => {
    configure('name = "a.vipip.net"\n')
    const networkManager = join(folder, 'NetworkManager')
    mkdirSync(networkManager)
    const isolate = `mount --bind /dev/null /etc/resolv.conf && mount -t tmpfs none /run &&
      mkdir /run/NetworkManager && mount --bind "$0" /run/NetworkManager && exec "$@"`
    await start(['unshare', '--mount', 'sh', '-c', isolate, networkManager])
    const none: unknown = expect.objectContaining({ code: 'no-name-server' })
    expect((await ask('status')).value.health).toContainEqual(none)
    writeFileSync(join(networkManager, 'no-stub-resolv.conf'), 'nameserver 192.0.2.53\n')
    await vi.waitFor(async () => {
      const { value } = await ask('status')
      expect(value.resolver?.upstream).toEqual(['192.0.2.53:53'])
      expect(value.health).not.toContainEqual(none)
    }, waiting)
  })

  it('keeps the last good configuration, and says so', async () => {
    await start()
    const follow = sandbox.spawn(
      'a',
      [vip, 'events', '--follow', '--json', '--run-dir', join(folder, 'run')],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    running.push(follow)
    const lines = createInterface({ input: follow.stdout as Readable })
    const refused = (async () => {
      for await (const line of lines) {
        const event = JSON.parse(line) as { kind: string }
        if (event.kind === 'helper-ready') configure('name = 1\n')
        if (event.kind === 'configuration-refused') return event
      }
      return undefined
    })()
    expect(await refused).toMatchObject({ kind: 'configuration-refused' })
    const status = await sandbox.run('a', [
      vip,
      'status',
      '--json',
      '--run-dir',
      join(folder, 'run'),
    ])
    expect(JSON.parse(status.stdout)).toMatchObject({
      ready: true,
      health: expect.arrayContaining([
        expect.objectContaining({ code: 'configuration-refused' }),
      ]) as unknown,
    })
  })
})
