// What a command of `vip` is, and how it ends.

/** What the shell is told: 0 done, 1 failed, 2 asked wrongly. `exec` hands on its command's own. */
export type ExitStatus = number

export const exitStatus = { done: 0, failed: 1, usage: 2 } as const

export interface Command {
  /** Printed by `--help`. */
  help: string
  /** By the word that follows it, where it is a group of commands. */
  subcommands?: Readonly<Record<string, Command>>
  /** @throws UsageError, LabError; anything else is a fault of the program */
  run(argv: readonly string[]): Promise<ExitStatus>
}

/** The command line is wrong; `message` says what would be right. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
