// Views of one thing, one at a time. Arrow keys move between them.
import { Tabs as BaseTabs } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'

export type Tab<Value extends string> = { value: Value; word: ReactNode; content: ReactNode }

export function Tabs<Value extends string>({
  label,
  tabs,
  chosen,
  onChoice,
}: {
  label: string
  tabs: readonly Tab<Value>[]
  chosen: Value
  onChoice: (value: Value) => void
}) {
  return (
    <BaseTabs.Root value={chosen} onValueChange={(value: Value) => onChoice(value)}>
      <BaseTabs.List aria-label={label} className="flex gap-5 border-b border-line" activateOnFocus>
        {tabs.map(({ value, word }) => (
          <BaseTabs.Tab
            key={value}
            value={value}
            className="-mb-px flex h-9 items-center gap-2 border-b-2 border-transparent font-medium text-ink-soft hover:text-ink data-active:border-accent data-active:text-ink"
          >
            {word}
          </BaseTabs.Tab>
        ))}
      </BaseTabs.List>
      {tabs.map(({ value, content }) => (
        <BaseTabs.Panel key={value} value={value} className="pt-5">
          {content}
        </BaseTabs.Panel>
      ))}
    </BaseTabs.Root>
  )
}
