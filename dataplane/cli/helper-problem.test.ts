import { expect, it } from 'vitest'
import type { ClientProblem } from '../client/client-error.ts'
import { clientText } from './client-text.ts'

const socket = '/run/vip/control.sock'

it.each<[ClientProblem, string]>([
  [{ code: 'helper-not-running', data: { socket } }, 'Start it by "systemctl start vipd" as root'],
  [{ code: 'socket-forbidden', data: { socket } }, 'Ask as root'],
  [{ code: 'other-protocol', data: { helperVersion: '0.1', helperProtocol: 2 } }, 'Use the vip'],
  [{ code: 'not-a-helper', data: { socket, problem: 'no JSON' } }, 'End the program that'],
  [{ code: 'connection-ended', data: { socket } }, 'Start it again'],
  [{ code: 'no-answer', data: { socket, waitedMs: 5000 } }, 'Its log may say why'],
])('%j is told with its remedy', (problem, words) => {
  const { text, remedy } = clientText.diagnosed(problem)
  expect(text).toMatch(/^[A-Z][^:]+\.$/)
  expect(remedy).toMatch(/^[A-Z].+\.$/)
  expect(remedy.startsWith(words)).toBe(true)
  // One sentence, where there is room for one.
  const [what] = text.split(/\.$/)
  expect(clientText.failure(problem)).toBe(`${what}: ${remedy[0]?.toLowerCase()}${remedy.slice(1)}`)
})
