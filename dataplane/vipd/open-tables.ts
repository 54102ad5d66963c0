// The tables of the helper, with what an earlier one has left in them (PROTOCOL section 6).
import { randomBytes } from 'node:crypto'
import type { Configuration } from '../contract/configuration.ts'
import type { Clock } from '../lib/clock.ts'
import { Endpoints } from '../tables/endpoints.ts'
import { Names } from '../tables/names.ts'
import { OwnVips } from '../tables/own-vips.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { reclaimOf, vipRangeOf } from './configured.ts'
import type { SavedState } from './saved-state.ts'

export interface TablesOptions {
  clock: Clock
  configuration: Configuration
  saved: SavedState | undefined
  /** @param moved whose endpoints are others now */
  onChange: (moved?: DnsName) => void
  onOwnVips: (vips: readonly string[]) => void
}

export interface Tables {
  names: Names
  endpoints: Endpoints
  ownVips: OwnVips
}

export function openTables({
  clock,
  configuration,
  saved,
  onChange,
  onOwnVips,
}: TablesOptions): Tables {
  const reclaim = reclaimOf(configuration)
  const names = new Names({ clock, reclaim, onChange: () => onChange() })
  const endpoints = new Endpoints({ onChange })
  names.restore(saved?.mappings ?? [])
  for (const mapping of saved?.mappings ?? []) endpoints.set(mapping.name, mapping.endpoints)
  const ownVips = new OwnVips({
    range: vipRangeOf(configuration),
    randomBytes,
    isTaken: (vip) => names.isUsed(vip),
    present: saved?.ownVips ?? [],
    onChange: onOwnVips,
  })
  return { names, endpoints, ownVips }
}
