// In which order a list shows its rows. Pure.

export type Sorting = { column: string; direction: 'ascending' | 'descending' }

/**
 * Of equal keys the names decide, so that rows do not jump; rows of one name stand as they came.
 */
export function sortedBy<Row extends { name: string }>(
  rows: readonly Row[],
  keyOf: (row: Row) => string | number | null,
  direction: Sorting['direction'],
): Row[] {
  const sign = direction === 'ascending' ? 1 : -1
  return rows
    .map((row) => ({ row, key: keyOf(row) }))
    .sort((one, other) => {
      if (one.key === null || other.key === null) {
        if (one.key === other.key) return compared(one.row.name, other.row.name)
        return one.key === null ? 1 : -1
      }
      const order = compared(one.key, other.key)
      return order === 0 ? compared(one.row.name, other.row.name) : sign * order
    })
    .map(({ row }) => row)
}

function compared(one: string | number, other: string | number): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}

/** So that `240.9.0.1` stands before `240.10.0.1`. */
export function addressNumber(address: string): number {
  return address.split('.').reduce((number, byte) => number * 256 + Number(byte), 0)
}

/** How a list is sorted until somebody presses a heading. */
export const byName: Sorting = { column: 'name', direction: 'ascending' }

/** The next sorting when a heading is pressed: the same column turns around. */
export function sortingAfter(sorting: Sorting, column: string): Sorting {
  const isSame = sorting.column === column
  const direction = isSame && sorting.direction === 'ascending' ? 'descending' : 'ascending'
  return { column, direction }
}
