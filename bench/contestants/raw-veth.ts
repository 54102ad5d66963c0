// No tunnel: the cable itself, which is the ceiling of everything.
import type { Contestant } from './contestant.ts'

export const rawVeth: Contestant = {
  id: 'raw-veth',
  label: 'raw veth',
  mtuBytes: 1500,
  find: () =>
    Promise.resolve({
      kind: 'found',
      version: 'kernel',
      start: ({ sandbox, underlay }) =>
        Promise.resolve({ sandbox, target: underlay.b, helpers: [] }),
    }),
}
