import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import {
  identifyProcess,
  isExiting,
  isRunning,
  signalProcess,
  untilGone,
} from './process-identity.ts'

async function startSleep(program = 'sleep'): Promise<ChildProcess & { pid: number }> {
  const child = spawn(program, ['300'])
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child, 'spawn')
  return child as ChildProcess & { pid: number }
}

test('a process is the same until it has ended', async () => {
  const child = await startSleep()
  const identity = identifyProcess(child.pid)!
  expect(identifyProcess(child.pid)).toEqual(identity)
  expect(isRunning(identity)).toBe(true)
  expect(isExiting(identity)).toBe(false)
  expect(signalProcess(identity, 'SIGTERM')).toBe(true)
  await Promise.all([once(child, 'exit'), untilGone([identity])])
  expect(isRunning(identity)).toBe(false)
  expect(isExiting(identity)).toBe(true)
  expect(signalProcess(identity, 'SIGTERM')).toBe(false)
})

test('another process with the same number is left alone', async () => {
  const child = await startSleep()
  const { pid, startTicks } = identifyProcess(child.pid)!
  expect(signalProcess({ pid, startTicks: startTicks - 1 }, 'SIGKILL')).toBe(false)
  expect(isRunning({ pid, startTicks })).toBe(true)
})

test('a name with spaces and parentheses does not confuse', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'process-identity-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const program = join(directory, 'x) R 1 (y')
  symlinkSync('/bin/sleep', program)
  const plain = identifyProcess((await startSleep()).pid)!
  const named = identifyProcess((await startSleep(program)).pid)!
  // Started one after the other: a shifted field would be far off, or no number.
  expect(named.startTicks - plain.startTicks).toBeGreaterThanOrEqual(0)
  expect(named.startTicks - plain.startTicks).toBeLessThan(1000)
})

test('a number without a process is nobody', () => {
  expect(identifyProcess(0)).toBe(undefined)
  expect(identifyProcess(2 ** 22 + 1)).toBe(undefined)
})

test('a wait can be given up', async () => {
  const identity = identifyProcess(process.pid)!
  await expect(untilGone([identity], AbortSignal.timeout(20))).rejects.toThrow(/abort/)
})
