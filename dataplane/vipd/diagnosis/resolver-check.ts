// Whether programs on this machine ask the resolver of VIP, and nobody else (resolv.conf(5)).
import type { Status } from '../../contract/model.ts'
import { parseEndpoint } from '../../lib/endpoint.ts'
import { nameServerFiles, readNameServers } from '../../naming/system-upstreams.ts'
import { ok, skipped } from './check.ts'
import type { Check } from './check.ts'
import type { Machine } from './machine.ts'

const dnsPort = 53
/** Of systemd-resolved, which asks the servers in a file of its own. */
const stubs: readonly string[] = ['127.0.0.53', '127.0.0.54']
const [programsFile = '', resolvedFile = ''] = nameServerFiles

export function resolverCheck({ resolver: { listen } }: Status, machine: Machine): Check {
  const code = 'resolver'
  const own = parseEndpoint(listen)
  if (own?.port !== dnsPort) {
    return skipped(
      code,
      `Programs cannot be told to ask a name server at ${listen}: its port is not 53.`,
    )
  }
  const asked = askedServers(machine)
  const others = asked.filter((address) => address !== own.address)
  const line = `"nameserver ${own.address}"`
  if (!asked.includes(own.address)) {
    return {
      code,
      severity: 'error',
      text: `Programs on this computer ask ${others.join(', ') || 'no name server'}, not VIP: no name leads to a VIP.`,
      remedy: `Make ${line} the only name server in ${programsFile}.`,
    }
  }
  if (others.length > 0) {
    return {
      code,
      severity: 'warning',
      text: `Programs on this computer also ask ${others.join(', ')}: a host that VIP refuses can get its physical address from there.`,
      remedy: `Make ${line} the only name server in ${programsFile}; set the others as upstream under [resolver] if VIP should ask them.`,
    }
  }
  return ok(code, 'Programs on this computer ask VIP for names, and nobody else.')
}

function askedServers(machine: Machine): string[] {
  const serversIn = (path: string) =>
    readNameServers(machine.textOf(path)).map(({ address }) => address)
  return serversIn(programsFile).flatMap((address) =>
    stubs.includes(address) ? serversIn(resolvedFile) : [address],
  )
}
