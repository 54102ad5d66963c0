// Entry of the program `vip`.
import { exitStatus } from './command.ts'
import { runCommandLine } from './command-line.ts'

// Whoever reads has had enough (`vip events | head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(exitStatus.done)
})

process.exitCode = await runCommandLine(process.argv.slice(2))
