// What DNS has to say of this host (PROTOCOL section 2), as sets of records that replace whatever was there.
import { isIPv4 } from 'node:net'
import { types } from '../../wire/dns-codes.ts'
import type { TypeName } from '../../wire/dns-codes.ts'
import { parseDnsName, rootName } from '../../wire/dns-name.ts'
import type { DnsName } from '../../wire/dns-name.ts'
import { encodeRdata, rdataToText } from '../../wire/dns-rdata.ts'
import { magicName } from '../magic-name.ts'

export interface OwnRecords {
  name: DnsName
  /** Of both families, preferred first. */
  addresses: readonly string[]
  /** What the magic name's A record proposes; undefined while this host does not speak VIP. */
  vip: string | undefined
  /** UDP port of VIP here. */
  port: number
  /** The one that needs no SRV record. */
  defaultPort: number
  /** Ed25519, 32 bytes. */
  hostKey: Uint8Array
}

/** All records of a name and type; none: there must be none. */
export interface RecordSet {
  name: DnsName
  type: TypeName
  rdatas: readonly Uint8Array[]
}

/** RFC 4025: the only record is as good as any. */
const keyPrecedence = 10
const noGateway = 0
/** RFC 9373. */
const ed25519Algorithm = 4

/** Everything that PROTOCOL section 2 asks about a host. */
export function recordSetsOf(records: OwnRecords, magicPrefix: string): RecordSet[] {
  const { name, vip, port, defaultPort } = records
  const speaks = vip !== undefined
  const service = parseDnsName(`_vip._udp.${name}`)
  const magic = magicName(name, magicPrefix)
  const hasOtherPort = speaks && port !== defaultPort
  return [
    ...addressSetsOf(records),
    ...(magic === undefined
      ? []
      : [set(magic, 'A', speaks ? [encodeRdata('A', { address: vip })] : [])]),
    ...(service === undefined
      ? []
      : [set(service, 'SRV', hasOtherPort ? [serviceOf(records)] : [])]),
    set(name, 'IPSECKEY', speaks ? [keyOf(records)] : []),
  ]
}

/** A and AAAA alone. */
export function addressSetsOf({ name, addresses }: OwnRecords): RecordSet[] {
  const v4 = addresses.filter((address) => isIPv4(address))
  const v6 = addresses.filter((address) => !isIPv4(address))
  return [addressSet(name, 'A', v4), addressSet(name, 'AAAA', v6)]
}

export function addressSet(
  name: DnsName,
  type: 'A' | 'AAAA',
  addresses: readonly string[],
): RecordSet {
  return set(
    name,
    type,
    addresses.map((address) => encodeRdata(type, { address })),
  )
}

/** The first of each family, IPv4 before IPv6: providers on the web have one record of a type for a host. */
export function firstOfEachFamily({ addresses }: OwnRecords): {
  v4: string | undefined
  v6: string | undefined
} {
  return {
    v4: addresses.find((address) => isIPv4(address)),
    v6: addresses.find((address) => !isIPv4(address)),
  }
}

/** A and AAAA of no more than one address each. */
export function singleAddressSetsOf(records: OwnRecords): RecordSet[] {
  const { v4, v6 } = firstOfEachFamily(records)
  const addresses = [v4, v6].filter((address) => address !== undefined)
  return addressSetsOf({ ...records, addresses })
}

/** As people and providers write it. */
export function hostText(name: DnsName): string {
  return name.replace(/\.$/, '').toLowerCase()
}

/** The same names and types, without records. */
export function emptied(sets: readonly RecordSet[]): RecordSet[] {
  return sets.map(({ name, type }) => set(name, type, []))
}

/** For people: what a master file would have. */
export function setText({ name, type, rdatas }: RecordSet): {
  name: string
  type: string
  values: string[]
} {
  const values = rdatas.map((rdata) => rdataToText(types[type], rdata))
  return { name: name.replace(/\.$/, ''), type, values }
}

function set(name: DnsName, type: TypeName, rdatas: readonly Uint8Array[]): RecordSet {
  return { name, type, rdatas }
}

function serviceOf({ name, port }: OwnRecords): Uint8Array {
  return encodeRdata('SRV', { priority: 0, weight: 0, port, target: name })
}

function keyOf({ hostKey }: OwnRecords): Uint8Array {
  return encodeRdata('IPSECKEY', {
    precedence: keyPrecedence,
    gatewayType: noGateway,
    algorithm: ed25519Algorithm,
    gateway: rootName,
    publicKey: hostKey,
  })
}
