// Help and failures of the commands that ask the helper.
import type { Fault } from '../contract/errors.ts'
import type { ClientProblem } from '../client/client-error.ts'
import { helperProblem } from './helper-problem.ts'
import { printable } from './printable.ts'

const commonHelp = `  --json          print JSON, with field names that stay
  --run-dir DIR   of another helper than that in /run/vip; or set VIP_RUN_DIR
`

export const clientText = {
  statusHelp: `Usage: vip status [--json] [--run-dir DIR]

This host: its name, VIPs, key and addresses, and what is wrong with the one action that helps.

${commonHelp}`,

  peersHelp: `Usage: vip peers [--json] [--run-dir DIR]

Each peer: its VIP, state, last proof of life, round trip, traffic, and how far its key is trusted. Hosts that are
merely known have no VIP.

${commonHelp}`,

  resolveHelp: `Usage: vip resolve NAME [--physical] [--json] [--run-dir DIR]

What an application would get for a name, and why. The exit status is 0 for a VIP or a host without VIP,
else 1.

  --physical      where the host is, past its VIP; nothing is negotiated
${commonHelp}`,

  trustHelp: `Usage: vip trust COMMAND [--json] [--run-dir DIR]

  vip trust list                        keys that wait for you, and hosts that are known
  vip trust accept NAME [FINGERPRINT]   trust the key that a host has offered; with the fingerprint that you
                                        expect it counts as verified, without it you are asked
  vip trust reject NAME                 reject it, and remember that
  vip trust forget NAME                 remove all that is stored of a host

${commonHelp}`,

  keyHelp: `Usage: vip key [--json] [--run-dir DIR]

This host's public key, its fingerprint and picture, for people who check it elsewhere.

${commonHelp}`,

  ddnsHelp: `Usage: vip ddns [--force | --withdraw] [--json] [--run-dir DIR]

What DNS is told of this host, by which provider, and whether it says so. The exit status is 1 where it does not.

  --force         publish once more, whatever DNS says and whatever was wrong before
  --withdraw      remove the records, until "vip ddns --force" or the helper's next start
${commonHelp}`,

  oneOfForceAndWithdraw: 'Give --force or --withdraw, not both.',

  eventsHelp: `Usage: vip events [--follow] [--json] [--run-dir DIR]

What has happened since the helper's start, as far as it remembers; with --json one object a line.

  --follow        go on with what happens next, until Ctrl-C
${commonHelp}`,

  handoversHelp: `Usage: vip handovers [--since N] [--json] [--run-dir DIR]

The receipts of moves, of this host and of its partners, newest last: what happened when, how long each partner was
not heard, and the packets that waited, were sent again, or were lost. The helper keeps the newest 1000.

  --since N       only those after move N
${commonHelp}`,

  runHelp: `Usage: vip run --on-move COMMAND [--run-dir DIR] -- PROGRAM [ARGUMENT…]

Runs a program, and a command of yours (by /bin/sh -c) whenever this host or a peer has moved, for as long as the
program runs. The exit status is the program's; signals are passed on to it.

  --on-move COMMAND   finds in its environment
                      VIP_NAME      the peer, or this host
                      VIP_CAUSE     peer-moved, or why this host is elsewhere: link-lost, address-changed,
                                    route-changed, wake
                      VIP_ENDPOINT  a peer's address and port now; this host's address
                      VIP_PREVIOUS  the one before; empty where there was none
                      VIP_HANDOVER  the number of its receipt ("vip handovers"); may be empty
  --run-dir DIR       of another helper than that in /run/vip; or set VIP_RUN_DIR

For this host it is run when a move begins, or as soon as there is an address again; its output goes to standard
error. One is run at a time: of the moves of one host that come meanwhile only the newest is told. Moves while no
helper runs are told to nobody.
`,

  badSince: (word: string) => `--since "${printable(word)}" is no number of a move.`,
  needsOnMove: 'Say what to run at each move: --on-move COMMAND.',
  needsProgram: 'Name the program behind "--": vip run --on-move COMMAND -- PROGRAM.',
  notStarted: (program: string, problem: string) =>
    `"${printable(program)}" cannot be run: ${printable(problem)}.`,
  onMoveFailed: (how: string) => `The command of --on-move ended with ${printable(how)}.`,

  upHelp: `Usage: vip up [--json] [--run-dir DIR]

Turns mobility on.

${commonHelp}`,

  downHelp: `Usage: vip down [--json] [--run-dir DIR]

Turns mobility off, and puts DNS and routes back as they were. The helper goes on running.

${commonHelp}`,

  doctorHelp: `Usage: vip doctor [--json] [--run-dir DIR]

Checks DNS, ports, NAT, clock, permissions and leftovers, each with its remedy. The exit status is 1 when
something is broken.

${commonHelp}`,

  leftovers: 'A helper that was killed has left changes on this machine.',
  leftoversRemedy: 'Undo them by "vip cleanup" as root, or start the helper, which does so first.',

  tooManyWords: (word: string) => `"${word}" is one word too many.`,
  needsName: "A host's name is needed, such as home.example.org.",
  needsTrustCommand:
    'Say what to do: list, accept, reject or forget; "vip trust --help" says more.',
  unknownTrustCommand: (word: string) =>
    `There is no command "vip trust ${printable(word)}"; there are list, accept, reject and forget.`,
  badName: (word: string, problem: string) =>
    `"${printable(word)}" cannot be a host: it ${problem}.`,
  badFingerprint: (word: string) =>
    `"${printable(word)}" is no fingerprint: give it as ssh-keygen -l shows it, SHA256: and 43 characters.`,

  failure: (problem: ClientProblem | Fault): string => printable(sentenceOf(problem)),
  /** The same as a finding. */
  diagnosed: (problem: ClientProblem) => {
    const { what, help } = helperProblem(problem)
    const remedy = `${help.charAt(0).toUpperCase()}${help.slice(1)}.`
    return { text: printable(`${what}.`), remedy }
  },
}

function sentenceOf(problem: ClientProblem | Fault): string {
  switch (problem.code) {
    case 'helper-not-running':
    case 'socket-forbidden':
    case 'other-protocol':
    case 'not-a-helper':
    case 'connection-ended':
    case 'no-answer': {
      const { what, help } = helperProblem(problem)
      return `${what}: ${help}.`
    }
    case 'no-rights':
      return noRights(problem.data)
    case 'unknown-call':
      return `The helper does not know "${problem.data.call}": it is older than this vip; start it anew.`
    case 'bad-input':
      return `The helper refused what was asked of it (${problem.data.call}): ${problem.data.problem}.`
    case 'bad-frame':
      return `The helper could not read what it was asked: ${problem.data.problem}.`
    case 'frame-too-long':
      return `What was asked is longer than the ${problem.data.maxBytes} bytes that the helper reads.`
    case 'too-many-clients':
      return `The helper already talks with ${problem.data.max} programs: end some of them and try again.`
    case 'stopping':
      return 'The helper is stopping; start it again and repeat.'
    case 'internal':
      return `The helper failed at "${problem.data.call}" by a fault of its own: its log has the details.`
    case 'no-question':
      return `No key of ${problem.data.name} waits for an answer; "vip trust list" shows those that do.`
    case 'question-changed':
      return `${problem.data.name} has meanwhile offered another key (${problem.data.offered}), so nothing was done; look at it again with "vip trust list".`
    case 'pasted-differs':
      return `This is NOT the key you expect. ${problem.data.name} offered ${problem.data.offered}, and you gave ${problem.data.pasted}. Nothing was trusted: somebody may stand in between, or the host has another key; ask who runs it.`
    case 'unknown-host':
      return `Nothing is stored of ${problem.data.name}; "vip trust list" shows the hosts that are known.`
    case 'trust-store-fault':
      if (problem.data.problem === 'full') {
        return `The trust store ${problem.data.path} is full, so nothing was stored; remove hosts that you do not know with "vip trust forget".`
      }
      return `The trust store ${problem.data.path} cannot be used: ${problem.data.problem}. Until that is mended nobody is trusted.`
    case 'configuration-changed':
      return `${problem.data.file} has another text by now, so it was left alone; read it again.`
    case 'act-failed':
      return problem.data.remedy === null
        ? problem.data.problem
        : `${problem.data.problem} ${problem.data.remedy}`
    default:
      return problem satisfies never
  }
}

/** The call table's names, as the command line has them. */
const commandOfCall: Readonly<Record<string, string>> = {
  trustAccept: 'trust accept',
  trustReject: 'trust reject',
  trustForget: 'trust forget',
  ddnsUpdate: 'ddns --force/--withdraw',
}

function noRights({ call, group }: Extract<Fault, { code: 'no-rights' }>['data']): string {
  const command = commandOfCall[call] ?? call
  const refusal = `You may not use "vip ${command}": only root`
  const purpose = 'may change what the helper does.'
  if (group === null) return `${refusal} ${purpose}`
  const joining = `Become one: sudo adduser "$USER" ${group}, and log in again.`
  return `${refusal} and members of the group "${group}" ${purpose} ${joining}`
}
