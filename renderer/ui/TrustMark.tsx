// How far a host's key is trusted. Whoever looks must never take "trusted on first use" for "verified": the one is an
// empty shield in plain ink, the other a filled one with a check, in green.
import type { ReactNode } from 'react'
import { trustStateText } from '../text/peer-state-text.ts'
import type { TrustState } from '../text/peer-state-text.ts'
import { classNames } from './class-names.ts'

const shield = 'M7 1.2 12 3v3.6c0 3-2 5.2-5 6.2-3-1-5-3.2-5-6.2V3z'

const outline = (extra?: ReactNode, dashes?: string) => (
  <g fill="none" stroke="currentColor" strokeWidth="1.3" strokeLinejoin="round">
    <path d={shield} strokeDasharray={dashes} />
    {extra}
  </g>
)
const check = <path d="m4.8 7 1.6 1.6 2.9-3.2" strokeWidth="1.5" strokeLinecap="round" />
const proved = (
  <>
    <path d={shield} fill="currentColor" />
    <g fill="none" className="stroke-panel" strokeLinejoin="round">
      {check}
    </g>
  </>
)

const marks: Readonly<Record<TrustState, { colour: string; shape: ReactNode }>> = {
  unknown: { colour: 'text-ink-faint', shape: outline(undefined, '2 1.6') },
  pending: {
    colour: 'text-heed',
    shape: <path d="M7 1.2 12.8 7 7 12.8 1.2 7z" fill="currentColor" />,
  },
  'first-use': { colour: 'text-ink-soft', shape: outline() },
  verified: { colour: 'text-alive', shape: proved },
  dnssec: { colour: 'text-alive', shape: proved },
  file: {
    colour: 'text-ink-soft',
    shape: outline(<path d="M4.8 5.6h4.4M4.8 7.9h3" strokeLinecap="round" />),
  },
  rejected: {
    colour: 'text-ink-faint',
    shape: (
      <g fill="none" stroke="currentColor" strokeWidth="1.4">
        <circle cx="7" cy="7" r="5.2" />
        <path d="m3.4 3.4 7.2 7.2" />
      </g>
    ),
  },
  changed: {
    colour: 'text-fault',
    shape: (
      <>
        <path d="M4.5 1h5L13 4.5v5L9.5 13h-5L1 9.5v-5z" fill="currentColor" />
        <path
          d="M7 3.8v3.9M7 9.9v.2"
          fill="none"
          className="stroke-panel"
          strokeWidth="1.6"
          strokeLinecap="round"
        />
      </>
    ),
  },
}

export function TrustMark({ state }: { state: TrustState }) {
  const { word, sentence } = trustStateText[state]
  const { colour, shape } = marks[state]
  const isLoud = state === 'changed' || state === 'verified' || state === 'dnssec'
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap" title={sentence}>
      <svg
        viewBox="0 0 14 14"
        width={14}
        height={14}
        aria-hidden="true"
        className={classNames('shrink-0', colour)}
      >
        {shape}
      </svg>
      <span className={isLoud ? colour : 'text-ink-soft'}>{word}</span>
    </span>
  )
}
