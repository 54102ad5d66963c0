// The lab in a few strokes, for while it is not up.
import { classNames } from '../ui/class-names.ts'

export function LabSketch({ isAlive }: { isAlive: boolean }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 320 148"
      width="320"
      height="148"
      className={classNames('topology', isAlive ? 'text-accent' : 'text-line-strong')}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <rect x="132" y="2" width="56" height="26" rx="6" />
      <path d="M146 28C146 42 82 40 82 56M174 28C174 42 238 40 238 56" />
      <rect x="18" y="56" width="128" height="14" rx="7" className="fill-accent-soft" />
      <rect x="174" y="56" width="128" height="14" rx="7" className="fill-accent-soft" />
      <path d="M50 70V90M270 70V90" />
      <rect x="22" y="90" width="56" height="32" rx="5" />
      <path d="M16 126H84M236 126H304" />
      <rect x="242" y="90" width="56" height="32" rx="5" />
      <path
        d="M50 130C50 148 270 148 270 130"
        strokeDasharray="2 6"
        className={classNames(isAlive && 'flows')}
      />
    </svg>
  )
}
