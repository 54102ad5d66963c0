// What the lab's name server says of the lab: names, addresses, and the records that make helpers
// find each other (PROTOCOL section 2). Until helpers update DNS by themselves, the lab does.
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

/** What stands before a name to ask whether it speaks VIP (PROTOCOL section 2). */
const MAGIC = 'VIP105067072021-'

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

/** Of both hosts where they are, and of the host without VIP. */
export function firstRecords(places: Readonly<Record<LabHost, LanName>>): ZoneChange[] {
  const machines = [
    ...labHosts.map((host) => ({ machine: host, fqdn: fqdnOf(host), lan: places[host] })),
    { machine: 'c', fqdn: legacyFqdn, lan: 'lan2' } as const,
  ]
  const forward = machines.flatMap(({ machine, fqdn, lan }) => addressSets(fqdn, machine, lan))
  const backward = machines.map(({ machine, fqdn, lan }) => pointer(machine, fqdn, lan))
  return [{ zone: labZone, sets: forward }, ...backward]
}

/** A host has come to a LAN. */
export function placeRecords(host: LabHost, lan: LanName): ZoneChange[] {
  const left = lanNames.filter((name) => name !== lan)
  return [
    { zone: labZone, sets: addressSets(fqdnOf(host), host, lan) },
    pointer(host, fqdnOf(host), lan),
    ...left.map((name) => pointer(host, undefined, name)),
  ]
}

/** A host speaks VIP, and proposes this one. */
export function magicRecords(vips: Readonly<Record<LabHost, string>>): ZoneChange[] {
  const sets = labHosts.map(
    (host) => ({ name: MAGIC + fqdnOf(host), type: 'A', values: [vips[host]] }) as const,
  )
  return [{ zone: labZone, sets }]
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

function pointer(machine: LabHost | 'c', fqdn: string | undefined, lan: LanName): ZoneChange {
  const name = `${reversed(addressOf(machine, lan).v4).join('.')}.in-addr.arpa`
  const values = fqdn === undefined ? [] : [`${fqdn}.`]
  return { zone: reverseZoneOf(lan), sets: [{ name, type: 'PTR', values }] }
}

function reversed(address: string): string[] {
  return address.split('.').toReversed()
}
