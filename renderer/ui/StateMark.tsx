// How it stands with a peer: a shape, its colour and its word, so that no eye depends on colour alone.
import type { ReactNode } from 'react'
import type { PeerState } from '../../dataplane/contract/model.ts'
import { peerStateText, staleStateText } from '../text/peer-state-text.ts'
import { classNames } from './class-names.ts'

/** `stale`: the helper is not there to vouch for it. */
export type MarkState = PeerState | 'stale'

const colours: Readonly<Record<MarkState, string>> = {
  active: 'text-alive',
  quiet: 'text-ink-faint',
  negotiating: 'text-accent',
  pending: 'text-heed',
  unreachable: 'text-heed',
  invalid: 'text-fault',
  stale: 'text-ink-faint',
}

/** Disc, ring, half disc, diamond, triangle, crossed square, dash: each in a box of 12. */
const shapes: Readonly<Record<MarkState, ReactNode>> = {
  active: <circle cx="6" cy="6" r="4.5" fill="currentColor" />,
  quiet: <circle cx="6" cy="6" r="3.75" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  negotiating: (
    <>
      <circle cx="6" cy="6" r="3.75" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M6 2.25a3.75 3.75 0 0 1 0 7.5z" fill="currentColor" />
    </>
  ),
  pending: <path d="M6 .8 11.2 6 6 11.2.8 6z" fill="currentColor" />,
  unreachable: (
    <path
      d="M6 1.9 10.7 10H1.3z"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinejoin="round"
    />
  ),
  invalid: (
    <path
      d="M2 2h8v8H2zM4.2 4.2l3.6 3.6M7.8 4.2 4.2 7.8"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  stale: <path d="M2.5 6h7" stroke="currentColor" strokeWidth="1.75" strokeLinecap="round" />,
}

export function StateShape({ state, size = 12 }: { state: MarkState; size?: number }) {
  return (
    <svg
      viewBox="0 0 12 12"
      width={size}
      height={size}
      aria-hidden="true"
      className={classNames('shrink-0', colours[state])}
    >
      {shapes[state]}
    </svg>
  )
}

export function StateMark({ state }: { state: MarkState }) {
  const { word, sentence } = state === 'stale' ? staleStateText : peerStateText[state]
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap" title={sentence}>
      <StateShape state={state} />
      <span className={classNames(state === 'active' ? 'text-ink' : 'text-ink-soft')}>{word}</span>
    </span>
  )
}
