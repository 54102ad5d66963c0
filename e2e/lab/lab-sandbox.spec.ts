// The sandbox below the lab: hosts, links, commands that behave as if started here, and no trace of
// any of it afterwards.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { LabError } from '../../dataplane/lab/lab-error.ts'
import { identifyProcess, isRunning } from '../../dataplane/lab/sandbox/process-identity.ts'
import { attachSandbox, createSandbox } from '../../dataplane/lab/sandbox/sandbox.ts'
import type { Sandbox, SandboxHandle } from '../../dataplane/lab/sandbox/sandbox.ts'
import { machineState, processesIn, processesWith, rootIsMissing } from './lab-machine.ts'

const here = import.meta.dirname

describe('a sandbox with two hosts', () => {
  let sandbox: Sandbox

  beforeAll(async () => {
    sandbox = await createSandbox({ name: 'spec' })
    await sandbox.addHost('a', {
      files: { '/etc/hosts': '203.0.113.2 b.test\n2001:db8::2 b6.test\n' },
    })
    await sandbox.addHost('b')
    await sandbox.link(
      { host: 'a', interface: 'lan' },
      { host: 'b', interface: 'lan' },
      { mtu: 1400 },
    )
    await sandbox.ip('a', [
      'addr add 203.0.113.1/24 dev lan',
      'addr add 2001:db8::1/64 dev lan',
      'link set lan up',
    ])
    await sandbox.ip('b', [
      'addr add 203.0.113.2/24 dev lan',
      'addr add 2001:db8::2/64 dev lan',
      'link set lan up',
    ])
  })
  afterAll(() => sandbox.destroy())

  test.each(['b.test', 'b6.test'])(
    'reaches the other host at once by the name %s',
    async (name) => {
      const { stdout, status } = await sandbox.run('a', [
        'ping',
        '-c1',
        '-W2',
        '-M',
        'do',
        '-s',
        '1352',
        name,
      ])
      expect(stdout).toContain(' 0% packet loss')
      // The kernel is up to a second late where it takes a cable's ends for one device.
      expect(Number(/time=([\d.]+)/.exec(stdout)?.[1])).toBeLessThan(500)
      expect(status).toBe(0)
    },
  )

  test('a host sees only its own interfaces and processes of the sandbox', async () => {
    const { stdout } = await sandbox.run('a', ['ls', '/sys/class/net'])
    expect(stdout).toBe('lan\nlo\n')
    const processes = await sandbox.run('a', ['sh', '-c', 'cat /proc/[0-9]*/comm'])
    expect(
      processes.stdout.split('\n').filter((name) => !['cat', 'sleep', 'sh', ''].includes(name)),
    ).toEqual([])
  })

  test('passes input, output, working directory and exit status', async () => {
    const result = await sandbox.run('a', ['sh', '-c', 'pwd; cat; echo bad >&2; exit 7'], {
      input: 'in',
      cwd: here,
    })
    expect(result).toEqual({ stdout: `${here}\nin`, stderr: 'bad\n', status: 7, signal: null })
  })

  test('a command that does not exist is a result with the status of a shell', async () => {
    const result = await sandbox.run('a', ['no-such-program'])
    expect(result.status).toBe(127)
    expect(result.stderr).toContain('no-such-program')
  })

  test.each(['SIGINT', 'SIGTERM', 'SIGKILL', 'SIGUSR1'] as const)(
    '%s reaches the command',
    async (signal) => {
      const child = sandbox.spawn('a', ['sh', '-c', 'echo started; exec sleep 300'])
      await once(child.stdout!, 'data')
      expect(child.kill(signal)).toBe(true)
      expect(await once(child, 'exit')).toEqual([null, signal])
    },
  )

  test('a command may catch a signal and choose its status', async () => {
    const script = 'trap "echo caught; exit 3" TERM; echo started; while :; do sleep 0.05; done'
    const child = sandbox.spawn('a', ['sh', '-c', script])
    const output = text(child.stdout!)
    await once(child.stdout!, 'data')
    child.kill()
    expect(await once(child, 'exit')).toEqual([3, null])
    expect(await output).toContain('caught')
  })

  test('an aborted run ends', async () => {
    const ended = sandbox.run('a', ['sleep', '300'], { signal: AbortSignal.timeout(50) })
    await expect(ended).rejects.toThrow(/abort/)
  })

  test('the command ends when what stands for it outside is killed', async () => {
    const child = sandbox.spawn('b', ['sh', '-c', 'echo $$; exec sleep 4242'])
    const [line] = (await once(child.stdout!, 'data')) as [Buffer]
    process.kill(child.pid!, 'SIGKILL')
    await once(child, 'close')
    const { stdout } = await sandbox.run('b', ['sh', '-c', `cat /proc/${Number(line)}/cmdline`])
    expect(stdout).toBe('')
  })

  test('orphans are reaped by the first process', async () => {
    // The grandchild tells its number and ends after its parent did; the fifo waits for that.
    const script = 'd=$(mktemp -d); mkfifo $d/f; (read x <$d/f; rm -r $d) & echo $!; echo go >$d/f'
    const { stdout } = await sandbox.run('a', ['sh', '-c', script])
    const stats = await sandbox.run('a', ['sh', '-c', 'cat /proc/[0-9]*/stat'])
    expect(Number(stdout)).toBeGreaterThan(1)
    // Of the form "number (name) state parent …"; those whose parent is outside are not meant.
    expect(stats.stdout.split('\n').filter((line) => /\) Z 1 /.test(line))).toEqual([])
  })

  test('another process can use it by its handle', async () => {
    const copy = JSON.parse(JSON.stringify(sandbox.handle)) as SandboxHandle
    const attached = attachSandbox(copy)
    expect(attached.isAlive).toBe(true)
    expect((await attached.run('b', ['echo', 'hello'])).stdout).toBe('hello\n')
  })

  test('says which command of a batch failed, and on which host', async () => {
    const failure = sandbox.ip('a', ['link set lan up', 'link set wlan7 up'])
    await expect(failure).rejects.toThrow(/host "a".*Cannot find device "wlan7"/)
    await expect(async () => sandbox.ip('c', [])).rejects.toThrow(
      'There is no host "c" here; there is a, b.',
    )
    await expect(sandbox.addHost('a')).rejects.toThrow(/already/)
  })

  test('a host that cannot be made says why', async () => {
    const failure = sandbox.addHost('x', { files: { '/no/such/file': '' } })
    await expect(failure).rejects.toThrow(/host "x" could not be made: .*\/no\/such\/file/)
  })
})

describe('nothing is left', () => {
  const before = machineState()

  test('after destroy, called twice', async () => {
    const sandbox = await createSandbox({ name: 'spec-destroy' })
    await sandbox.addHost('a')
    const namespace = (await sandbox.run('a', ['readlink', '/proc/self/ns/net'])).stdout.trim()
    const ended = once(sandbox.spawn('a', ['sleep', '300']), 'exit')
    expect(machineState()).toEqual(before)
    await sandbox.destroy()
    await sandbox.destroy()
    await ended
    expect(sandbox.isAlive).toBe(false)
    expect(() => sandbox.spawn('a', ['true'])).toThrow(LabError)
    expect(processesIn([namespace])).toEqual([])
    expect(processesWith('spec-destroy')).toEqual([])
    expect(machineState()).toEqual(before)
  })

  test.each(['owner', 'keeper', 'warden', 'unshare'] as const)(
    'after kill -9 of the %s',
    async (victim) => {
      const { owner, handle, namespace } = await startOwner('owned')
      const pids = {
        owner: owner.pid!,
        keeper: handle.keeper.pid,
        warden: handle.warden.pid,
        unshare: parentOf(handle.keeper.pid),
      }
      expect(processesIn([namespace]).length).toBeGreaterThan(0)
      process.kill(pids[victim], 'SIGKILL')
      // Without its warden a sandbox lives on until its owner ends.
      if (victim === 'warden') process.kill(pids.owner, 'SIGKILL')
      await gone(handle)
      expect(processesIn([namespace])).toEqual([])
      expect(processesWith('spec-owner')).toEqual([])
      expect(machineState()).toEqual(before)
    },
  )

  test('a released sandbox stays when its maker ends, and goes with its directory', async () => {
    const parent = mkdtempSync(join(tmpdir(), 'vip-spec-'))
    onTestFinished(() => rmSync(parent, { recursive: true, force: true }))
    const directory = join(parent, 'lab with a space')
    mkdirSync(directory)
    const { owner, handle } = await startOwner('released', directory)
    if (owner.exitCode === null) await once(owner, 'exit')
    const sandbox = attachSandbox(handle)
    expect(sandbox.isAlive).toBe(true)
    expect((await sandbox.run('a', ['echo', 'alive'])).stdout).toBe('alive\n')
    process.kill(handle.keeper.pid, 'SIGKILL')
    await sandbox.whenEnded()
    expect(existsSync(directory)).toBe(false)
    expect(existsSync(parent)).toBe(false)
  })

  test('a recycled process number is not taken for the keeper', async () => {
    const stranger = spawn('sleep', ['300'])
    onTestFinished(() => void stranger.kill())
    await once(stranger, 'spawn')
    const keeper = {
      pid: stranger.pid!,
      startTicks: identifyProcess(stranger.pid!)!.startTicks - 1,
    }
    const sandbox = attachSandbox({
      name: 'old',
      rootless: false,
      keeper,
      warden: keeper,
      hosts: {},
    })
    expect(sandbox.isAlive).toBe(false)
    await sandbox.destroy()
    expect(stranger.exitCode ?? stranger.signalCode).toBe(null)
  })
})

test('works without root', async (context) => {
  if (rootIsMissing) return context.skip('the other specs have just run without root')
  const asNobody = ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath]
  const child = spawn('setpriv', [...asNobody, join(here, 'lab-sandbox-owner.ts'), 'released'])
  const [output, complaint] = await Promise.all([text(child.stdout), text(child.stderr)])
  if (/does not let/.test(complaint)) return context.skip(complaint)
  const { handle } = JSON.parse(output) as { handle: SandboxHandle }
  expect(handle.rootless).toBe(true)
  process.kill(handle.keeper.pid, 'SIGKILL')
  await gone(handle)
})

async function startOwner(...argv: string[]) {
  const owner = spawn(process.execPath, [join(here, 'lab-sandbox-owner.ts'), ...argv], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: owner.stdout })) {
    return { owner, ...(JSON.parse(line) as { handle: SandboxHandle; namespace: string }) }
  }
  throw new Error(`${fileURLToPath(import.meta.url)}: the owner ended without a word`)
}

/** Waits for the ends of processes that are not our children, which no event tells. */
async function gone({ keeper, warden }: SandboxHandle): Promise<void> {
  await expect
    .poll(() => [keeper, warden].some(isRunning), { interval: 5, timeout: 5000 })
    .toBe(false)
}

function parentOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
}
