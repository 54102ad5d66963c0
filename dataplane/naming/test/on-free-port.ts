// For tests: servers that need one port number for UDP and TCP both. The kernel chooses one that is free for UDP; now
// and then another test's connection has it for TCP.
import { ListenError } from '../../lib/listen-error.ts'
import { NamingError } from '../naming-error.ts'

const tries = 20

/** Starts again, with another port, where only the port was at fault. */
export async function onFreePort<T>(start: () => Promise<T>): Promise<T> {
  for (let left = tries - 1; ; left -= 1) {
    try {
      return await start()
    } catch (error) {
      const isTaken =
        (error instanceof ListenError || error instanceof NamingError) &&
        error.problem.code === 'port-taken'
      if (!isTaken || left === 0) throw error
    }
  }
}
