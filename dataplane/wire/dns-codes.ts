// Numbers of the DNS with their names (IANA "Domain Name System Parameters").

export const opcodes = { query: 0, update: 5 } as const

export const rcodes = {
  noError: 0,
  formErr: 1,
  servFail: 2,
  nxDomain: 3,
  notImp: 4,
  refused: 5,
  /** RFC 2136 section 2.2: 6 to 10. */
  yxDomain: 6,
  yxRrset: 7,
  nxRrset: 8,
  notAuth: 9,
  notZone: 10,
  /** RFC 6891; the upper 8 of its 12 bits travel in OPT. */
  badVers: 16,
} as const

export const classes = { in: 1, none: 254, any: 255 } as const

/** Types whose RDATA we know. All others are handled by number and as bytes (RFC 3597). */
export const types = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  HINFO: 13,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  DNAME: 39,
  DS: 43,
  SSHFP: 44,
  IPSECKEY: 45,
  TLSA: 52,
  SVCB: 64,
  HTTPS: 65,
  CAA: 257,
} as const

export type TypeName = keyof typeof types

/** Types that stand for no data of a zone (RFC 6895 section 3.1). */
export const metaTypes = { OPT: 41, TSIG: 250, IXFR: 251, AXFR: 252, MAILB: 253, ANY: 255 } as const

const FIRST_META = 128
const LAST_META = 255

/** Types that only questions or the transport use, and so cannot be stored. */
export function isMetaType(type: number): boolean {
  return type === metaTypes.OPT || (type >= FIRST_META && type <= LAST_META) || type === 0
}

const namesByType: ReadonlyMap<number, TypeName> = new Map(
  Object.entries(types).map(([name, number]) => [number, name as TypeName]),
)

/** Undefined for a type whose RDATA we do not know. */
export function knownTypeName(type: number): TypeName | undefined {
  return namesByType.get(type)
}

/** As master files write it; `TYPE65280` for what we do not know (RFC 3597 section 5). */
export function typeToText(type: number): string {
  return knownTypeName(type) ?? `TYPE${type}`
}

export function typeFromText(text: string): number | undefined {
  const upper = text.toUpperCase()
  if (Object.hasOwn(types, upper)) return types[upper as TypeName]
  const number = Number(/^TYPE(\d{1,5})$/.exec(upper)?.[1] ?? Number.NaN)
  return number <= 0xffff ? number : undefined
}
