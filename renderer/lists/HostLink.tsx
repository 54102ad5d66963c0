// A host's name in a list, which leads to the host's own page. The keyboard goes there by the list's row.
import { hashOf } from '../navigation.ts'

export function HostLink({ name }: { name: string }) {
  return (
    <a
      href={hashOf({ page: 'peers', item: name })}
      tabIndex={-1}
      className="font-medium hover:text-accent"
    >
      {name}
    </a>
  )
}
