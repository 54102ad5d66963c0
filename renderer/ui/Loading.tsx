// While something is on its way: its words come only after a moment, so that what is quick does not flicker.
export function Loading({ words }: { words: string }) {
  return (
    <p role="status" className="appears-late py-20 text-center text-ink-faint">
      {words}
    </p>
  )
}
