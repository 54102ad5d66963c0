// What a page has before its eyes: a helper with its facts, or the reason why not.
import type { Status } from '../../dataplane/contract/model.ts'
import type { HelperState } from '../../main/bridge/desk-state.ts'
import { useDesk } from './desk-store.ts'
import type { DeskView } from './desk-view.ts'

export type MissingHelper = Exclude<HelperState, { phase: 'ready' }>

export type Sight =
  /** The desk says nothing: not yet, or never again, as App.tsx then says instead of every page. */
  | { is: 'no-desk' }
  | { is: 'no-helper'; helper: MissingHelper }
  /** The helper is there, its facts are on their way. */
  | { is: 'loading' }
  | { is: 'ready'; status: Status; rights: 'read' | 'write' }

export function sightOf({
  link,
  helper,
  status,
}: Pick<DeskView, 'link' | 'helper' | 'status'>): Sight {
  if (link !== 'open' || helper === null) return { is: 'no-desk' }
  if (helper.phase !== 'ready') return { is: 'no-helper', helper }
  if (status === null) return { is: 'loading' }
  return { is: 'ready', status, rights: helper.rights }
}

export function useSight(): Sight {
  const link = useDesk((view) => view.link)
  const helper = useDesk((view) => view.helper)
  const status = useDesk((view) => view.status)
  return sightOf({ link, helper, status })
}

/** Whether the facts that are shown are those of now. */
export function useIsFresh(): boolean {
  return useSight().is === 'ready'
}

/** What keeps this person from changing what the helper does. */
export type Obstacle = 'none' | 'no-helper' | 'no-rights'

export function useObstacle(): Obstacle {
  const sight = useSight()
  if (sight.is !== 'ready') return 'no-helper'
  return sight.rights === 'write' ? 'none' : 'no-rights'
}

/** Whether this person may change what the helper does. */
export function useMayWrite(): boolean {
  return useObstacle() === 'none'
}
