// When another page is shown the focus goes to its heading, so that keyboard and screen reader begin there, and the window
// has its title.
import { useEffect, useRef } from 'react'
import { frameText } from '../text/frame-text.ts'
import { pageHeadingId } from '../ui/Page.tsx'

/** @param place changes with the page; @param title of the page */
export function usePageFocus(place: string, title: string): void {
  const shown = useRef(place)
  useEffect(() => {
    document.title = frameText.windowTitle(title)
    if (shown.current === place) return
    shown.current = place
    document.getElementById('page')?.scrollTo({ top: 0 })
    document.getElementById(pageHeadingId)?.focus({ preventScroll: true })
  }, [place, title])
}
