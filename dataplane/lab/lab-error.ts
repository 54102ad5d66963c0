// Everything that can keep a lab from doing as asked, and the one sentence a person reads about it.

export type LabProblem =
  | { code: 'program-missing'; program: string }
  | { code: 'namespaces-forbidden'; detail: string; remedy: string }
  | { code: 'sandbox-gone'; name: string }
  | { code: 'host-unknown'; host: string; known: readonly string[] }
  | { code: 'host-exists'; host: string }
  | { code: 'host-failed'; host: string; detail: string }
  | { code: 'command-failed'; host: string; command: string; status: string; detail: string }

/** An expected failure of the lab. `message` is for people; programs look at `problem.code`. */
export class LabError extends Error {
  readonly problem: LabProblem

  constructor(problem: LabProblem, options?: ErrorOptions) {
    super(sentenceOf(problem), options)
    this.name = 'LabError'
    this.problem = problem
  }
}

/** Debian's names, since `ip` and `ping` are not packages of their own. */
const packageOf: Record<string, string> = {
  ip: 'iproute2',
  nsenter: 'util-linux',
  unshare: 'util-linux',
  setpriv: 'util-linux',
}

function sentenceOf(problem: LabProblem): string {
  switch (problem.code) {
    case 'program-missing':
      return `The program "${problem.program}" is not installed; it comes with the package ${packageOf[problem.program] ?? problem.program}.`
    case 'namespaces-forbidden':
      return `This machine does not let the lab make its network namespaces (${problem.detail}); ${problem.remedy}.`
    case 'sandbox-gone':
      return `The sandbox "${problem.name}" has ended, and every process and interface in it with it.`
    case 'host-unknown':
      return `There is no host "${problem.host}" here; there is ${problem.known.join(', ') || 'none yet'}.`
    case 'host-exists':
      return `There is a host "${problem.host}" in this sandbox already.`
    case 'host-failed':
      return `The host "${problem.host}" could not be made: ${problem.detail}.`
    case 'command-failed':
      return `On host "${problem.host}" the command "${problem.command}" failed (${problem.status}): ${problem.detail}.`
    default:
      return problem satisfies never
  }
}
