import { expect, it } from 'vitest'
import { SessionGate } from './session-gate.ts'

const me = 1000
const other = 1001

it('a token opens one session, once', () => {
  const gate = new SessionGate(4711)
  const token = gate.newToken()
  const session = gate.exchange(token, me)
  expect(session).toMatch(/^[\w-]{43}$/)
  expect(gate.exchange(token, me)).toBeUndefined()
  expect(gate.hasSession(`vip-session-4711=${session}`, me)).toBe(true)
})

it('a new token voids the one before, and leaves sessions alone', () => {
  const gate = new SessionGate(4711)
  const first = gate.newToken()
  const second = gate.newToken()
  expect(gate.exchange(first, me)).toBeUndefined()
  const session = gate.exchange(second, me)
  gate.newToken()
  expect(gate.hasSession(`vip-session-4711=${session}`, me)).toBe(true)
})

it('a token for one account is void for others, and not used up by them', () => {
  const gate = new SessionGate(4711)
  const token = gate.newToken(me)
  const forAll = gate.newToken()
  expect(gate.exchange(token, other)).toBeUndefined()
  expect(gate.exchange(token, undefined)).toBeUndefined()
  expect(gate.exchange(token, me)).toBeDefined()
  expect(gate.exchange(token, me)).toBeUndefined()
  expect(gate.exchange(forAll, other)).toBeDefined()
})

it('before there was a token, none is right', () => {
  expect(new SessionGate(4711).exchange('', me)).toBeUndefined()
})

it('a session is good for the account that opened it', () => {
  const gate = new SessionGate(4711)
  const session = gate.exchange(gate.newToken(), me)
  expect(gate.hasSession(`vip-session-4711=${session}`, other)).toBe(false)
  expect(gate.hasSession(`vip-session-4711=${session}`, undefined)).toBe(false)
})

it('finds its own among other cookies, and no other name', () => {
  const gate = new SessionGate(4711)
  const session = gate.exchange(gate.newToken(), me)
  expect(gate.hasSession(`a=b; vip-session-4711=${session}; c=d`, me)).toBe(true)
  expect(gate.hasSession(`vip-session-4712=${session}`, me)).toBe(false)
  expect(gate.hasSession(undefined, me)).toBe(false)
  expect(gate.hasSession('vip-session-4711', me)).toBe(false)
  expect(gate.hasSession('vip-session-4711=', me)).toBe(false)
})
