// What has the focus is never covered by the card of a question: the page scrolls it out from behind.

const marginPx = 12

/** @returns a function that ends it */
export function keepFocusInSight(card: HTMLElement): () => void {
  const look = (event: FocusEvent) => {
    const { target } = event
    if (!(target instanceof HTMLElement) || card.contains(target)) return
    const page = document.getElementById('page')
    if (page?.contains(target) !== true) return
    const covered = card.getBoundingClientRect()
    const focused = target.getBoundingClientRect()
    const isCovered = focused.right > covered.left && focused.bottom > covered.top
    // What is taller than the page, such as a list, shows its own place.
    if (!isCovered || focused.height > covered.top) return
    page.scrollBy({ top: focused.bottom - covered.top + marginPx })
  }
  document.addEventListener('focusin', look)
  return () => document.removeEventListener('focusin', look)
}
