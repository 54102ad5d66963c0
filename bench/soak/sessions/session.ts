// Something that a person would be angry to lose.
import type { Sandbox } from '../../../dataplane/lab/sandbox/sandbox.ts'

export type Session = {
  name: string
  /** After a move. @throws when it is lost */
  check(): Promise<void>
  /** Ends it in order, after the last move. @returns what it went through @throws when it was lost */
  finish(): Promise<string>
  /** At once; may be called again, and after `finish`. */
  stop(): void
}

export type SessionPlace = {
  sandbox: Sandbox
  /** The name of host b as programs use it, and its VIP. */
  target: { name: string; vip: string }
  /** An existing folder. */
  folder: string
}

/** TCP's own timer may have grown to half of it while hosts had no link. */
export const patienceMs = 30_000

/** @throws an error with these words when the promise takes longer than patience lasts */
export async function withPatience<Value>(promise: Promise<Value>, words: string): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(words)), patienceMs)
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
