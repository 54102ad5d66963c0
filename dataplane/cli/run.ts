// `vip run`: a program, and a command that is run whenever this host or a peer has moved (paper 4.3, `callOnChange`, for
// programs that do not speak with the helper themselves).
import { spawn } from 'node:child_process'
import { parseArgs } from 'node:util'
import { ControlConnection } from '../client/control-connection.ts'
import { HelperNews } from '../client/helper-news.ts'
import { runChild } from './child-program.ts'
import { runDirectoryOf } from '../contract/default-places.ts'
import { tellFailure } from './client-command.ts'
import { clientText } from './client-text.ts'
import { UsageError } from './command.ts'
import type { Command, ExitStatus } from './command.ts'
import { MoveCommand } from './move-command.ts'
import { Moves } from './moves.ts'
import { text } from './text.ts'

/** As shells have it: found but not to be run, or not found (POSIX, Shell Command Language 2.8.2). */
const startFailures: Readonly<Record<string, ExitStatus>> = { EACCES: 126, ENOENT: 127 }

export const run: Command = {
  help: clientText.runHelp,
  async run(argv) {
    const dashes = argv.indexOf('--')
    const args = argv.slice(0, dashes < 0 ? argv.length : dashes)
    const options = { 'on-move': { type: 'string' }, 'run-dir': { type: 'string' } } as const
    const { values } = parseArgs({ args, options })
    const { 'on-move': onMove, 'run-dir': runDirectory } = values
    const [program, ...words] = dashes < 0 ? [] : argv.slice(dashes + 1)
    if (onMove === undefined) throw new UsageError(clientText.needsOnMove)
    if (program === undefined) throw new UsageError(clientText.needsProgram)
    const command = new MoveCommand(onMove)
    let news: HelperNews | undefined
    try {
      news = await follow(runDirectoryOf(runDirectory, process.env), command)
    } catch (error) {
      return tellFailure(error, false)
    }
    try {
      return await runChild(() => spawn(program, words, { stdio: 'inherit' }))
    } catch (error) {
      const { code = '', message } = error as NodeJS.ErrnoException
      process.stderr.write(text.failure(clientText.notStarted(program, message)))
      return startFailures[code] ?? 126
    } finally {
      command.stop()
      news.stop()
    }
  },
}

/** Resolves when every later move will be told, also those after a restart of the helper. @throws ClientError, VipError */
async function follow(runDirectory: string, command: MoveCommand): Promise<HelperNews> {
  const first = await ControlConnection.connect(runDirectory)
  const [change] = await first.facts('status')
  const ownName = change?.collection === 'status' ? change.value.name : null
  const moves = new Moves(ownName ?? '')
  const isCurrent = Promise.withResolvers<void>()
  let isFirst = true
  const news = new HelperNews({
    open: () => {
      if (!isFirst) return ControlConnection.connect(runDirectory)
      isFirst = false
      return Promise.resolve(first)
    },
    onCurrent: () => isCurrent.resolve(),
    onEvent: (event) => {
      const move = moves.take(event)
      if (move !== undefined) command.tell(move)
    },
  })
  news.start()
  await isCurrent.promise
  return news
}
