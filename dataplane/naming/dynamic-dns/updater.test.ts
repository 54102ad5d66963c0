import { expect, test } from 'vitest'
import { FakeClock } from '../../lib/fake-clock.ts'
import { classes, types } from '../../wire/dns-codes.ts'
import { decodeMessage } from '../../wire/dns-message.ts'
import type { DnsName } from '../../wire/dns-name.ts'
import { questionBytes } from '../own-question.ts'
import { firstRetryMs, maxRetryMs, networkRetryMs, outOfOrderMs, refreshMs } from './limits.ts'
import { emptied, recordSetsOf } from './own-records.ts'
import type { OwnRecords, RecordSet } from './own-records.ts'
import type { DynamicDnsProblem } from './problems.ts'
import type { DynamicDnsProvider, PublishContext, PublishOutcome } from './provider.ts'
import { DynamicDns } from './updater.ts'

const name = 'a.vipip.net.' as DnsName
const magicPrefix = 'VIP105067072021-'

function at(...addresses: string[]): OwnRecords {
  const hostKey = new Uint8Array(32).fill(7)
  return { name, addresses, vip: '240.1.2.3', port: 10567, defaultPort: 10567, hostKey }
}

/** A provider whose answers the test gives, and a zone that shows what the test lets it show. */
class FakeProvider implements DynamicDnsProvider {
  readonly name = 'fake'
  readonly visibleWithinMs = 5000
  readonly attempts: {
    address: string | undefined
    context: PublishContext
    end: (outcome: PublishOutcome) => void
  }[] = []
  zone: readonly RecordSet[] | 'silent' = []
  asked = 0
  isStopped = false
  /** Takes updates, and shows what it showed before. */
  isStubborn = false

  setsOf(records: OwnRecords): RecordSet[] {
    return recordSetsOf(records, magicPrefix)
  }

  publish(records: OwnRecords, context: PublishContext): Promise<PublishOutcome> {
    return this.#attempt(records.addresses[0], context, this.setsOf(records))
  }

  withdraw(records: OwnRecords, context: PublishContext): Promise<PublishOutcome> {
    return this.#attempt('gone', context, emptied(this.setsOf(records)))
  }

  askZone = (asked: DnsName, type: number) => {
    this.asked++
    if (this.zone === 'silent') return Promise.resolve(undefined)
    const found = this.zone.filter((set) => set.name === asked && types[set.type] === type)
    const decoded = decodeMessage(questionBytes(asked, type, false))
    if (!decoded.ok) throw new Error(decoded.fault)
    const answers = found.flatMap(({ rdatas }) =>
      rdatas.map((rdata) => ({ name: asked, type, class: classes.in, ttl: 1, rdata })),
    )
    return Promise.resolve({ ...decoded.message, answers })
  }

  networkChanged(): void {}

  stop(): void {
    this.isStopped = true
  }

  #attempt(address: string | undefined, context: PublishContext, sets: RecordSet[]) {
    context.onSent()
    const { promise, resolve } = Promise.withResolvers<PublishOutcome>()
    this.attempts.push({
      address,
      context,
      end: (outcome) => {
        const isShown = this.zone !== 'silent' && !this.isStubborn
        if (outcome.kind === 'acknowledged' && isShown) this.zone = sets
        resolve(outcome)
      },
    })
    return promise
  }
}

function updater() {
  const clock = new FakeClock()
  const provider = new FakeProvider()
  const phases: string[] = []
  const times: (number | undefined)[] = []
  const dns = new DynamicDns({
    clock,
    provider,
    random: () => 0.5,
    onPhase: ({ phase, atUs }) => {
      phases.push(phase)
      times.push(atUs)
    },
    onStatus: () => {},
  })
  dns.start()
  const last = () => provider.attempts.at(-1)!
  const succeed = async () => {
    last().end({ kind: 'acknowledged' })
    await clock.advanceAsync(0)
  }
  const fail = async (problem: DynamicDnsProblem) => {
    last().end({ kind: 'failed', problem })
    await clock.advanceAsync(0)
  }
  return { clock, provider, phases, times, dns, last, succeed, fail }
}

const silence: DynamicDnsProblem = { code: 'no-answer', server: '192.0.2.53' }

test('an update leaves at once, is acknowledged, and is current when the zone shows it', async () => {
  const { dns, phases, succeed } = updater()
  expect(dns.status.state).toBe('off')
  dns.update(at('192.0.2.1'))
  expect(phases).toEqual(['sent'])
  expect(dns.status).toMatchObject({ state: 'updating', lastUpdate: null })
  await succeed()
  expect(phases).toEqual(['sent', 'acknowledged', 'visible'])
  expect(dns.status).toEqual({
    provider: 'fake',
    state: 'current',
    lastUpdate: Date.UTC(2026, 0, 1),
    problem: null,
  })
})

test('the time at which the provider is known to have answered is told', async () => {
  const { clock, dns, phases, times, last } = updater()
  dns.update(at('192.0.2.1'))
  last().end({ kind: 'acknowledged', atUs: 17 })
  await clock.advanceAsync(0)
  expect(phases).toEqual(['sent', 'acknowledged', 'visible'])
  expect(times).toEqual([undefined, 17, undefined])
})

test('the newest state wins while an older one still waits for its answer', async () => {
  const { dns, provider, phases, succeed } = updater()
  dns.update(at('192.0.2.1'))
  dns.update(at('198.51.100.1'))
  const [older, newer] = provider.attempts
  expect([older?.context.signal.aborted, newer?.context.signal.aborted]).toEqual([true, false])
  expect(phases).toEqual(['sent', 'sent'])
  older?.end({ kind: 'superseded' })
  await succeed()
  expect(dns.status.state).toBe('current')
  expect(provider.zone[0]).toMatchObject({ rdatas: [Uint8Array.of(198, 51, 100, 1)] })
})

test('the same state is not sent twice', async () => {
  const { dns, provider, succeed } = updater()
  dns.update(at('192.0.2.1'))
  dns.update(at('192.0.2.1'))
  await succeed()
  dns.update(at('192.0.2.1'))
  expect(provider.attempts.length).toBe(1)
})

test('nothing is sent without an address, and DNS keeps the former', async () => {
  const { dns, provider, succeed } = updater()
  dns.update(at())
  expect(provider.attempts.length).toBe(0)
  dns.update(at('192.0.2.1'))
  await succeed()
  dns.update(at())
  expect(provider.attempts.length).toBe(1)
  expect(dns.status.state).toBe('updating')
  dns.update(at('192.0.2.1'))
  expect(provider.attempts.length).toBe(2)
})

test('what failed is tried again, later each time, and says why until it works', async () => {
  const { dns, clock, provider, fail, succeed } = updater()
  dns.update(at('192.0.2.1'))
  await fail(silence)
  expect(dns.status).toMatchObject({
    state: 'failed',
    problem: { text: '192.0.2.53 does not answer updates.' },
  })
  for (let waitMs = firstRetryMs, tries = 1; waitMs < 4 * maxRetryMs; waitMs *= 2, tries++) {
    const pauseMs = Math.min(waitMs, maxRetryMs)
    await clock.advanceAsync(pauseMs - 1)
    expect(provider.attempts.length).toBe(tries)
    await clock.advanceAsync(1)
    expect(provider.attempts.length).toBe(tries + 1)
    expect(dns.status.state).toBe('failed')
    await fail(silence)
  }
  dns.update(at('198.51.100.1'))
  await succeed()
  expect(dns.status).toMatchObject({ state: 'current', problem: null })
})

test('another network ends the wait of what failed for want of one, but not of what was refused', async () => {
  const { dns, clock, provider, fail } = updater()
  dns.update(at('192.0.2.1'))
  await fail(silence)
  dns.networkChanged()
  expect(provider.attempts.length).toBe(1)
  await clock.advanceAsync(networkRetryMs - 1)
  await clock.advanceAsync(1)
  expect(provider.attempts.length).toBe(2)
  await fail(silence)
  await clock.advanceAsync(networkRetryMs)
  dns.networkChanged()
  expect(provider.attempts.length).toBe(3)
  await fail({ code: 'refused', server: 's', zone: 'z', name: 'n' })
  await clock.advanceAsync(networkRetryMs)
  dns.networkChanged()
  expect(provider.attempts.length).toBe(3)
})

test('what somebody else changed is repaired at the next look', async () => {
  const { dns, clock, provider, succeed } = updater()
  dns.update(at('192.0.2.1'))
  await succeed()
  await clock.advanceAsync(refreshMs)
  expect(provider.attempts.length).toBe(1)
  provider.zone = []
  await clock.advanceAsync(refreshMs)
  expect(provider.attempts.length).toBe(2)
  await succeed()
  expect(dns.status.state).toBe('current')
})

test('a look without an answer changes nothing', async () => {
  const { dns, clock, provider, succeed } = updater()
  dns.update(at('192.0.2.1'))
  await succeed()
  provider.zone = 'silent'
  await clock.advanceAsync(refreshMs * 3)
  expect(provider.attempts.length).toBe(1)
  expect(dns.status.state).toBe('current')
})

test('after a move only the sets that are others are asked for', async () => {
  const { dns, provider, succeed } = updater()
  dns.update(at('192.0.2.1'))
  await succeed()
  provider.asked = 0
  dns.update(at('198.51.100.1'))
  await succeed()
  expect(provider.asked).toBe(1)
  expect(dns.status.state).toBe('current')
})

test('what was taken and is not shown is a failure, told apart from servers that say nothing', async () => {
  const { dns, clock, provider, succeed } = updater()
  provider.zone = 'silent'
  dns.update(at('192.0.2.1'))
  await succeed()
  expect(dns.status.state).toBe('updating')
  await clock.advanceAsync(2 * provider.visibleWithinMs)
  expect(dns.status.problem?.text).toContain('no name server of a.vipip.net could be asked')
  provider.zone = provider.setsOf(at('203.0.113.1'))
  provider.isStubborn = true
  dns.update(at('198.51.100.1'))
  await succeed()
  await clock.advanceAsync(2 * provider.visibleWithinMs)
  expect(dns.status).toMatchObject({
    state: 'failed',
    problem: { text: expect.stringContaining('DNS says something else') as unknown },
  })
})

test('an address of before beside the new one is not what was wanted', async () => {
  const { dns, provider, clock, succeed } = updater()
  provider.isStubborn = true
  provider.zone = provider.setsOf(at('192.0.2.1', '192.0.2.9'))
  dns.update(at('192.0.2.1'))
  await succeed()
  await clock.advanceAsync(1000)
  expect(dns.status.state).toBe('updating')
})

test('a provider that wants no more requests gets none, wherever this host moves, until a person forces it', async () => {
  const { dns, clock, provider, fail } = updater()
  dns.update(at('192.0.2.1'))
  await fail({ code: 'abuse', server: 'dyn.example' })
  dns.update(at('198.51.100.1'))
  dns.networkChanged()
  await clock.advanceAsync(100 * maxRetryMs)
  expect(provider.attempts.length).toBe(1)
  expect(dns.status).toMatchObject({
    state: 'failed',
    problem: { text: expect.stringContaining('(abuse)') as unknown },
  })
  dns.force()
  expect(provider.attempts.length).toBe(2)
})

test('a provider that wants a pause gets it, and then the newest state', async () => {
  const { dns, clock, provider, fail, last } = updater()
  dns.update(at('192.0.2.1'))
  await fail({ code: 'out-of-order', server: 'dyn.example' })
  dns.update(at('198.51.100.1'))
  await clock.advanceAsync(outOfOrderMs - 1)
  expect(provider.attempts.length).toBe(1)
  await clock.advanceAsync(1)
  expect(last().address).toBe('198.51.100.1')
})

test('what a provider cannot publish is told, and is no failure', async () => {
  const { dns, clock, last } = updater()
  dns.update(at('192.0.2.1'))
  const lack = { code: 'magic-missing', server: 'dyn.example', name: 'VIP-a' } as const
  last().end({ kind: 'acknowledged', lack })
  await clock.advanceAsync(0)
  expect(dns.status).toMatchObject({
    state: 'current',
    problem: { remedy: 'Make VIP-a there with any address, then "vip ddns --force".' },
  })
})

test('after a success failures are counted anew', async () => {
  const { dns, clock, provider, fail, succeed } = updater()
  dns.update(at('192.0.2.1'))
  for (let tries = 0; tries < 5; tries++) {
    await fail(silence)
    await clock.advanceAsync(maxRetryMs)
  }
  await succeed()
  provider.zone = []
  await clock.advanceAsync(refreshMs)
  await fail(silence)
  const before = provider.attempts.length
  await clock.advanceAsync(firstRetryMs)
  expect(provider.attempts.length).toBe(before + 1)
})

test('who waits for the end of an update waits no longer than that', async () => {
  const { dns, clock, succeed } = updater()
  const { signal } = new AbortController()
  let isSettled = false
  dns.update(at('192.0.2.1'))
  void dns.settled(5000, signal).then(() => (isSettled = true))
  await clock.advanceAsync(4999)
  expect(isSettled).toBe(false)
  await succeed()
  expect(isSettled).toBe(true)
  dns.update(at('198.51.100.1'))
  isSettled = false
  void dns.settled(5000, signal).then(() => (isSettled = true))
  await clock.advanceAsync(5000)
  expect(isSettled).toBe(true)
})

test('withdrawn records stay away, whatever moves, until a person wants them again', async () => {
  const { dns, provider, last, succeed } = updater()
  dns.update(at('192.0.2.1'))
  await succeed()
  const withdrawn = dns.withdraw()
  expect(last().address).toBe('gone')
  await succeed()
  expect(await withdrawn).toEqual({ kind: 'acknowledged' })
  dns.update(at('198.51.100.1'))
  expect(provider.attempts.length).toBe(2)
  expect(dns.status.state).toBe('off')
  dns.force()
  expect(last().address).toBe('198.51.100.1')
})

test('nothing is sent after stop, which may be called twice', async () => {
  const { dns, clock, provider, fail } = updater()
  dns.update(at('192.0.2.1'))
  await fail(silence)
  dns.stop()
  dns.stop()
  dns.update(at('198.51.100.1'))
  await clock.advanceAsync(10 * maxRetryMs)
  expect(provider.attempts.length).toBe(1)
  expect(provider.isStopped).toBe(true)
})
