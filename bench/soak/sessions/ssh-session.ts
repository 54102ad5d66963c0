// An ssh session that stays open: after each move a line is typed, and must come back.
import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { withPatience } from './session.ts'
import type { Session, SessionPlace } from './session.ts'

export async function startSshSession({ sandbox, target }: SessionPlace): Promise<Session> {
  const child = sandbox.spawn('a', ['ssh', '-T', target.name, 'cat'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  }) as ChildProcess & { stdin: Writable; stdout: Readable }
  child.stdin.on('error', () => {})
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  let typed = 0
  const check = async (): Promise<void> => {
    typed += 1
    child.stdin.write(`line ${typed}\n`)
    const { value, done } = await withPatience(lines.next(), 'what was typed did not come back')
    if (done === true) throw new Error('ssh ended')
    if (value !== `line ${typed}`) throw new Error(`instead of line ${typed} came "${value}"`)
  }
  await check()
  return {
    name: 'ssh session',
    check,
    async finish() {
      await check()
      child.stdin.end()
      return `${typed} lines came back`
    },
    stop: () => void child.kill('SIGKILL'),
  }
}
