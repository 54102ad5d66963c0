// Why an address cannot be listened on, from what the kernel says. Whoever listens makes the sentence for a
// person of it, since the remedy differs.
import { formatEndpoint } from './endpoint.ts'
import type { Endpoint } from './endpoint.ts'

export type Transport = 'udp' | 'tcp'

export type ListenProblem =
  | { code: 'port-taken'; endpoint: string; protocol: 'UDP' | 'TCP' }
  | { code: 'port-forbidden'; endpoint: string }
  | { code: 'address-elsewhere'; endpoint: string }
  | { code: 'listen-failed'; endpoint: string; detail: string }

export class ListenError extends Error {
  readonly problem: ListenProblem

  constructor(at: Endpoint, transport: Transport, cause: Error) {
    const problem = problemOf(at, transport, cause)
    super(`${problem.endpoint}: ${cause.message}`, { cause })
    this.name = 'ListenError'
    this.problem = problem
  }
}

function problemOf(at: Endpoint, transport: Transport, cause: Error): ListenProblem {
  const endpoint = formatEndpoint(at)
  switch ((cause as NodeJS.ErrnoException).code ?? '') {
    case 'EADDRINUSE':
      return { code: 'port-taken', endpoint, protocol: transport === 'udp' ? 'UDP' : 'TCP' }
    case 'EACCES':
      return { code: 'port-forbidden', endpoint }
    case 'EADDRNOTAVAIL':
      return { code: 'address-elsewhere', endpoint }
    default:
      return { code: 'listen-failed', endpoint, detail: cause.message }
  }
}
