import { expect, it } from 'vitest'
import { FakeClock } from '../lib/fake-clock.ts'
import { Endpoints } from '../tables/endpoints.ts'
import { firstChallengePauseMs, maxChallenges, maxChallengesOfPeer } from './limits.ts'
import { PathChallenges } from './path-challenges.ts'
import { nameOf } from './simulation/world.ts'

const [a, b] = [nameOf('a'), nameOf('b')]
const [old, fresh, other] = ['192.0.2.1:10567', '192.0.2.2:10567', '203.0.113.66:10567']

function scene(known: readonly string[] = [old]) {
  const clock = new FakeClock()
  const endpoints = new Endpoints()
  endpoints.set(a, known)
  const sent: { endpoint: string | undefined; bytes: Uint8Array }[] = []
  const confirmed: string[] = []
  let last = 0
  const challenges = new PathChallenges(
    {
      clock,
      endpoints,
      randomBytes: (count) => new Uint8Array(count).fill((last += 1)),
      hasPath: (endpoint) => !endpoint.startsWith('['),
      sendControl: (_name, message, endpoint) => {
        if (message.type === 'path-challenge') sent.push({ endpoint, bytes: message.challenge })
      },
    },
    {
      onChallenge: () => {},
      onConfirmed: (_name, endpoint, isOldAlive) =>
        confirmed.push(`${endpoint}${isOldAlive ? ', too' : ''}`),
    },
  )
  const answer = (endpoint: string, name = a) => {
    const newest = sent.findLast((each) => each.endpoint === endpoint)
    challenges.answered(name, newest?.bytes ?? new Uint8Array(8))
  }
  const targets = () => sent.map(({ endpoint }) => endpoint)
  return { clock, challenges, sent, confirmed, answer, targets }
}

it('asks at both places, the old one first, four times, doubling, and then no more', () => {
  const { clock, challenges, targets, confirmed } = scene()
  challenges.challenge(a, fresh)
  challenges.challenge(a, fresh)
  expect(targets()).toEqual([old, fresh])
  clock.advance(firstChallengePauseMs)
  expect(targets().length).toBe(4)
  clock.advance(firstChallengePauseMs * 2)
  expect(targets().length).toBe(6)
  clock.advance(60_000)
  expect(targets().length).toBe(8)
  expect(confirmed).toEqual([])
  expect(clock.nextAtMs).toBeUndefined()
})

it('is answered from the new place alone, or from the old one first', () => {
  const alone = scene()
  alone.challenges.challenge(a, fresh)
  alone.answer(fresh)
  alone.answer(fresh)
  expect(alone.confirmed).toEqual([fresh])
  expect(alone.clock.nextAtMs).toBeUndefined()
  const both = scene()
  both.challenges.challenge(a, fresh)
  both.answer(old)
  both.clock.advance(firstChallengePauseMs)
  expect(both.targets()).toEqual([old, fresh, fresh])
  both.answer(fresh)
  expect(both.confirmed).toEqual([`${fresh}, too`])
})

it('takes no other bytes, and none of another peer', () => {
  const { challenges, answer, confirmed, sent } = scene()
  challenges.challenge(a, fresh)
  challenges.answered(a, new Uint8Array(8).fill(99))
  answer(fresh, b)
  expect(confirmed).toEqual([])
  expect(new Set(sent.map(({ bytes }) => bytes.join())).size).toBe(2)
})

it('once one place is confirmed, others are compared with that one', () => {
  const { challenges, answer, confirmed } = scene()
  challenges.challenge(a, fresh)
  challenges.challenge(a, other)
  answer(fresh)
  answer(other)
  expect(confirmed).toEqual([fresh])
})

it('asks nowhere where packets cannot go, nor at this machine itself', () => {
  const { challenges, targets } = scene()
  challenges.challenge(a, '[2001:db8::1]:10567')
  challenges.challenge(a, '127.0.0.1:10567')
  challenges.challenge(a, '240.0.0.1:10567')
  expect(targets()).toEqual([])
})

it('has room for a few of each peer, and for so many in all', () => {
  const { challenges, targets, clock } = scene([])
  for (let port = 1; port < 50; port += 1) challenges.challenge(a, `203.0.113.9:${port}`)
  expect(targets().length).toBe(maxChallengesOfPeer)
  for (let peer = 0; peer < 50; peer += 1) {
    for (let port = 1; port < 50; port += 1) {
      challenges.challenge(nameOf(`p${peer}`), `203.0.113.9:${port}`)
    }
  }
  expect(targets().length).toBe(maxChallenges)
  challenges.stop()
  challenges.stop()
  expect(clock.nextAtMs).toBeUndefined()
})
