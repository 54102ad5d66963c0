// A list about hosts, with letters to look for above it: each row opens its host's page.
import type { ReactNode } from 'react'
import { goTo } from '../navigation.ts'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ListTools } from './ListTools.tsx'
import { VirtualList } from './VirtualList.tsx'
import type { Column } from './VirtualList.tsx'
import { sortingAfter } from './sorting.ts'
import type { Sorting } from './sorting.ts'

/** Of the page's text file. */
export type ListWords = {
  list: string
  filter: string
  count: (shown: number, all: number) => string
  noneMatch: string
  noneMatchSentence: string
  clearFilter: string
}

type Props<Row> = {
  words: ListWords
  /** Those that match, sorted. */
  rows: readonly Row[]
  /** How many there are, matching or not. */
  total: number
  /** Default: the name. */
  keyOf?: (row: Row) => string
  columns: readonly Column<Row>[]
  /** Class that gives the columns their widths. */
  template: string
  text: string
  onText: (text: string) => void
  /** Shows all again. Default: without letters to look for. */
  onClear?: () => void
  sorting: Sorting
  onSorting: (sorting: Sorting) => void
  /** Other choices, beside the letters. */
  children?: ReactNode
}

export function HostList<Row extends { name: string }>(props: Props<Row>) {
  const { words, rows, total, columns, template, text, onText, sorting, onSorting } = props
  const { keyOf = ({ name }) => name, onClear = () => onText(''), children } = props
  return (
    <div className="grid gap-3">
      <ListTools
        label={words.filter}
        text={text}
        onText={onText}
        count={words.count(rows.length, total)}
      >
        {children}
      </ListTools>
      {rows.length === 0 ? (
        <EmptyState
          title={words.noneMatch}
          action={<Button onClick={onClear}>{words.clearFilter}</Button>}
        >
          {words.noneMatchSentence}
        </EmptyState>
      ) : (
        <VirtualList
          label={words.list}
          rows={rows}
          keyOf={keyOf}
          columns={columns}
          template={template}
          sorting={sorting}
          onSort={(column) => onSorting(sortingAfter(sorting, column))}
          onOpen={({ name }) => goTo('peers', name)}
        />
      )}
    </div>
  )
}
