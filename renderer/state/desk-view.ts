// What the pages know: the desk's facts by collection and key, made of frames by apply.ts.
import type {
  KnownHost,
  Mapping,
  Partner,
  Peer,
  Status,
  TrustQuestion,
} from '../../dataplane/contract/model.ts'
import type { Handover } from '../../dataplane/contract/handovers.ts'
import type {
  HelperState,
  LabState,
  Preferences,
  Shell,
  Viewpoint,
} from '../../main/bridge/desk-state.ts'

/** By name. A new Map for each change, so that whoever selects it sees that it changed. */
export type ByName<Entity> = ReadonlyMap<string, Entity>

export type Facts = {
  status: Status | null
  peers: ByName<Peer>
  /** By VIP, since a name may have several. */
  mappings: ReadonlyMap<string, Mapping>
  partners: ByName<Partner>
  questions: ByName<TrustQuestion>
  knownHosts: ByName<KnownHost>
}

export type DeskView = Facts & {
  /** The page's own link to the desk. `gone`: the program that served it has ended. */
  link: 'connecting' | 'open' | 'gone'
  /** Null until the first frame, like all that follow. */
  shell: Shell | null
  viewpoint: Viewpoint | null
  helper: HelperState | null
  lab: LabState | null
  preferences: Preferences | null
  /** Oldest first, distinct in their ids. */
  handovers: readonly Handover[]
}

export const noFacts: Facts = {
  status: null,
  peers: new Map(),
  mappings: new Map(),
  partners: new Map(),
  questions: new Map(),
  knownHosts: new Map(),
}

export const firstView: DeskView = {
  ...noFacts,
  link: 'connecting',
  shell: null,
  viewpoint: null,
  helper: null,
  lab: null,
  preferences: null,
  handovers: [],
}
