// Waits until a path carries packets: handshakes and interfaces of the contestants are ready when a ping is answered.
import type { Path } from './contestants/contestant.ts'

const patienceSeconds = 15

/** @throws when no answer came within 15 s, or a helper ended meanwhile */
export async function untilReachable({ sandbox, target, helpers }: Path): Promise<void> {
  const deadlineMs = performance.now() + patienceSeconds * 1000
  while (performance.now() < deadlineMs) {
    // ping itself waits for the answer, so that nobody has to sleep; it fails at once while there is no route.
    const waiting = sandbox.run('a', ['ping', '-n', '-c1', '-W1', target])
    if ((await waiting).status === 0) return
    const ended = helpers.find(({ exitCode, signalCode }) => (exitCode ?? signalCode) !== null)
    if (ended !== undefined) throw new Error(`a helper ended with status ${ended.exitCode}`)
  }
  throw new Error(`no ping was answered by ${target} within ${patienceSeconds} s`)
}
