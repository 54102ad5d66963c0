// A list as people type it: values with commas between. What is typed stays as it is, commas at the end included.
import { useState } from 'react'
import { TextInput } from '../ui/Field.tsx'
import type { FieldLinks } from '../ui/Field.tsx'

export function ListInput({
  links,
  list,
  placeholder,
  onList,
}: {
  links: FieldLinks
  list: readonly string[]
  placeholder: string | undefined
  onList: (list: string[]) => void
}) {
  const [typed, setTyped] = useState(() => list.join(', '))
  // Somebody else may have changed the list, such as by the text beside.
  const shown = isSame(listOf(typed), list) ? typed : list.join(', ')
  return (
    <TextInput
      {...links}
      value={shown}
      placeholder={placeholder}
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
