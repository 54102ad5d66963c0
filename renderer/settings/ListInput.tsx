// A list as people type it: values with commas between. What is typed stays as it is, commas at the end included.
import { useState } from 'react'
import type { ComponentProps } from 'react'
import { TextInput } from '../ui/Field.tsx'

export function ListInput({
  list,
  onList,
  ...others
}: Omit<ComponentProps<typeof TextInput>, 'value' | 'list' | 'onText'> & {
  list: readonly string[]
  onList: (list: string[]) => void
}) {
  const [typed, setTyped] = useState(() => list.join(', '))
  // Somebody else may have changed the list, such as by the text beside.
  const shown = isSame(listOf(typed), list) ? typed : list.join(', ')
  return (
    <TextInput
      {...others}
      value={shown}
      onText={(next) => {
        setTyped(next)
        onList(listOf(next))
      }}
    />
  )
}

export function listOf(typed: string): string[] {
  return typed
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each, at) => each === other[at])
}
