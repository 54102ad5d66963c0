// `vip completion`: the scripts for shells, and the question that they ask at each press of Tab.
import type { Change } from '../contract/control-protocol.ts'
import { runDirectoryOf } from '../contract/default-places.ts'
import { UsageError, exitStatus } from './command.ts'
import type { Command } from './command.ts'
import { completionCandidates } from './completion-candidates.ts'
import type { HostNames } from './completion-candidates.ts'
import { completionScripts } from './completion-scripts.ts'
import { ControlConnection } from '../client/control-connection.ts'
import { printable } from './printable.ts'
import { text } from './text.ts'

/** @param commandsOf all commands, this one among them */
export function completionOf(commandsOf: () => Readonly<Record<string, Command>>): Command {
  return {
    help: text.completionHelp,
    async run([word, ...rest]) {
      if (word === 'candidates') {
        const words = rest[0] === '--' ? rest.slice(1) : rest
        const names = namesFromHelper(words)
        const found = await completionCandidates(commandsOf(), words, names)
        process.stdout.write(found.map((candidate) => `${candidate}\n`).join(''))
        return exitStatus.done
      }
      if (word === '--help' || word === '-h') {
        process.stdout.write(text.completionHelp)
        return exitStatus.done
      }
      const script = Object.entries(completionScripts).find(([shell]) => shell === word)?.[1]
      if (script === undefined) throw new UsageError(text.needsShell)
      process.stdout.write(script)
      return exitStatus.done
    },
  }
}

/** Asks the helper when names are wanted; who gets no answer gets no candidates. */
function namesFromHelper(words: readonly string[]): HostNames {
  const option = words[words.indexOf('--run-dir') + 1]
  const runDirectory = runDirectoryOf(words.includes('--run-dir') ? option : undefined, process.env)
  return async (which) => {
    try {
      const client = await ControlConnection.connect(runDirectory)
      try {
        const facts = which === 'known-hosts' ? 'knownHosts' : which
        return (await client.facts(facts)).flatMap(nameOf)
      } finally {
        client.close()
      }
    } catch {
      return []
    }
  }
}

function nameOf(change: Change): string[] {
  return 'name' in change ? [printable(change.name)] : []
}
