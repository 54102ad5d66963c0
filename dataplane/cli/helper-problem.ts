// What keeps `vip` from talking with the helper, and what helps: parts of sentences, without a full stop.
import { durationText } from '../contract/quantities.ts'
import type { ClientProblem } from '../client/client-error.ts'

export function helperProblem(problem: ClientProblem): { what: string; help: string } {
  switch (problem.code) {
    case 'helper-not-running':
      return {
        what: `No helper answers at ${problem.data.socket}`,
        help: 'start it by "systemctl start vipd" as root or by "vip daemon --config FILE", or name another with --run-dir',
      }
    case 'socket-forbidden':
      return {
        what: `You may not reach the helper at ${problem.data.socket}`,
        help: 'ask as root, since its directory is closed to you',
      }
    case 'other-protocol':
      return {
        what: `The helper is version ${problem.data.helperVersion} and speaks another control protocol (${problem.data.helperProtocol})`,
        help: 'use the vip that came with it, or start the helper anew',
      }
    case 'not-a-helper':
      return {
        what: `What answers at ${problem.data.socket} does not speak as a helper does (${problem.data.problem})`,
        help: 'end the program that has this socket, or name another directory with --run-dir',
      }
    case 'connection-ended':
      return {
        what: `The helper at ${problem.data.socket} ended the conversation`,
        help: 'start it again; its log says why it has stopped',
      }
    case 'no-answer':
      return {
        what: `The helper at ${problem.data.socket} has not answered within ${durationText(problem.data.waitedMs)}`,
        help: 'its log may say why; else start it anew',
      }
    default:
      return problem satisfies never
  }
}
