// The product's mark: a path that keeps going while the ground under it changes.
export function Logo() {
  return (
    <svg viewBox="0 0 28 28" width={28} height={28} aria-hidden="true" className="shrink-0">
      <rect width="28" height="28" rx="7" className="fill-accent" />
      <g fill="none" className="stroke-accent-ink" strokeLinecap="round" strokeLinejoin="round">
        <path d="m6.5 8.5 5 10 4-8" strokeWidth="2.4" />
        <path d="m15.5 10.5 2 4 4.5-6" strokeWidth="2.4" strokeDasharray="0.1 3.4" />
      </g>
    </svg>
  )
}
