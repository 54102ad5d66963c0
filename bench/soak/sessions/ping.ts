// ping(8) from beginning to end: some of its packets are lost in moves, but it goes on.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { withPatience } from './session.ts'
import type { Session, SessionPlace } from './session.ts'

export function startPing({ sandbox, target }: SessionPlace): Session {
  const child = sandbox.spawn('a', ['ping', '-n', '-i0.2', target.vip], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  }) as ChildProcess & { stdout: Readable }
  const closed = once(child, 'close')
  const lines = createInterface({ input: child.stdout })
  let summary = ''
  lines.on('line', (line) => {
    if (line.includes('packets transmitted')) summary = line
  })
  // A reply that comes after the move, or ping's last words.
  const check = async (): Promise<void> => {
    await withPatience(once(lines, 'line'), 'no reply came')
    if (child.exitCode !== null) throw new Error('ping ended')
  }
  return {
    name: 'ping',
    check,
    async finish() {
      await check()
      child.kill('SIGINT')
      await withPatience(closed, 'ping did not end')
      return summary
    },
    stop: () => void child.kill('SIGKILL'),
  }
}
