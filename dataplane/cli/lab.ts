// `vip lab`: dispatches to its commands.
import { UsageError, exitStatus } from './command.ts'
import type { Command } from './command.ts'
import { labDown } from './lab-down.ts'
import { labExec } from './lab-exec.ts'
import { labLink } from './lab-link.ts'
import { labMove } from './lab-move.ts'
import { labReport } from './lab-report.ts'
import { labStatus } from './lab-status.ts'
import { labStream } from './lab-stream.ts'
import { labUp } from './lab-up.ts'
import { labText } from './lab-text.ts'

const commands: Record<string, Command> = {
  up: labUp,
  exec: labExec,
  move: labMove,
  link: labLink,
  stream: labStream,
  status: labStatus,
  report: labReport,
  down: labDown,
}

export const lab: Command = {
  help: labText.help,
  subcommands: commands,
  async run([name, ...rest]) {
    if (name === '--help' || name === '-h' || name === 'help') {
      process.stdout.write(labText.help)
      return exitStatus.done
    }
    if (name === undefined) {
      process.stderr.write(labText.help)
      return exitStatus.usage
    }
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined
    if (command === undefined) throw new UsageError(labText.unknownCommand(name))
    // What follows the host in `exec` is the other program's.
    const own = name === 'exec' ? rest.slice(0, 1) : rest
    if (own.includes('--help') || own.includes('-h')) {
      process.stdout.write(command.help)
      return exitStatus.done
    }
    return command.run(rest)
  },
}
