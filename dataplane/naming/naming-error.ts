// What can keep the resolver from starting, and the one sentence a person reads about it.
import type { ListenProblem } from '../lib/listen-error.ts'

export type NamingProblem = ListenProblem

/** An expected failure. `message` is for people; programs look at `problem.code`. */
export class NamingError extends Error {
  readonly problem: NamingProblem

  constructor(problem: NamingProblem, options?: ErrorOptions) {
    super(sentenceOf(problem), options)
    this.name = 'NamingError'
    this.problem = problem
  }
}

function sentenceOf(problem: NamingProblem): string {
  switch (problem.code) {
    case 'port-taken':
      return `The resolver's address ${problem.endpoint} (${problem.protocol}) is taken by another program; "ss -lnp" shows which; stop it, or set another address as listen in [resolver].`
    case 'port-forbidden':
      return `This user may not listen on ${problem.endpoint}; start the helper as root, or by its service, which has CAP_NET_BIND_SERVICE.`
    case 'address-elsewhere':
      return `The resolver's address ${problem.endpoint} is no address of this machine; set one of 127.0.0.0/8 as listen in [resolver], and check that the interface lo is up.`
    case 'listen-failed':
      return `The resolver cannot listen on ${problem.endpoint}: ${problem.detail}.`
    default:
      return problem satisfies never
  }
}
