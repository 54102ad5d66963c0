// `vip trust`: keys that wait for a person, and hosts that are known.
import { createInterface } from 'node:readline/promises'
import type { TrustQuestion } from '../contract/model.ts'
import { VipError } from '../contract/errors.ts'
import { clientCommand, requireFingerprint, requireHostName } from './client-command.ts'
import type { Conversation } from './client-command.ts'
import { clientText } from './client-text.ts'
import { UsageError, exitStatus } from './command.ts'
import type { Command, ExitStatus } from './command.ts'
import type { ControlConnection } from '../client/control-connection.ts'
import { trustText } from './trust-text.ts'

const list = clientCommand({
  help: clientText.trustHelp,
  async talk({ client, print }) {
    const { questions, hosts } = await trustFacts(client)
    print({ questions, hosts }, trustText.list(questions, hosts))
    return exitStatus.done
  },
})

const accept = clientCommand({
  help: clientText.trustHelp,
  words: { least: 1, most: 2, missing: clientText.needsName },
  check: ([name, fingerprint]) => ({
    name: requireHostName(name),
    pasted: fingerprint === undefined ? undefined : requireFingerprint(fingerprint),
  }),
  async talk({ client, checked: { name, pasted }, print, json }) {
    const { questions, hosts } = await trustFacts(client)
    const question = questions.find((open) => open.name === name)
    if (question === undefined) {
      const known = hosts.find((host) => host.name === name)
      const isTrusted = known?.keys.some(
        ({ state, fingerprint }) =>
          state === 'trusted' && (pasted === undefined || pasted === fingerprint),
      )
      if (isTrusted !== true) throw new VipError({ code: 'no-question', data: { name } })
      print({ name, alreadyTrusted: true }, trustText.alreadyTrusted(name))
      return exitStatus.done
    }
    if (pasted === undefined && !(await isAnsweredYes(question, json))) return exitStatus.failed
    const shown = question.fingerprint
    const outcome = await client.call('trustAccept', {
      name,
      shown,
      ...(pasted !== undefined && { pasted }),
    })
    print(outcome, trustText.accepted(outcome))
    return exitStatus.done
  },
})

const reject = clientCommand({
  help: clientText.trustHelp,
  words: { least: 1, most: 1, missing: clientText.needsName },
  check: ([name]) => requireHostName(name),
  async talk({ client, checked: name, print }) {
    const { questions } = await trustFacts(client)
    const shown = questions.find((open) => open.name === name)?.fingerprint
    const outcome = await client.call('trustReject', {
      name,
      ...(shown !== undefined && { shown }),
    })
    print(outcome, trustText.rejected(name))
    return exitStatus.done
  },
})

const forget = clientCommand({
  help: clientText.trustHelp,
  words: { least: 1, most: 1, missing: clientText.needsName },
  check: ([name]) => requireHostName(name),
  async talk({ client, checked: name, print }) {
    const outcome = await client.call('trustForget', { name })
    print(outcome, trustText.forgotten(name, outcome.fingerprints.length))
    return exitStatus.done
  },
})

export const trust: Command = {
  help: clientText.trustHelp,
  subcommands: { list, accept, reject, forget },
  async run([word, ...rest]): Promise<ExitStatus> {
    if (word === undefined) throw new UsageError(clientText.needsTrustCommand)
    const { subcommands = {} } = trust
    const command = Object.hasOwn(subcommands, word) ? subcommands[word] : undefined
    if (command === undefined) throw new UsageError(clientText.unknownTrustCommand(word))
    return command.run(rest)
  },
}

async function trustFacts(client: ControlConnection) {
  const changes = await client.facts('questions', 'knownHosts')
  const questions = changes.flatMap((change) =>
    change.collection === 'questions' && change.value !== null ? [change.value] : [],
  )
  const hosts = changes.flatMap((change) =>
    change.collection === 'knownHosts' && change.value !== null ? [change.value] : [],
  )
  return { questions, hosts }
}

/**
 * Shows what is to be trusted and asks for a yes. @throws UsageError where nobody can be asked
 */
async function isAnsweredYes(
  question: TrustQuestion,
  json: Conversation['json'],
): Promise<boolean> {
  if (json || !process.stdin.isTTY || !process.stdout.isTTY) {
    throw new UsageError(trustText.needsTerminal(question.name))
  }
  process.stdout.write(`${trustText.question(question)}\n`)
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    // Ctrl-D closes the input, and the question would never be answered.
    const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')))
    const answer = await Promise.race([terminal.question(trustText.ask(question.name)), closed])
    if (/^y(es)?$/i.test(answer.trim())) return true
  } finally {
    terminal.close()
  }
  process.stdout.write(trustText.notNow(question.name))
  return false
}
