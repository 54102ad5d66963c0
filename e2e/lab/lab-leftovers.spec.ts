// A lab leaves the machine as it was, however it ends: by order, by signal, or with parts of it
// killed.
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { notBuilt, SpecLab } from './lab-cli.ts'
import { machineState, processesIn, processesWith, rootIsMissing } from './lab-machine.ts'

const reason = rootIsMissing ?? notBuilt

describe.runIf(reason === undefined)(
  `nothing is left${reason ? ` (skipped: ${reason})` : ''}`,
  () => {
    const lab = new SpecLab('leftovers')
    const directory = `/run/vip-lab/${lab.name}`
    let before: ReturnType<typeof machineState>

    beforeAll(async () => {
      await lab.must('down')
      before = machineState()
    })
    // Where a test has failed, the next one must not suffer for it.
    afterEach(async () => {
      await lab.must('down')
    })

    /** Every namespace of the lab, to look afterwards for processes that are still in one. */
    async function namespaces(): Promise<string[]> {
      const links = ['a', 'b', 'r'].map(async (host) =>
        lab.must('exec', host, 'readlink', '/proc/self/ns/net'),
      )
      return (await Promise.all(links)).map((link) => link.trim())
    }

    /** The end of processes that are not our children comes without an event. */
    async function expectNothing(of: readonly string[]): Promise<void> {
      const left = () => [...processesWith(lab.name), ...processesIn(of)]
      await expect.poll(left, { interval: 10, timeout: 5000 }).toEqual([])
      expect(machineState()).toEqual(before)
    }

    test('after down, and while it is up nothing of the machine is touched', async () => {
      await lab.must('up')
      const inside = await namespaces()
      await lab.must('move', 'a', 'lan2')
      await lab.must('link', 'b', 'lan2', '--delay', '1ms')
      // Only its own directory is there.
      expect(machineState()['files']).toContain(directory)
      expect({ ...machineState(), files: before['files'] }).toEqual(before)
      await lab.must('down')
      await expectNothing(inside)
    })

    test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
      'after %s of the foreground',
      async (signal) => {
        const { child } = await lab.foreground()
        const inside = await namespaces()
        child.kill(signal)
        expect(await once(child, 'exit')).toEqual([0, null])
        await expectNothing(inside)
      },
    )

    test('after down from another terminal, which ends the foreground', async () => {
      const { child } = await lab.foreground()
      const exited = once(child, 'exit')
      await lab.must('down')
      expect(await exited).toEqual([0, null])
      await expectNothing([])
    })

    test('after kill -9 of the foreground', async () => {
      const { child } = await lab.foreground()
      const inside = await namespaces()
      await lab.must('link', 'a', 'lan1', '--loss', '1%')
      child.kill('SIGKILL')
      await once(child, 'exit')
      await expectNothing(inside)
    })

    test('after kill -9 of the keeper, and the foreground says so', async () => {
      const { child, complaints } = await lab.foreground()
      const inside = await namespaces()
      const closed = once(child, 'close')
      process.kill(lab.processIds().keeper, 'SIGKILL')
      expect(await closed).toEqual([1, null])
      expect(complaints).toEqual([
        'vip: The lab "spec-leftovers" has ended: one of its processes was killed.',
      ])
      await expectNothing(inside)
    })

    test('after kill -9 of the keeper with nobody in the foreground', async () => {
      await lab.must('up')
      const inside = await namespaces()
      process.kill(lab.processIds().keeper, 'SIGKILL')
      await expectNothing(inside)
    })

    test('after kill -9 of the warden and the keeper, once the lab is asked for again', async () => {
      await lab.must('up')
      const inside = await namespaces()
      const { keeper, warden } = lab.processIds()
      process.kill(warden, 'SIGKILL')
      process.kill(keeper, 'SIGKILL')
      await expect.poll(() => processesWith(lab.name), { interval: 10, timeout: 5000 }).toEqual([])
      // The one thing that nobody was left to remove.
      expect(existsSync(directory)).toBe(true)
      expect((await lab.status()).state).toBe('down')
      expect(await lab.must('down')).toContain('had been killed')
      await expectNothing(inside)
    })

    test('a lab whose tunnel was killed says so, and up replaces it', async () => {
      await lab.must('up')
      process.kill(lab.processIds().a, 'SIGKILL')
      await expect
        .poll(async () => (await lab.statusUp()).hosts[0]!.tunnel, { timeout: 5000 })
        .toEqual({ state: 'failed', reason: 'its process has ended' })
      expect(await lab.must('up')).toContain('it is up again')
      expect(await lab.must('exec', 'a', 'ping', '-c1', '-W2', 'b.vipip.net')).toContain(
        ' 0% packet loss',
      )
      await lab.must('down')
      await expectNothing([])
    })

    test('the foreground tells of a tunnel that was killed, and stays', async () => {
      const { child, complaints } = await lab.foreground()
      process.kill(lab.processIds().a, 'SIGKILL')
      const told = /^The tunnel on host a has ended \(SIGKILL\); /
      await expect.poll(() => complaints, { timeout: 5000 }).toEqual([expect.stringMatching(told)])
      expect((await lab.status()).state).toBe('up')
      child.kill('SIGINT')
      expect(await once(child, 'exit')).toEqual([0, null])
      await expectNothing([])
    })

    test('a lab that was killed can be brought up again at once', async () => {
      for (let round = 0; round < 3; round++) {
        await lab.must('up')
        process.kill(lab.processIds().keeper, 'SIGKILL')
      }
      await lab.must('up')
      expect(await lab.must('exec', 'a', 'ping', '-c1', '-W2', 'b.vipip.net')).toContain(
        ' 0% packet loss',
      )
      await lab.must('down')
      await expectNothing([])
    })

    test('of several that come up at once there is one lab', async () => {
      const outcomes = await Promise.all([1, 2, 3].map(async () => lab.must('up', '--json')))
      const parsed = outcomes.map(
        (line) => JSON.parse(line) as { outcome: string; keeperPid: number },
      )
      expect(parsed.map(({ outcome }) => outcome).sort()).toEqual([
        'already-up',
        'already-up',
        'started',
      ])
      expect(new Set(parsed.map(({ keeperPid }) => keeperPid)).size).toBe(1)
      await lab.must('down')
      await expectNothing([])
    })

    test.each([30, 90, 150, 210, 270, 330, 390, 450, 520, 600])(
      'after kill -9 of up, %i ms after its start',
      async (milliseconds) => {
        const child = lab.start('up')
        const exited = once(child, 'exit')
        const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds)
        const [, signal] = (await exited) as [number | null, string | null]
        clearTimeout(timer)
        // On a fast machine the last of these come too late: then it is up, and goes by order.
        if (signal === null) await lab.must('down')
        const left = () => processesWith(lab.name)
        await expect.poll(left, { interval: 10, timeout: 5000 }).toEqual([])
        await lab.must('down')
        await expectNothing([])
      },
    )
  },
)
