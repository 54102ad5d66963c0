// A table of any length, of which only the rows in view are in the document. The keyboard moves one active row (↑ ↓ Page
// Home End, Enter opens it); screen readers are told how many rows there are and which one it is.
import { memo, useEffect, useId, useRef, useState } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useKept } from '../state/use-kept.ts'
import { classNames } from '../ui/class-names.ts'
import type { Sorting } from './sorting.ts'
import { isPlainPress, rowAfterKey, rowWindow, scrollTopFor } from './virtual-window.ts'

export type Column<Row> = {
  id: string
  heading: string
  cell: (row: Row) => ReactNode
  isSortable?: boolean
  /** Figures stand right, so that they can be compared. */
  isFigure?: boolean
  /** Such as the width from which it is shown. */
  className?: string
}

const rowHeight = 44
const headingHeight = 36
/** Until the browser has told. */
const assumedViewHeight = 800

type Props<Row> = {
  label: string
  rows: readonly Row[]
  keyOf: (row: Row) => string
  columns: readonly Column<Row>[]
  /** Class that gives the columns their widths. */
  template: string
  sorting?: Sorting
  onSort?: (column: string) => void
  onOpen?: (row: Row) => void
}

export function VirtualList<Row>(props: Props<Row>) {
  const { label, rows, keyOf, columns, template, sorting, onSort, onOpen } = props
  const idPrefix = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const [viewHeight, setViewHeight] = useState(assumedViewHeight)
  // The first row in view: drawn again when that changes, not with each pixel.
  const [topRow, setTopRow] = useState(0)
  // Still there when the person comes back from the row that they opened.
  const [active, setActive] = useKept(`${label}, row`, 0)
  const activeRow = Math.min(active, Math.max(0, rows.length - 1))

  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    const observer = new ResizeObserver(() => setViewHeight(element.clientHeight - headingHeight))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    const height = element.clientHeight - headingHeight
    const wanted = scrollTopFor(activeRow, { scrollTop: 0, viewHeight: height, rowHeight })
    if (wanted !== undefined) element.scrollTop = wanted
    // Once, when the list comes: later on the person scrolls.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [])

  const place = { scrollTop: topRow * rowHeight, viewHeight, rowHeight }
  const { first, end } = rowWindow(place, rows.length)

  const moveBy = (event: KeyboardEvent) => {
    const element = scroller.current
    // Keys of what is inside the table, such as a heading's button, are its own.
    if (element === null || event.target !== element) return
    const row = rows[activeRow]
    if (event.key === 'Enter' && row !== undefined) return onOpen?.(row)
    const next = rowAfterKey(event.key, activeRow, rows.length, Math.floor(viewHeight / rowHeight))
    if (next === undefined) return
    event.preventDefault()
    setActive(next)
    const { scrollTop } = element
    const wanted = scrollTopFor(next, { scrollTop, viewHeight, rowHeight })
    if (wanted === undefined) return
    element.scrollTop = wanted
    // Not only when the browser tells: the active row must be in the document as soon as it is named.
    setTopRow(Math.floor(wanted / rowHeight))
  }

  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      // Only while it is in the document, which it leaves when the list is scrolled away from it.
      aria-activedescendant={
        first <= activeRow && activeRow < end ? `${idPrefix}-${activeRow}` : undefined
      }
      tabIndex={0}
      onKeyDown={moveBy}
      onScroll={(event) => setTopRow(Math.floor(event.currentTarget.scrollTop / rowHeight))}
      className="group/list @container relative max-h-[max(20rem,calc(100dvh-15rem))] overflow-auto overscroll-contain rounded-card border border-line bg-panel"
    >
      <div
        role="row"
        aria-rowindex={1}
        className={classNames(
          'sticky top-0 z-10 grid h-9 items-center gap-x-5 border-b border-line bg-panel px-4',
          template,
        )}
      >
        {columns.map((column) => (
          <Heading
            key={column.id}
            column={column}
            sorting={sorting?.column === column.id ? sorting.direction : undefined}
            onSort={onSort}
          />
        ))}
      </div>
      <div role="rowgroup" className="relative" style={{ height: rows.length * rowHeight }}>
        {rows.slice(first, end).map((row, at) => (
          <ListRow
            key={keyOf(row)}
            id={`${idPrefix}-${first + at}`}
            row={row}
            index={first + at}
            isActive={first + at === activeRow}
            columns={columns as readonly Column<unknown>[]}
            template={template}
            onPress={onOpen as ((row: unknown) => void) | undefined}
            onActive={setActive}
          />
        ))}
      </div>
    </div>
  )
}

function Heading<Row>({
  column: { id, heading, isSortable = false, isFigure = false, className },
  sorting,
  onSort,
}: {
  column: Column<Row>
  sorting: Sorting['direction'] | undefined
  onSort: ((column: string) => void) | undefined
}) {
  const Arrow = sorting === 'descending' ? ArrowDown : ArrowUp
  return (
    <div
      role="columnheader"
      aria-sort={isSortable ? (sorting ?? 'none') : undefined}
      className={classNames(
        'truncate text-xs font-medium text-ink-faint',
        isFigure && 'text-right',
        className,
      )}
    >
      {isSortable && onSort !== undefined ? (
        <button
          type="button"
          onClick={() => onSort(id)}
          className={classNames(
            'inline-flex items-center gap-1 rounded py-1 hover:text-ink',
            isFigure && 'flex-row-reverse',
            sorting !== undefined && 'text-ink',
          )}
        >
          {heading}
          <Arrow
            size={12}
            aria-hidden="true"
            className={sorting === undefined ? 'opacity-0' : undefined}
          />
        </button>
      ) : (
        heading
      )}
    </div>
  )
}

type RowProps = {
  id: string
  row: unknown
  index: number
  isActive: boolean
  columns: readonly Column<unknown>[]
  template: string
  onPress: ((row: unknown) => void) | undefined
  onActive: (index: number) => void
}

const ListRow = memo(function ListRow(props: RowProps) {
  const { id, row, index, isActive, columns, template, onPress, onActive } = props
  return (
    // Its keys are those of the grid, which has the focus.
    <div
      id={id}
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      onClick={(event) => {
        onActive(index)
        if (isPlainPress(event, getSelection()?.toString() ?? '')) onPress?.(row)
      }}
      style={{ transform: `translateY(${index * rowHeight}px)` }}
      className={classNames(
        'absolute inset-x-0 top-0 grid h-11 items-center gap-x-5 px-4 outline-none',
        'before:absolute before:inset-x-4 before:bottom-0 before:h-px before:bg-line last:before:hidden',
        onPress !== undefined && 'hover:bg-sunken',
        isActive &&
          'group-focus-visible/list:bg-accent-soft group-focus-visible/list:shadow-active-row',
        template,
      )}
    >
      {columns.map(({ id: column, cell, isFigure = false, className }) => (
        <div
          key={column}
          role="gridcell"
          className={classNames(
            'min-w-0 truncate',
            isFigure && 'text-right tabular-nums',
            className,
          )}
        >
          {cell(row)}
        </div>
      ))}
    </div>
  )
})
