// Everything that can keep a lab from doing as asked, and the one sentence a person reads about it.

/** The lab that commands mean when they name none. */
export const defaultLabName = 'lab'

export type LabProblem =
  | { code: 'program-missing'; program: string }
  | { code: 'namespaces-forbidden'; detail: string; remedy: string }
  | { code: 'sandbox-gone'; name: string }
  | { code: 'host-unknown'; host: string; known: readonly string[] }
  | { code: 'host-exists'; host: string }
  | { code: 'host-failed'; host: string; detail: string }
  | { code: 'name-unfit'; name: string }
  | { code: 'directory-untrusted'; directory: string }
  | { code: 'directory-foreign'; directory: string; owner: string }
  | { code: 'lab-of-other'; name: string; owner: string }
  | { code: 'not-built'; program: string }
  | { code: 'tun-forbidden'; detail: string; remedy: string }
  | { code: 'lab-down'; name: string }
  | { code: 'lab-busy'; name: string }
  | { code: 'tunnel-failed'; host: string; detail: string }
  | { code: 'helper-failed'; host: string; detail: string }
  | { code: 'name-server-failed'; kind: string; detail: string }
  | { code: 'update-failed'; detail: string }
  | { code: 'names-unresolved'; host: string; name: string; got: string; detail: string }
  | { code: 'other-mode'; name: string; is: string }
  | { code: 'emulator-failed'; machine: string; lan: string; detail: string }
  | { code: 'stream-failed'; detail: string }
  | { code: 'no-answer'; socket: string; detail: string }
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
  knotd: 'knot',
  named: 'bind9',
  nginx: 'nginx-light',
  nsenter: 'util-linux',
  nsupdate: 'bind9-dnsutils',
  'ssh-keygen': 'openssh-client',
  sshd: 'openssh-server',
  unshare: 'util-linux',
}

function labCommand(verb: string, name: string): string {
  return name === defaultLabName ? `vip lab ${verb}` : `vip lab ${verb} --lab ${name}`
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
    case 'name-unfit':
      return `"${problem.name}" cannot be a lab's name: use up to 32 lower-case letters, digits and hyphens, such as "lab2".`
    case 'directory-untrusted':
      return `The directory ${problem.directory} is not only yours, so another user could interfere with the lab; remove it, or make it yours alone (chmod 700).`
    case 'directory-foreign':
      return `The directory ${problem.directory} belongs to ${problem.owner}, who could interfere with the lab; have it removed, or set XDG_RUNTIME_DIR to a folder of your own.`
    case 'lab-of-other':
      return `The lab "${problem.name}" is up already, and ${problem.owner} brought it up; bring up one of your own under another name: vip lab up --lab NAME.`
    case 'not-built':
      return `${problem.program} is not built; build first: npm run build.`
    case 'tun-forbidden':
      return `The tunnels cannot be made: /dev/net/tun ${problem.detail}; ${problem.remedy}.`
    case 'lab-down':
      return `The lab "${problem.name}" is not up; bring it up: ${labCommand('up', problem.name)}.`
    case 'lab-busy':
      return `The lab "${problem.name}" is being brought up by another process, which has not finished.`
    case 'tunnel-failed':
      return `The tunnel on host "${problem.host}" did not start: ${problem.detail}.`
    case 'helper-failed':
      return `The helper on host "${problem.host}" did not start: ${problem.detail}.`
    case 'name-server-failed':
      return `The name server (${problem.kind}) on the router did not start: ${problem.detail}.`
    case 'update-failed':
      return `The lab's name server did not take new addresses: ${problem.detail}.`
    case 'names-unresolved':
      return `On host "${problem.host}" the name ${problem.name} did not become a VIP in time: it gave ${problem.got || 'nothing'}. The helper's last words: ${problem.detail}.`
    case 'other-mode':
      return `The lab "${problem.name}" is up already, ${problem.is}; take it down first: ${labCommand('down', problem.name)}.`
    case 'emulator-failed':
      return `The emulator of the link from ${problem.machine} to ${problem.lan} failed: ${problem.detail}.`
    case 'stream-failed':
      return `The stream between hosts a and b has ended: ${problem.detail}.`
    case 'no-answer':
      return `No answer came from ${problem.socket}: ${problem.detail}.`
    case 'command-failed':
      return `On host "${problem.host}" the command "${problem.command}" failed (${problem.status}): ${problem.detail}.`
    default:
      return problem satisfies never
  }
}
