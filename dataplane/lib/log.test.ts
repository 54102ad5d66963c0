import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeLog } from './log.ts'
import type { Log, LogLevel } from './log.ts'
import { Secret } from './log-fields.ts'

/** A log, and the lines that were written to it. */
function logged(level: LogLevel = 'info', form: 'json' | 'text' = 'json') {
  const lines: string[] = []
  return { lines, log: makeLog({ level, form, write: (line) => void lines.push(line) }) }
}

/** The fields of one line. */
function fieldsOf(write: (log: Log) => void): Record<string, unknown> {
  const { lines, log } = logged()
  write(log)
  expect(lines).toHaveLength(1)
  return JSON.parse(lines.join('')) as Record<string, unknown>
}

test('a line is one JSON object with its time, level, message and fields', () => {
  const { time, ...others } = fieldsOf((log) =>
    log.with({ part: 'naming', port: 1 }).warn('Line\nends', { port: 2, peer: 'b.vipip.net' }),
  )
  expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  expect(others).toEqual({
    level: 'warn',
    message: 'Line\nends',
    part: 'naming',
    port: 2,
    peer: 'b.vipip.net',
  })
})

test('levels below the given one are not written', () => {
  const { lines, log } = logged('warn')
  log.debug('a')
  log.info('b')
  log.warn('c')
  log.with({}).error('d')
  expect(lines).toHaveLength(2)
})

test("fields do not replace the line's own", () => {
  const line = fieldsOf((log) => log.info('x', { time: 1, level: 2, message: 3 }))
  expect(line).toMatchObject({ level: 'info', message: 'x', time_: 1, level_: 2, message_: 3 })
})

test('errors are told with code and cause, and without what else they carry', () => {
  const cause = Object.assign(new Error('low'), { code: 'EPERM', packet: 'x' })
  const error = new TypeError('high', { cause })
  const { err } = fieldsOf((log) => log.error('x', { err: error }))
  expect(err).toMatchObject({
    name: 'TypeError',
    message: 'high',
    stack: expect.stringContaining('log.test.ts') as string,
    cause: { message: 'low', code: 'EPERM' },
  })
  expect(JSON.stringify(err)).not.toContain('packet')
})

test('values that JSON does not have', () => {
  const round: Record<string, unknown> = {}
  round['self'] = round
  const getter = Object.defineProperty({}, 'x', {
    enumerable: true,
    get() {
      throw new Error('no')
    },
  })
  expect(
    fieldsOf((log) =>
      log.info('x', {
        big: 1n,
        nan: Number.NaN,
        date: new Date(0),
        map: new Map([['a', 1]]),
        set: new Set([1]),
        many: Array.from({ length: 100 }, (_, index) => index),
      }),
    ),
  ).toMatchObject({
    big: '1',
    nan: 'NaN',
    date: '1970-01-01T00:00:00.000Z',
    map: [['a', 1]],
    set: [1],
    many: expect.arrayContaining([63, '[36 more]']) as unknown[],
  })
  expect(JSON.stringify(fieldsOf((log) => log.info('x', round)))).toContain('[deeper]')
  expect(fieldsOf((log) => log.info('x', { getter }))).toMatchObject({ fields: '[unreadable]' })
  expect(fieldsOf((log) => log.info('x'.repeat(9000)))['message']).toMatch(/^x{4096}… \(9000 /)
})

/** Each form in which 32 bytes could show. */
function formsOf(bytes: Uint8Array): string[] {
  const buffer = Buffer.from(bytes)
  return [
    buffer.toString('hex'),
    buffer.toString('base64').slice(0, 40),
    buffer.toString('base64url').slice(0, 40),
    bytes.join(','),
    JSON.stringify(Object.fromEntries(bytes.entries())).slice(1, -1),
    JSON.stringify(buffer.toString('latin1')).slice(1, -1),
  ]
}

const secretBytes = fc.uint8Array({ minLength: 32, maxLength: 32 })
/** Ways to hand a secret to the log, by mistake or by wrapping it. */
const carriers: readonly ((bytes: Uint8Array) => unknown)[] = [
  (bytes) => bytes,
  (bytes) => Buffer.from(bytes),
  (bytes) => Uint8Array.from(bytes).buffer,
  (bytes) => new DataView(Uint8Array.from(bytes).buffer),
  (bytes) => JSON.parse(JSON.stringify(Buffer.from(bytes))) as unknown,
  (bytes) => new Secret(Buffer.from(bytes).toString('hex')),
  (bytes) => ({ privateKey: Buffer.from(bytes).toString('hex') }),
  (bytes) => ({ psk: [...bytes] }),
  (bytes) => ({ 'tsig-secret': Buffer.from(bytes).toString('base64') }),
  (bytes) =>
    `-----BEGIN OPENSSH PRIVATE KEY-----\n${Buffer.from(bytes).toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`,
  (bytes) => Object.assign(new Error('x'), { key: bytes, material: Buffer.from(bytes) }),
  (bytes) => new Error('x', { cause: { seed: Buffer.from(bytes).toString('hex') } }),
]
const wrappers: readonly ((value: unknown) => unknown)[] = [
  (value) => [value],
  (value) => ({ peer: value }),
  (value) => new Map([['sa', value]]),
  (value) => new Set([value]),
  (value) => new Error('x', { cause: value }),
]

test('no secret appears, whatever it comes in', () => {
  const wraps = fc.array(fc.constantFrom(...wrappers), { maxLength: 6 })
  fc.assert(
    fc.property(secretBytes, fc.constantFrom(...carriers), wraps, (bytes, carry, around) => {
      const value = around.reduce((inner, wrap) => wrap(inner), carry(bytes))
      for (const form of ['json', 'text'] as const) {
        const { lines, log } = logged('debug', form)
        log.info('x', { value })
        log.with({ value }).error('x')
        expect(lines).toHaveLength(2)
        for (const shown of formsOf(bytes)) expect(lines.join('')).not.toContain(shown)
      }
    }),
    { numRuns: 500 },
  )
})

test('a wrapped secret shows in no usual form, and is there where it is used', () => {
  const secret = new Secret('hunter2')
  const shown = `${String(secret)} ${JSON.stringify(secret)} ${inspect(secret, { showHidden: true })}`
  expect(shown).not.toContain('hunter2')
  expect(secret.reveal()).toBe('hunter2')
})

test('public keys and fingerprints may be shown', () => {
  const fields = { publicKey: 'ssh-ed25519 AAAA', fingerprint: 'SHA256:x' }
  expect(fieldsOf((log) => log.info('x', fields))).toMatchObject(fields)
})

test('for a terminal it is one line, which the terminal does not obey', () => {
  const { lines, log } = logged('info', 'text')
  log
    .with({ part: 'naming' })
    .warn('It is\nso.', { peer: 'b', text: 'a "b"\u001b[2J\u202e', at: [1] })
  expect(lines.join('')).toMatch(
    /^\d\d:\d\d:\d\d\.\d{3} warn {2}It is\\u\{a\}so\. part=naming peer=b text="a \\"b\\"\\u001b\[2J\\u\{202e\}" at=\[1\]\n$/,
  )
})

test('the last line before the end of the process is there; a closed stderr ends nothing', () => {
  const program = `
    const { openLog } = await import(${JSON.stringify(join(import.meta.dirname, 'log.ts'))})
    openLog('info').info('last', { a: 1 })
    process.kill(process.pid, 'SIGKILL')`
  const ended = spawnSync(process.execPath, ['--input-type=module', '-e', program])
  expect(ended.signal).toBe('SIGKILL')
  expect(JSON.parse(ended.stderr.toString())).toMatchObject({ message: 'last', a: 1 })
  const deaf = spawnSync('sh', [
    '-c',
    '"$0" "$@" 2>&-',
    process.execPath,
    '--input-type=module',
    '-e',
    `
    const { openLog } = await import(${JSON.stringify(join(import.meta.dirname, 'log.ts'))})
    const { closeSync } = await import('node:fs')
    closeSync(2)
    openLog('info').info('nobody reads this')
    console.log('alive')`,
  ])
  expect(deaf.stdout.toString()).toBe('alive\n')
})
