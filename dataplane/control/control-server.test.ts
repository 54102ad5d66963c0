// Calls and clients as the server has them: a real socket, a domain in memory, a clock that the
// test moves.
import { once } from 'node:events'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { maxRequestBytes } from '../contract/control-protocol.ts'
import { readClientFrame } from './client-connection.ts'
import { idleTimeoutMs, maxCallsUnderWay, maxClientsPerUser } from './limits.ts'
import { ControlTestClient } from './test/control-client.ts'
import { otherFingerprint, sampleFingerprint } from './test/sample-facts.ts'
import { ServedDomain } from './test/served-domain.ts'

/** By hand a million. */
const fuzzRuns = Number(process.env['VIP_FUZZ_RUNS'] ?? 20_000)

let served: ServedDomain
beforeEach(async () => {
  served = await ServedDomain.start()
})
afterEach(async () => served.stop())

describe('calls', () => {
  it('are answered by what the domain says', async () => {
    const one = await served.client()
    expect(await one.call(7, 'resolve', { name: 'Home.Example.ORG.' })).toMatchObject({
      kind: 'result',
      id: 7,
      result: { name: 'home.example.org', kind: 'vip', address: '240.7.7.7' },
    })
    // What the act was given: the name as the domain has it, and the default.
    expect(served.domain.called).toEqual([
      ['resolve', { name: 'home.example.org', physical: false }],
    ])
  })

  it('are refused in words that programs understand', async () => {
    const one = await served.client()
    const refusal = async (call: string, input?: unknown) => {
      const frame = await one.call(1, call, input)
      return frame?.kind === 'error' ? frame.error : frame
    }
    expect(await refusal('reboot')).toEqual({ code: 'unknown-call', data: { call: 'reboot' } })
    expect(await refusal('toString')).toMatchObject({ code: 'unknown-call' })
    expect(await refusal('resolve', { name: 'two words' })).toMatchObject({
      code: 'bad-input',
      data: {
        call: 'resolve',
        problem: expect.stringContaining('name: must be a full name') as unknown,
      },
    })
    expect(await refusal('down', { now: true })).toMatchObject({ code: 'bad-input' })
    expect(
      await refusal('trustAccept', { name: 'new.example.org', shown: otherFingerprint }),
    ).toMatchObject({ code: 'question-changed', data: { offered: sampleFingerprint } })
  })

  it('tell nothing of a fault but that there was one', async () => {
    const one = await served.client()
    const frame = await one.call(3, 'resolve', { name: 'broken.example.org' })
    expect(frame).toMatchObject({ kind: 'error', id: 3, error: { code: 'internal' } })
    expect(JSON.stringify(frame)).not.toContain('secret')
    expect(served.faults.map(({ cause }) => (cause as Error).message)).toEqual([
      'the secret of the fault',
    ])
    served.domain.acts.key = () => ({ fingerprint: 5 }) as never
    expect(await one.call(4, 'key')).toMatchObject({ error: { code: 'internal' } })
  })

  it('are given up when the caller leaves', async () => {
    const given = Promise.withResolvers<AbortSignal>()
    served.domain.acts.resolve = async (_, signal) => {
      given.resolve(signal)
      return new Promise(() => {})
    }
    const one = await served.client()
    one.send({ kind: 'call', id: 1, call: 'resolve', input: { name: 'a.example.org' } })
    const signal = await given.promise
    expect(signal.aborted).toBe(false)
    one.close()
    await once(signal, 'abort')
  })

  it('wait in the kernel when too many are under way, and all are answered', async () => {
    let running = 0
    let most = 0
    let open = Promise.withResolvers<void>()
    const full = Promise.withResolvers<void>()
    served.domain.acts.doctor = async () => {
      running += 1
      most = Math.max(most, running)
      if (running === maxCallsUnderWay) full.resolve()
      await open.promise
      running -= 1
      return { checks: [] }
    }
    const one = await served.client()
    const ids = Array.from({ length: 1000 }, (_, id) => id)
    one.send(...ids.map((id) => ({ kind: 'call', id, call: 'doctor', input: {} })))
    await full.promise
    open.resolve()
    const answered = new Set<number | null>()
    for (const _ of ids) answered.add((await one.nextOf('result')).id)
    expect([...answered].toSorted((a, b) => Number(a) - Number(b))).toEqual(ids)
    expect(most).toBe(maxCallsUnderWay)
  })

  it('under way are told when the helper stops', async () => {
    const one = await served.client()
    one.send({ kind: 'call', id: 9, call: 'resolve', input: { name: 'slow.example.org' } })
    expect(await one.call(10, 'key')).toMatchObject({ kind: 'result', id: 10 })
    const stopped = served.server.stop()
    expect(await one.next()).toMatchObject({ id: 9, error: { code: 'stopping' } })
    await one.closed()
    await stopped
    await served.server.stop()
    await expect(ControlTestClient.connect(served.server.path)).rejects.toThrow(/ENOENT/)
  })
})

describe('clients', () => {
  it('are turned away beyond a bound, and let in again when others have left', async () => {
    const first = await served.client()
    for (let count = 1; count < maxClientsPerUser; count += 1) await served.client()
    const refused = await served.connect()
    expect(await refused.next()).toMatchObject({
      error: { code: 'too-many-clients', data: { max: maxClientsPerUser } },
    })
    await refused.closed()
    first.close()
    // Another may come as soon as the server has seen that the first has gone.
    for (;;) {
      const next = await served.connect()
      if ((await next.next())?.kind === 'hello') break
    }
    expect(served.server.clientCount).toBe(maxClientsPerUser)
  })

  it('that have long been idle are closed, unless they watch', async () => {
    const idle = await served.client()
    const busy = await served.client()
    busy.send({ kind: 'watch', collections: ['knownHosts'] })
    await busy.nextOf('snapshot')
    served.clock.advance(idleTimeoutMs - 1)
    expect(await idle.call(1, 'key')).toMatchObject({ kind: 'result' })
    served.clock.advance(idleTimeoutMs - 1)
    expect(await idle.call(2, 'key')).toMatchObject({ kind: 'result' })
    served.clock.advance(idleTimeoutMs)
    expect(await idle.next()).toBeUndefined()
    expect(await busy.call(1, 'key')).toMatchObject({ kind: 'result' })
  })

  it('come and go by the hundred without a trace', async () => {
    for (let turn = 0; turn < 200; turn += 1) {
      const one = await served.client()
      one.send({ kind: 'watch', collections: ['status'] }, { kind: 'watch-events', from: 0 })
      if (turn % 2 === 0) await one.nextOf('snapshot')
      one.close()
      await one.closed()
    }
    const last = await served.client()
    expect(await last.call(1, 'key')).toMatchObject({ kind: 'result' })
    expect(served.server.clientCount).toBeLessThan(maxClientsPerUser)
    expect(served.faults).toEqual([])
  })
})

describe('malformed input', () => {
  it('ends the connection with one word about it, and harms nobody else', async () => {
    const good = await served.client()
    for (const line of [
      '',
      'null',
      '{',
      '[]',
      '{"kind":"call"}',
      '{"kind":"call","id":-1}',
      '\xff',
    ]) {
      const bad = await served.client()
      bad.socket.write(
        Buffer.from(`${line}\n{"kind":"call","id":1,"call":"down","input":{}}\n`, 'latin1'),
      )
      expect(await bad.next(), line).toMatchObject({ id: null, error: { code: 'bad-frame' } })
      expect(await bad.next()).toBeUndefined()
      bad.close()
      await bad.closed()
    }
    expect(served.domain.called).toEqual([])
    expect(await good.call(1, 'key')).toMatchObject({ kind: 'result' })
  })

  it('without end is not collected', async () => {
    const bad = await served.client()
    bad.socket.write(Buffer.alloc(maxRequestBytes + 1, 'x'))
    expect(await bad.next()).toMatchObject({ error: { code: 'frame-too-long' } })
    await bad.closed()
  })

  it('is read as nothing however much there is', { timeout: 60_000 + fuzzRuns }, () => {
    const frame = { kind: 'call', id: 1, call: 'resolve', input: { name: 'a.example.org' } }
    const good = Buffer.from(JSON.stringify(frame))
    const flipped = fc
      .array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
      .map((changes) => {
        const bytes = new Uint8Array(good)
        for (const [at, value] of changes) bytes[at] = value
        return bytes
      })
    const json = fc.json().map((line) => Buffer.from(line))
    const pieces = fc.oneof(fc.uint8Array({ maxLength: 60 }), flipped, json)
    fc.assert(
      fc.property(pieces, (line) => {
        const read = readClientFrame(line)
        expect('frame' in read || read.problem.length > 0).toBe(true)
      }),
      { numRuns: fuzzRuns },
    )
  })
})
