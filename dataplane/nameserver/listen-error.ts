// Why an address cannot be listened on, from what the kernel says.
import { formatEndpoint } from './endpoint.ts'
import type { Endpoint } from './endpoint.ts'
import { NameServerError } from './name-server-error.ts'

export function listenError(at: Endpoint, protocol: 'UDP' | 'TCP', cause: Error): NameServerError {
  const endpoint = formatEndpoint(at)
  switch ((cause as NodeJS.ErrnoException).code ?? '') {
    case 'EADDRINUSE':
      return new NameServerError({ code: 'port-taken', endpoint, protocol }, { cause })
    case 'EACCES':
      return new NameServerError({ code: 'port-forbidden', endpoint }, { cause })
    case 'EADDRNOTAVAIL':
      return new NameServerError({ code: 'address-elsewhere', endpoint }, { cause })
    default:
      return new NameServerError(
        { code: 'listen-failed', endpoint, detail: cause.message },
        { cause },
      )
  }
}
