// What the lab's name server says of the lab before helpers update it.
import {
  addressOf,
  fqdnOf,
  labHosts,
  labZone,
  lanNames,
  legacyFqdn,
  nameServerAddress,
} from './address-plan.ts'
import type { LabHost, LanName } from './address-plan.ts'

/** Seconds; moves have to be seen at once. */
export const zoneTtl = 1

/** A zone and the records that are put into it: all older ones of the same name and type go. */
export interface ZoneChange {
  zone: string
  sets: readonly { name: string; type: 'A' | 'AAAA' | 'PTR'; values: readonly string[] }[]
}

/** The reverse zone of a LAN's IPv4 addresses. */
function reverseZoneOf(lan: LanName): string {
  return reversed(addressOf('r', lan).v4).slice(1).join('.') + '.in-addr.arpa'
}

/** All zones that the name server has. */
export const labZones: readonly string[] = [labZone, ...lanNames.map(reverseZoneOf)]

/**
 * Of the host without VIP; and the names of all addresses that a host may have, wherever it is. What else is to be said
 * of hosts with a helper, the helper says.
 */
export function firstRecords(): ZoneChange[] {
  const backward = [
    pointer('c', legacyFqdn, 'lan2'),
    ...labHosts.flatMap((host) => lanNames.map((lan) => pointer(host, fqdnOf(host), lan))),
  ]
  return [{ zone: labZone, sets: addressSets(legacyFqdn, 'c', 'lan2') }, ...backward]
}

/** One script for nsupdate(1). */
export function updateScript(changes: readonly ZoneChange[]): string {
  const lines = changes.flatMap(({ zone, sets }) => [
    `server ${nameServerAddress.v4}`,
    `zone ${zone}`,
    ...sets.flatMap(({ name, type, values }) => [
      `update delete ${name}. ${type}`,
      ...values.map((value) => `update add ${name}. ${zoneTtl} ${type} ${value}`),
    ]),
    'send',
  ])
  return `${lines.join('\n')}\n`
}

/** The zone that BIND and Knot begin with, as ours does; a zone file (RFC 1035 section 5). */
export function zoneFile(zone: string): string {
  const names = `ns.${labZone}. hostmaster.${labZone}.`
  const addresses = [`ns A ${nameServerAddress.v4}`, `ns AAAA ${nameServerAddress.v6}`]
  return [
    `$ORIGIN ${zone}.`,
    `$TTL ${zoneTtl}`,
    `@ SOA ${names} 1 3600 600 604800 ${zoneTtl}`,
    `@ NS ns.${labZone}.`,
    ...(zone === labZone ? addresses : []),
    '',
  ].join('\n')
}

function addressSets(fqdn: string, machine: LabHost | 'c', lan: LanName): ZoneChange['sets'] {
  const { v4, v6 } = addressOf(machine, lan)
  return [
    { name: fqdn, type: 'A', values: [v4] },
    { name: fqdn, type: 'AAAA', values: [v6] },
  ]
}

function pointer(machine: LabHost | 'c', fqdn: string, lan: LanName): ZoneChange {
  const name = `${reversed(addressOf(machine, lan).v4).join('.')}.in-addr.arpa`
  return { zone: reverseZoneOf(lan), sets: [{ name, type: 'PTR', values: [`${fqdn}.`] }] }
}

function reversed(address: string): string[] {
  return address.split('.').toReversed()
}
