// Whether others reach the one UDP port (PROTOCOL section 1), and whether a NAT is between (section 8).
import type { Status } from '../../contract/model.ts'
import type { Check } from './check.ts'
import { ok, skipped } from './check.ts'
import type { Machine } from './machine.ts'

/** How a peer saw this host, in its last Reply. */
export interface Observation {
  peer: string
  /** `address:port` that the peer saw. */
  seen: string
  /** The one that packets to it leave from. */
  own: string
}

export function portChecks(
  { port, enabled }: Status,
  machine: Machine,
  hasHeardPeers: boolean,
): Check[] {
  if (!enabled) return [skipped('port', 'Mobility is off, so that the UDP port is closed.')]
  const open = machine.openUdpPorts()
  if (open !== undefined && !open.has(port)) {
    return [
      {
        code: 'port',
        severity: 'error',
        text: `The UDP port ${port} is not open, though mobility is on.`,
        remedy: 'Switch it off and on ("vip down", "vip up"), and look into the log.',
      },
    ]
  }
  if (hasHeardPeers) return [ok('port', `UDP port ${port} is open, and peers are heard on it.`)]
  return [
    {
      code: 'port',
      severity: 'info',
      text: `UDP port ${port} is open, but no peer has been heard on it since the helper's start.`,
      remedy: `If others cannot reach this computer, let UDP to port ${port} through its firewall (such as "ufw allow ${port}/udp", or "nft add rule inet filter input udp dport ${port} accept").`,
    },
  ]
}

export function natCheck({ port }: Status, observations: readonly Observation[]): Check {
  const [first] = observations
  if (first === undefined) {
    return skipped('nat', 'No peer has said yet under which address it sees this computer.')
  }
  const behind = observations.find(({ seen, own }) => seen !== own)
  if (behind === undefined) {
    return ok('nat', `No NAT is between: ${first.peer} sees this computer at ${first.seen}.`)
  }
  return {
    code: 'nat',
    severity: 'warning',
    text: `${behind.peer} sees this computer at ${behind.seen}, but packets leave from ${behind.own}: a NAT is between.`,
    remedy: `Connections that begin here work. For those that begin elsewhere, forward UDP port ${port} on the router to this computer.`,
  }
}
