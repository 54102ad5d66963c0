// `vip doctor`: what this host needs, each looked at once, with what would help.
import type { Diagnosis } from '../contract/calls.ts'
import type { Status } from '../contract/model.ts'
import type { Discovery } from '../naming/ports.ts'
import type { DnsName } from '../wire/dns-name.ts'

export interface DiagnosisSources {
  status: Status
  ownName: DnsName
  /** Asks a server of the zone itself. */
  discover: (name: DnsName) => Promise<Discovery | undefined>
}

type Check = Diagnosis['checks'][number]

export async function diagnose({
  status,
  ownName,
  discover,
}: DiagnosisSources): Promise<Diagnosis> {
  const found = await discover(ownName)
  const checks = [addressCheck(status), ...nameChecks(status, found), ...status.health]
  return { checks: checks.filter((check) => check !== undefined) }
}

function addressCheck({ addresses }: Status): Check | undefined {
  // Without any, a health row says so.
  if (addresses.length === 0) return undefined
  const list = addresses.map(({ address, interface: name }) => `${address} (${name})`).join(', ')
  return ok('network', `This computer is reachable under ${list}.`)
}

function nameChecks({ name, addresses, vips }: Status, found: Discovery | undefined): Check[] {
  if (found === undefined) {
    return [
      {
        code: 'dns-failed',
        severity: 'error',
        text: `No name server answers about ${name}.`,
        remedy: 'Check the network, and the name servers under resolver.upstream.',
      },
    ]
  }
  const own = addresses.map(({ address }) => address)
  const isCurrent = found.addresses.some((address) => own.includes(address))
  const { magic } = found
  const isMagic = magic.kind === 'present'
  const isProposed = isMagic && magic.vip === vips[0]
  return [
    isCurrent
      ? ok('dns-address', `DNS has a present address of ${name}.`)
      : {
          code: 'dns-address',
          severity: 'error',
          text: `DNS says that ${name} is at ${found.addresses.join(', ') || 'no address'}, where this computer is not.`,
          remedy:
            'See "vip ddns", or update its A and AAAA records; others ignore calls from elsewhere.',
        },
    isProposed
      ? ok('dns-magic', `DNS says that ${name} speaks VIP, and proposes ${vips[0]}.`)
      : {
          code: 'dns-magic',
          severity: isMagic ? 'info' : 'warning',
          text: isMagic
            ? `DNS proposes another VIP for ${name} than ${vips[0]}: peers need one round more.`
            : `DNS does not say that ${name} speaks VIP: others cannot call this computer by its VIP.`,
          remedy: `See "vip ddns", or set the A record of the magic name to ${vips[0]}.`,
        },
  ]
}

function ok(code: string, text: string): Check {
  return { code, severity: 'ok', text, remedy: null }
}
