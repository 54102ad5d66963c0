// `vip run`, as a process of its own: its program, and its command at each move.
import { existsSync, readFileSync, watch, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { VipProgram } from './test/vip-program.ts'

// Each test starts processes, on a machine that others use.
vi.setConfig({ testTimeout: 30_000 })

let program: VipProgram
beforeEach(async () => {
  program = await VipProgram.withHelper()
})
afterEach(async () => program.stop())

const moved = (endpoint: string, name = 'b.vipip.net') =>
  ({ kind: 'peer-moved', name, endpoint, previous: '192.0.2.9:10567' }) as const

const inFolder = (name: string) => join(program.runDirectory, name)

/** The lines of a file, once there are so many. */
async function linesOf(name: string, count: number): Promise<string[]> {
  const lines = () =>
    existsSync(inFolder(name)) ? readFileSync(inFolder(name), 'utf8').split('\n').slice(0, -1) : []
  const watcher = watch(program.runDirectory)
  try {
    while (lines().length < count) await once(watcher, 'change')
    return lines()
  } finally {
    watcher.close()
  }
}

/** `cat` as the program: it says `ready`, and ends when its standard input does. */
async function runBeside(command: string) {
  const child = program.spawn([
    'vip',
    'run',
    '--on-move',
    command,
    '--',
    'sh',
    '-c',
    'echo ready; cat',
  ])
  await once(child.stdout, 'data')
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  return { child, ended, complaints: text(child.stderr) }
}

const note = () =>
  `echo "$VIP_NAME $VIP_CAUSE $VIP_ENDPOINT $VIP_PREVIOUS $VIP_HANDOVER" >>'${inFolder('told')}'`

describe('the program', () => {
  it.each([
    ['exit 0', 0],
    ['exit 7', 7],
    ['kill -TERM $$', 143],
  ])('%s: its exit status is that of vip', async (script, expected) => {
    const words = ['vip', 'run', '--on-move', ':', '--', 'sh', '-c', `cat; ${script}`]
    const { status, stdout } = await program.run(words, 'its input')
    expect({ status, stdout }).toEqual({ status: expected, stdout: 'its input' })
  })

  it('gets the signals, and its own options', async () => {
    const script = 'trap "echo told; exit 3" TERM; echo "$@"; while :; do sleep 0.01; done'
    const words = ['run', '--on-move', ':', '--', 'sh', '-c', script, 'sh', '--help', '-x']
    const child = program.spawn(['vip', ...words])
    const first = (await once(child.stdout, 'data')) as [Buffer]
    expect(String(first[0])).toBe('--help -x\n')
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    expect(await text(child.stdout)).toBe('told\n')
    expect(await ended).toEqual([3, null])
  })

  it('gets a signal that comes as soon as it runs', async () => {
    const script = 'trap "exit 3" TERM; kill -TERM $PPID; while :; do sleep 0.01; done'
    const words = ['vip', 'run', '--on-move', ':', '--', 'sh', '-c', script]
    expect((await program.run(words)).status).toBe(3)
  })

  it.each([
    ['not there', 127, '"/nonexistent/program" cannot be run'],
    ['not to be run', 126, 'cannot be run'],
  ])('that is %s', async (what, expected, words) => {
    const path = what === 'not there' ? '/nonexistent/program' : inFolder('told')
    writeFileSync(inFolder('told'), '', { mode: 0o600 })
    const { status, stderr } = await program.run(['vip', 'run', '--on-move', ':', '--', path])
    expect(status).toBe(expected)
    expect(stderr).toContain(words)
  })

  it('is not started where no helper would tell of moves', async () => {
    const words = ['vip', 'run', '--on-move', ':', '--run-dir', '/nonexistent', '--', 'echo', 'x']
    const { status, stdout, stderr } = await program.run(words)
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toContain('No helper answers at /nonexistent')
  })

  it.each([
    [['run'], '--on-move COMMAND'],
    [['run', '--on-move', ':'], 'Name the program behind "--"'],
    [['run', '--on-move', ':', 'ls'], 'Unexpected argument'],
  ])('%j is asked wrongly', async (words, sentence) => {
    const { status, stderr } = await program.vip(...words)
    expect(stderr).toContain(sentence)
    expect(status).toBe(2)
  })
})

describe('the command', () => {
  it("is run at each move, a peer's and this host's, as long as the program runs", async () => {
    const { child, ended } = await runBeside(note())
    program.publish(moved('203.0.113.9:10567'))
    expect(await linesOf('told', 1)).toEqual([
      'b.vipip.net peer-moved 203.0.113.9:10567 192.0.2.9:10567 ',
    ])
    const [from, to] = ['192.0.2.7 (lan1)', '198.51.100.7 (lan2)']
    program.publish({ kind: 'handover-began', handover: 3, cause: 'address-changed', from, to })
    expect((await linesOf('told', 2))[1]).toBe(
      'laptop.example.org address-changed 198.51.100.7 192.0.2.7 3',
    )
    child.stdin.end()
    expect(await ended).toEqual([0, null])
    expect(await linesOf('told', 2)).toHaveLength(2)
  })

  it('is run once at a time, and of what waits only for the newest move of each host', async () => {
    const gate = inFolder('gate')
    const command = `${note()}; while [ ! -e '${gate}' ]; do sleep 0.01; done`
    const { child, ended } = await runBeside(command)
    program.publish(moved('203.0.113.1:1'))
    await linesOf('told', 1)
    program.publish(
      ...[2, 3, 4].map((at) => moved(`203.0.113.${at}:1`)),
      moved('198.51.100.1:1', 'c.vipip.net'),
      moved('203.0.113.5:1'),
    )
    // A client that is told of an event was told later than the one that began to watch before it.
    while (!(await program.vip('events')).stdout.includes('203.0.113.5:1')) continue
    expect(await linesOf('told', 1)).toHaveLength(1)
    writeFileSync(gate, '')
    const told = await linesOf('told', 3)
    expect(told.map((line) => line.split(' ')[2])).toEqual([
      ...['203.0.113.1:1', '198.51.100.1:1', '203.0.113.5:1'],
    ])
    child.stdin.end()
    await ended
  })

  it('goes on being run when the helper was started again', async () => {
    const { child, ended } = await runBeside(note())
    await program.stopHelper()
    await program.startHelper()
    // When it has connected again nobody else knows: moves are told until one arrives.
    for (let at = 1; !existsSync(inFolder('told')); at += 1) {
      program.publish(moved(`203.0.113.1:${at}`))
      await program.vip('status')
    }
    child.stdin.end()
    expect(await ended).toEqual([0, null])
  })

  it('may fail: that is said, and ends nothing', async () => {
    const { child, ended, complaints } = await runBeside(`${note()}; echo on stdout; exit 5`)
    program.publish(moved('203.0.113.1:1'))
    await linesOf('told', 1)
    program.publish(moved('203.0.113.2:1'))
    await linesOf('told', 2)
    const stdout = text(child.stdout)
    child.stdin.end()
    expect(await ended).toEqual([0, null])
    expect(await stdout).toBe('')
    expect(await complaints).toMatch(
      /on stdout\nvip: The command of --on-move ended with status 5\.\n/,
    )
  })
})
