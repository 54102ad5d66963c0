// What survives the helper's own end, but no reboot (PROTOCOL section 6): own VIPs, mappings and where peers were, in
// `mappings.json` of the run directory. No key and no SA: those are made anew.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { writeFileAtomically } from '../lib/atomic-file.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Endpoints } from '../tables/endpoints.ts'
import type { Mapping, Names } from '../tables/names.ts'
import type { OwnVips } from '../tables/own-vips.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { parseFqdn } from '../wire/payloads-fields.ts'

const fqdnSchema = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }): DnsName => {
    const name = parseFqdn(dataset.value)
    if (name !== undefined) return name
    addIssue({ message: 'must be a full name with its final dot' })
    return NEVER
  }),
)
const vip4 = v.pipe(v.string(), v.ipv4())
const vip6 = v.pipe(v.string(), v.ipv6())
const timeMs = v.pipe(v.number(), v.minValue(0))

const savedStateSchema = v.strictObject({
  version: v.literal(1),
  /** `vip down` outlasts a crash of the helper. */
  enabled: v.boolean(),
  /** The first is what DNS proposes for this host. */
  ownVips: v.array(vip4),
  mappings: v.array(
    v.strictObject({
      name: fqdnSchema,
      vip: vip4,
      localVip: vip4,
      vip6: v.optional(vip6),
      localVip6: v.optional(vip6),
      oneSided: v.picklist(['neither', 'local', 'remote']),
      state: v.picklist(['active', 'invalid']),
      agreedAtMs: timeMs,
      lastUsedAtMs: timeMs,
      /** `address:port`, preferred first. */
      endpoints: v.array(v.string()),
    }),
  ),
})

export interface SavedState {
  enabled: boolean
  ownVips: readonly string[]
  mappings: readonly (Mapping & { endpoints: readonly string[] })[]
}

/** What there is to save. */
export function savedStateOf(
  enabled: boolean,
  { ownVips, names, endpoints }: { ownVips: OwnVips; names: Names; endpoints: Endpoints },
): SavedState {
  const mappings = names.snapshot()
  return {
    enabled,
    ownVips: ownVips.all,
    mappings: mappings.map((each) => ({ ...each, endpoints: endpoints.of(each.name) })),
  }
}

export type LoadedState =
  | { kind: 'none' }
  | { kind: 'loaded'; state: SavedState }
  /** Nothing of it is used: peers are met anew. */
  | { kind: 'unusable'; problem: string }

/** So many changes at once, as after a start, are one write. */
const gatherMs = 50

export class SavedStateFile {
  readonly #path: string
  readonly #clock: Clock
  readonly #present: () => SavedState
  readonly #onFault: (error: Error) => void
  #cancel: (() => void) | undefined

  /** @param present what there is to save */
  constructor(
    runDirectory: string,
    clock: Clock,
    present: () => SavedState,
    onFault: (error: Error) => void,
  ) {
    this.#path = join(runDirectory, 'mappings.json')
    this.#clock = clock
    this.#present = present
    this.#onFault = onFault
  }

  /** Total: a file that was cut off or changed by others is told of, not followed. */
  static load(runDirectory: string): LoadedState {
    let text: string
    try {
      text = readFileSync(join(runDirectory, 'mappings.json'), 'utf8')
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      return code === 'ENOENT' ? { kind: 'none' } : { kind: 'unusable', problem: message }
    }
    try {
      const parsed = v.safeParse(savedStateSchema, JSON.parse(text))
      if (!parsed.success) return { kind: 'unusable', problem: v.summarize(parsed.issues) }
      const { enabled, ownVips, mappings } = parsed.output
      return { kind: 'loaded', state: { enabled, ownVips, mappings } }
    } catch (error) {
      return { kind: 'unusable', problem: (error as Error).message }
    }
  }

  /** The same; what is unusable is logged. */
  static loaded(runDirectory: string, log: Log): SavedState | undefined {
    const loaded = SavedStateFile.load(runDirectory)
    if (loaded.kind === 'unusable') {
      log.warn(`mappings of before are not used: ${loaded.problem}`)
    }
    return loaded.kind === 'loaded' ? loaded.state : undefined
  }

  /** Something has changed; it is written within 50 ms. */
  changed(): void {
    this.#cancel ??= this.#clock.after(gatherMs, () => this.flush())
  }

  /** Writes now. */
  flush(): void {
    this.#cancel?.()
    this.#cancel = undefined
    try {
      const text = JSON.stringify({ version: 1, ...this.#present() })
      writeFileAtomically(this.#path, `${text}\n`, 0o600)
    } catch (error) {
      this.#onFault(error as Error)
    }
  }
}
