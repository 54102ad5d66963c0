// What can go wrong with an update, as data; the sentences for people; and whether it is worth another try.
import { rcodes } from '../../wire/dns-codes.ts'

/** `server` as people configured it. */
export type DynamicDnsProblem =
  | { code: 'key-file'; path: string; detail: string }
  | { code: 'server-unknown'; server: string }
  | { code: 'no-route'; server: string }
  | { code: 'no-answer'; server: string }
  | { code: 'nobody-listens'; server: string }
  /** TSIG's own errors (RFC 8945 section 3). */
  | { code: 'bad-key' | 'bad-signature'; server: string; keyName: string }
  /** How far this host's clock is ahead of the server's; negative: behind. */
  | { code: 'bad-time'; server: string; aheadSeconds: number }
  | { code: 'refused' | 'not-auth' | 'not-zone'; server: string; zone: string; name: string }
  | { code: 'rcode'; server: string; rcode: number }
  /** Acknowledged, and yet the zone's own servers say something else, or nothing. */
  | { code: 'not-visible'; name: string; isAnswered: boolean }

export interface ProblemText {
  /** What happened, to which host. */
  text: string
  /** What to do. */
  remedy: string
}

export function problemText(problem: DynamicDnsProblem): ProblemText {
  switch (problem.code) {
    case 'key-file':
      return {
        text: `The key file ${problem.path} cannot be used: ${problem.detail}.`,
        remedy: 'Repair the file under ddns.key-file; only the owner may read it (chmod 600).',
      }
    case 'server-unknown':
      return {
        text: `The address of the name server ${problem.server} cannot be found.`,
        remedy: 'Check the network and ddns.server, or write an address there.',
      }
    case 'no-route':
      return {
        text: `No way leads to the name server ${problem.server}.`,
        remedy: 'Connect this computer to a network that reaches it.',
      }
    case 'no-answer':
      return {
        text: `The name server ${problem.server} does not answer updates.`,
        remedy: 'Check that it runs, and that no firewall drops UDP to its port.',
      }
    case 'nobody-listens':
      return {
        text: `No name server listens at ${problem.server}.`,
        remedy: 'Start it, or correct ddns.server.',
      }
    case 'bad-key':
      return {
        text: `The name server ${problem.server} does not know the key "${problem.keyName}" (BADKEY).`,
        remedy: 'Give it the same key, with the same name and algorithm, as ddns.key-file has.',
      }
    case 'bad-signature':
      return {
        text: `The name server ${problem.server} has another secret for the key "${problem.keyName}" (BADSIG).`,
        remedy: 'Copy the key file of the server to ddns.key-file again.',
      }
    case 'bad-time':
      return {
        text: `This computer's clock is ${differenceText(problem.aheadSeconds)} that of the name server ${problem.server} (BADTIME).`,
        remedy: 'Set the clock of whichever is wrong; 300 s are allowed.',
      }
    case 'refused':
      return {
        text: `The name server ${problem.server} does not let this key change ${problem.name} (REFUSED).`,
        remedy: `Allow it there: BIND by "update-policy" or "allow-update", Knot by an "acl" with "action: update".`,
      }
    case 'not-auth':
      return {
        text: `The name server ${problem.server} is not in charge of the zone ${problem.zone} (NOTAUTH).`,
        remedy: 'Correct ddns.zone, or name the primary name server of the zone under ddns.server.',
      }
    case 'not-zone':
      return {
        text: `The name server ${problem.server} says that ${problem.name} is outside the zone ${problem.zone} (NOTZONE).`,
        remedy: "Correct ddns.zone: it must be the zone that holds this computer's name.",
      }
    case 'rcode':
      return {
        text: `The name server ${problem.server} answers an update with ${rcodeText(problem.rcode)}.`,
        remedy: 'Its log says why.',
      }
    case 'not-visible':
      return {
        text: problem.isAnswered
          ? `The update was taken, and yet DNS says something else of ${problem.name}.`
          : `The update was taken, but no name server of ${problem.name} could be asked for it.`,
        remedy:
          'Look whether something else updates this name, and whether its name servers agree.',
      }
  }
}

export type Retry =
  | { kind: 'backoff' }
  /** The provider asks for so long a pause. */
  | { kind: 'after'; delayMs: number }
  /** Not before the configuration is another one, or a person wants it. */
  | { kind: 'never' }

/** What is not here is tried again, later each time: somebody may mend it on the other side. */
const retries: Partial<Record<DynamicDnsProblem['code'], Retry>> = {}

export function retryOf({ code }: DynamicDnsProblem): Retry {
  return retries[code] ?? { kind: 'backoff' }
}

/** Whether the network is to blame, so that another one may do. */
export function isOfNetwork({ code }: DynamicDnsProblem): boolean {
  return ['server-unknown', 'no-route', 'no-answer', 'nobody-listens'].includes(code)
}

function differenceText(aheadSeconds: number): string {
  const seconds = Math.abs(aheadSeconds)
  const amount =
    seconds < 600
      ? `${seconds} s`
      : seconds < 36_000
        ? `${Math.round(seconds / 60)} min`
        : seconds < 864_000
          ? `${Math.round(seconds / 3600)} h`
          : `${Math.round(seconds / 86_400)} days`
  return `${amount} ${aheadSeconds < 0 ? 'behind' : 'ahead of'}`
}

function rcodeText(rcode: number): string {
  const name = Object.entries(rcodes).find(([, number]) => number === rcode)?.[0]
  return name === undefined ? `error ${rcode}` : name.toUpperCase()
}
