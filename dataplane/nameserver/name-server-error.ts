// Everything that can keep the name server from starting, and the one sentence a person reads about it.
import type { ListenProblem } from '../lib/listen-error.ts'
import type { KeyFileProblem } from '../wire/tsig-key-file.ts'
import type { ZoneFileProblem } from './zone-file-problem.ts'

export type NameServerProblem =
  | { code: 'key-file-unreadable'; path: string; detail: string }
  | { code: 'key-file-exposed'; path: string; mode: number }
  | { code: 'key-file-wrong'; path: string; line: number; problem: KeyFileProblem }
  | ListenProblem
  | { code: 'state-directory'; path: string; detail: string }
  | { code: 'zone-file-wrong'; path: string; line: number; problem: ZoneFileProblem }
  | { code: 'zone-file-unwritable'; path: string; detail: string }

/** An expected failure. `message` is for people; programs look at `problem.code`. */
export class NameServerError extends Error {
  readonly problem: NameServerProblem

  constructor(problem: NameServerProblem, options?: ErrorOptions) {
    super(sentenceOf(problem), options)
    this.name = 'NameServerError'
    this.problem = problem
  }
}

function sentenceOf(problem: NameServerProblem): string {
  switch (problem.code) {
    case 'key-file-unreadable':
      return `The key file ${problem.path} cannot be read (${problem.detail}); make one: (umask 077; tsig-keygen NAME > ${problem.path}).`
    case 'key-file-exposed':
      return `The key file ${problem.path} can be read by others (mode ${problem.mode.toString(8)}); make it yours alone: chmod 600 ${problem.path}.`
    case 'key-file-wrong':
      return `The key file ${problem.path} is wrong in line ${problem.line}: ${keyFileSentence(problem.problem)}.`
    case 'port-taken':
      return `${problem.endpoint} (${problem.protocol}) is taken by another program; "ss -lnp" shows which; stop it, or give --listen another address or port.`
    case 'port-forbidden':
      return `This user may not listen on ${problem.endpoint}; run it as root, or give --listen a port from 1024 on.`
    case 'address-elsewhere':
      return `${problem.endpoint} is no address of this machine; "ip addr" shows those that are.`
    case 'listen-failed':
      return `The name server cannot listen on ${problem.endpoint}: ${problem.detail}.`
    case 'state-directory':
      return `The state directory ${problem.path} cannot be used: ${problem.detail}.`
    case 'zone-file-wrong':
      return `The zone file ${problem.path} is wrong in line ${problem.line}: ${zoneFileSentence(problem.problem)}; repair it, or remove it to begin anew.`
    case 'zone-file-unwritable':
      return `The zone file ${problem.path} cannot be written: ${problem.detail}.`
    default:
      return problem satisfies never
  }
}

function keyFileSentence(problem: KeyFileProblem): string {
  switch (problem.code) {
    case 'expected':
      return `"${problem.what}" is expected`
    case 'key-name':
      return "the key's name is no domain name"
    case 'algorithm':
      return 'the algorithm has to be hmac-sha256 or hmac-sha512'
    case 'secret':
      return 'the secret has to be base64'
    case 'key-twice':
      return 'there is a key of that name above'
    case 'no-key':
      return 'there is no key in it'
    default:
      return problem satisfies never
  }
}

function zoneFileSentence(problem: ZoneFileProblem): string {
  switch (problem.code) {
    case 'directive':
      return `${problem.word} is not known here, only $ORIGIN and $TTL`
    case 'owner':
      return `"${problem.word}" is no name`
    case 'outside':
      return `${problem.name} is not in the zone`
    case 'type':
      return `"${problem.word}" is no type of record`
    case 'ttl':
      return 'a TTL is missing, or not a number of seconds up to 2147483647'
    case 'rdata':
      return `the data does not fit the type ${problem.type}`
    case 'unclosed':
      return 'a parenthesis or a quote is not closed'
    case 'soa':
      return 'the zone has to have exactly one SOA, at its own name'
    case 'ns':
      return 'the zone has to have an NS at its own name'
    case 'cname':
      return `${problem.name} has a CNAME and something else`
    default:
      return problem satisfies never
  }
}
