// Which rows of a long list are drawn, where a key leads, and which press opens a row. Pure.

/** So many rows beyond both edges are drawn, too, so that a quick scroll shows no gap. */
export const overscanRows = 8

export type RowWindow = { first: number; end: number }

/** @returns the rows from `first` up to, not with, `end` */
export function rowWindow(
  {
    scrollTop,
    viewHeight,
    rowHeight,
  }: { scrollTop: number; viewHeight: number; rowHeight: number },
  count: number,
): RowWindow {
  const top = Math.floor(Math.max(0, scrollTop) / rowHeight)
  const shown = Math.ceil(viewHeight / rowHeight) + 1
  const first = Math.max(0, Math.min(top, count) - overscanRows)
  return { first, end: Math.min(count, top + shown + overscanRows) }
}

/** The row that a key leads to from row `from`; undefined for keys that move nothing. */
export function rowAfterKey(
  key: string,
  from: number,
  count: number,
  rowsInView: number,
): number | undefined {
  if (count === 0) return undefined
  const page = Math.max(1, rowsInView - 1)
  const wanted = { ArrowDown: from + 1, ArrowUp: from - 1, Home: 0, End: count - 1 }[key]
  const paged = { PageDown: from + page, PageUp: from - page }[key]
  const row = wanted ?? paged
  return row === undefined ? undefined : Math.min(count - 1, Math.max(0, row))
}

/** Where to scroll so that a row is wholly in view; undefined where it is. */
export function scrollTopFor(
  row: number,
  {
    scrollTop,
    viewHeight,
    rowHeight,
  }: { scrollTop: number; viewHeight: number; rowHeight: number },
): number | undefined {
  const top = row * rowHeight
  if (top < scrollTop) return top
  if (top + rowHeight > scrollTop + viewHeight) return top + rowHeight - viewHeight
  return undefined
}

/** Not one that opens a link elsewhere, nor the end of marking a text. @param marked what is marked on the page */
export function isPlainPress(
  keys: { altKey: boolean; ctrlKey: boolean; metaKey: boolean; shiftKey: boolean },
  marked: string,
): boolean {
  return !(keys.altKey || keys.ctrlKey || keys.metaKey || keys.shiftKey) && marked === ''
}
