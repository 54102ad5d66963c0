// How it stands with the helper, as a shape: square for a program, filled while it runs, crossed when it is given up.
import type { ReactNode } from 'react'
import type { HelperState } from '../../main/bridge/desk-state.ts'
import { classNames } from './class-names.ts'

type Phase = HelperState['phase']

const frame = (
  <rect
    x="1.75"
    y="1.75"
    width="8.5"
    height="8.5"
    rx="2"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.5"
  />
)

const marks: Readonly<Record<Phase, { colour: string; shape: ReactNode }>> = {
  absent: { colour: 'text-ink-faint', shape: frame },
  starting: {
    colour: 'text-accent',
    shape: (
      <>
        {frame}
        <path d="M6 2h3.5A1.5 1.5 0 0 1 10 3.5v5A1.5 1.5 0 0 1 8.5 10H6z" fill="currentColor" />
      </>
    ),
  },
  ready: {
    colour: 'text-ink-soft',
    shape: <rect x="1" y="1" width="10" height="10" rx="2.5" fill="currentColor" />,
  },
  lost: {
    colour: 'text-heed',
    shape: (
      <>
        {frame}
        <path d="M6 4v2.6M6 8v.2" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
      </>
    ),
  },
  restarting: {
    colour: 'text-heed',
    shape: (
      <path
        d="M9.8 6A3.8 3.8 0 1 1 8.7 3.3M9.1 1v2.6H6.5"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    ),
  },
  failed: {
    colour: 'text-fault',
    shape: (
      <>
        {frame}
        <path
          d="m4.3 4.3 3.4 3.4m0-3.4L4.3 7.7"
          stroke="currentColor"
          strokeWidth="1.5"
          strokeLinecap="round"
        />
      </>
    ),
  },
}

export function HelperShape({ phase, size = 12 }: { phase: Phase; size?: number }) {
  const { colour, shape } = marks[phase]
  return (
    <svg
      viewBox="0 0 12 12"
      width={size}
      height={size}
      aria-hidden="true"
      className={classNames('shrink-0', colour)}
    >
      {shape}
    </svg>
  )
}
