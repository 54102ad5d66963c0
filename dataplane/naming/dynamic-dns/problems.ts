// What can go wrong with an update, as data; the sentences for people; and whether it is worth another try.
import { rcodes } from '../../wire/dns-codes.ts'
import { outOfOrderMs } from './limits.ts'

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
  /** Of providers on the web: `server` is the host of their service. */
  | { code: 'captive-portal' | 'login' | 'abuse' | 'agent' | 'out-of-order'; server: string }
  | { code: 'broken'; server: string; status: number }
  | { code: 'certificate'; server: string; detail: string }
  /** Too many requests: the provider names a pause. */
  | { code: 'too-often'; server: string; waitMs: number }
  /** Nobody has made this host in the account. */
  | { code: 'host-missing'; server: string; name: string }
  /** The same of the magic name: the addresses are published, and that this host speaks VIP is not. */
  | { code: 'magic-missing'; server: string; name: string }
  /** This provider has no SRV records, and the port is not the usual one. */
  | { code: 'port-untold'; server: string; port: number }
  /** In the provider's own words, without what could be secret. */
  | { code: 'provider-refused'; server: string; name: string; answer: string }
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
        text: `The address of ${problem.server} cannot be found.`,
        remedy: 'Check the network, and the table [ddns] of the configuration.',
      }
    case 'no-route':
      return {
        text: `No way leads to ${problem.server}, which publishes this computer's addresses.`,
        remedy: 'Connect this computer to a network that reaches it.',
      }
    case 'no-answer':
      return {
        text: `${problem.server} does not answer updates.`,
        remedy: 'Check that it runs, and that no firewall is in between.',
      }
    case 'nobody-listens':
      return {
        text: `Nobody listens at ${problem.server}.`,
        remedy: 'Start the server there, or correct the table [ddns] of the configuration.',
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
    case 'captive-portal':
      return {
        text: `Something in this network answers instead of ${problem.server}, as login pages of Wi-Fi do: nothing is published.`,
        remedy: 'Open a page in a browser and log in to the network.',
      }
    case 'certificate':
      return {
        text: `${problem.server} shows a certificate that does not fit (${problem.detail}): nothing is published.`,
        remedy:
          'Log in to the network if it has a login page, and check the clock of this computer.',
      }
    case 'login':
      return {
        text: `${problem.server} does not take the user or token of the key file.`,
        remedy: 'Correct the file under ddns.key-file, then "vip ddns --force".',
      }
    case 'abuse':
      return {
        text: `${problem.server} has blocked this account or host for too many or wrong updates (abuse).`,
        remedy: 'Have it unblocked there, then "vip ddns --force". Until then nothing is sent.',
      }
    case 'agent':
      return {
        text: `${problem.server} takes no updates from this program (badagent).`,
        remedy: 'Use another provider, or update the records by other means.',
      }
    case 'out-of-order':
      return {
        text: `${problem.server} is out of order.`,
        remedy: 'Wait: it is asked again after 30 minutes, as it wants.',
      }
    case 'broken':
      return {
        text: `${problem.server} cannot serve requests at present (HTTP ${problem.status}).`,
        remedy: 'Wait: it is asked again.',
      }
    case 'too-often':
      return {
        text: `${problem.server} wants fewer updates.`,
        remedy: `Wait: it is asked again after ${Math.ceil(problem.waitMs / 1000)} s.`,
      }
    case 'host-missing':
      return {
        text: `${problem.server} has no host ${problem.name} in this account.`,
        remedy: `Make ${problem.name} there, then "vip ddns --force".`,
      }
    case 'magic-missing':
      return {
        text: `${problem.server} has no host ${problem.name} in this account: others cannot see that this computer speaks VIP.`,
        remedy: `Make ${problem.name} there with any address, then "vip ddns --force".`,
      }
    case 'port-untold':
      return {
        text: `${problem.server} has no SRV records, so that nobody learns of UDP port ${problem.port}.`,
        remedy: 'Leave network.port out, which is 10567 then, or use another provider.',
      }
    case 'provider-refused':
      return {
        text: `${problem.server} refuses the update of ${problem.name}: ${problem.answer}.`,
        remedy: 'Correct it there, then "vip ddns --force".',
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

/** Providers block who goes on after these. */
const final: readonly DynamicDnsProblem['code'][] = [
  ...(['login', 'abuse', 'agent', 'host-missing', 'provider-refused'] as const),
]

/** What is not named here is tried again, later each time: somebody may mend it on the other side. */
export function retryOf(problem: DynamicDnsProblem): Retry {
  if (final.includes(problem.code)) return { kind: 'never' }
  if (problem.code === 'out-of-order') return { kind: 'after', delayMs: outOfOrderMs }
  if (problem.code === 'too-often') return { kind: 'after', delayMs: problem.waitMs }
  return { kind: 'backoff' }
}

const ofNetwork: readonly DynamicDnsProblem['code'][] = [
  ...(['server-unknown', 'no-route', 'no-answer', 'nobody-listens'] as const),
  ...(['captive-portal', 'certificate'] as const),
]

/** Whether the network is to blame, so that another one may do. */
export function isOfNetwork({ code }: DynamicDnsProblem): boolean {
  return ofNetwork.includes(code)
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
