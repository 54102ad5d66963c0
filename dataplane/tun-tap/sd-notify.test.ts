// The receiver is perl-base, which every Debian has: Node has no Unix datagram sockets.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { sdNotify, watchdogIntervalMs } from './sd-notify.ts'

/** Binds to the name given (@ for the abstract namespace), says so, then prints each datagram in hex. */
const receiver = `
  use Socket; $| = 1; $name = $ARGV[0]; $name =~ s/^@/\\0/;
  socket(S, AF_UNIX, SOCK_DGRAM, 0); bind(S, sockaddr_un($name)) or die $!;
  print "bound\\n";
  while (defined recv(S, $datagram, 65536, 0)) { print unpack("H*", $datagram), "\\n" }`

let folder: string
let child: ChildProcess | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vip-notify-'))
})

afterEach(() => {
  child?.kill()
  child = undefined
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

/** @returns the datagrams, one at a time, once the receiver is there */
async function receive(name: string): Promise<() => Promise<string>> {
  const process = spawn('perl', ['-e', receiver, name], { stdio: ['ignore', 'pipe', 'inherit'] })
  child = process
  const lines = createInterface({ input: process.stdout })[Symbol.asyncIterator]()
  const next = async () => (await lines.next()).value as string
  expect(await next()).toBe('bound')
  vi.stubEnv('NOTIFY_SOCKET', name)
  return async () => Buffer.from(await next(), 'hex').toString()
}

describe('sdNotify', () => {
  it('tells the socket that is named', async () => {
    const datagram = await receive(join(folder, 'notify'))
    expect(sdNotify('READY=1')).toBe(true)
    expect(await datagram()).toBe('READY=1')
    expect(sdNotify('WATCHDOG=1')).toBe(true)
    expect(await datagram()).toBe('WATCHDOG=1')
  })

  it('tells an abstract socket', async () => {
    const datagram = await receive(`@vip-notify-test-${process.pid}`)
    expect(sdNotify('STOPPING=1')).toBe(true)
    expect(await datagram()).toBe('STOPPING=1')
  })

  it('tells several things at once, and lets no status smuggle in another', async () => {
    const datagram = await receive(join(folder, 'notify'))
    sdNotify('READY=1', 'STATUS=two peers\nMAINPID=1')
    expect(await datagram()).toBe('READY=1\nSTATUS=two peers MAINPID=1')
  })

  it('does nothing where nobody asked', () => {
    vi.stubEnv('NOTIFY_SOCKET', undefined)
    expect(sdNotify('READY=1')).toBe(false)
    vi.stubEnv('NOTIFY_SOCKET', '')
    expect(sdNotify('READY=1')).toBe(false)
  })

  it.each([
    ['nobody listens', '/nonexistent/notify', 'ENOENT'],
    ['the name is no path', 'notify', 'EAFNOSUPPORT'],
    ['the name is too long', `/${'n'.repeat(200)}`, 'ENAMETOOLONG'],
  ])('says so when %s', (_what, name, code) => {
    vi.stubEnv('NOTIFY_SOCKET', name)
    expect(() => sdNotify('READY=1')).toThrow(expect.objectContaining({ code }))
  })
})

describe('watchdogIntervalMs', () => {
  it.each([
    ['the interval', '30000000', undefined, 30_000],
    ['the interval meant for this process', '500000', String(process.pid), 500],
    ['none where another process is meant', '500000', '1', null],
    ['none where none is wanted', undefined, undefined, null],
    ['none where it is no number', 'soon', undefined, null],
  ])('tells %s', (_what, interval, pid, expected) => {
    vi.stubEnv('WATCHDOG_USEC', interval)
    vi.stubEnv('WATCHDOG_PID', pid)
    expect(watchdogIntervalMs()).toBe(expected)
  })
})
