// On or off, at once. The knob's place says it without colour.
import { Switch as BaseSwitch } from '@base-ui/react/switch'
import type { ReactNode } from 'react'

export function Switch({
  label,
  isOn,
  isDisabled = false,
  onSwitch,
  describedBy,
}: {
  label: ReactNode
  isOn: boolean
  isDisabled?: boolean
  onSwitch: (isOn: boolean) => void
  describedBy?: string
}) {
  return (
    <label className="flex items-center justify-between gap-3">
      <span className="font-medium">{label}</span>
      <BaseSwitch.Root
        checked={isOn}
        disabled={isDisabled}
        onCheckedChange={onSwitch}
        aria-describedby={describedBy}
        className="flex h-6 w-10 shrink-0 items-center rounded-full border border-line-strong bg-sunken p-0.5 transition-colors data-checked:border-accent data-checked:bg-accent data-disabled:opacity-55"
      >
        <BaseSwitch.Thumb className="block size-4.5 rounded-full bg-line-strong transition-transform data-checked:translate-x-4 data-checked:bg-accent-ink" />
      </BaseSwitch.Root>
    </label>
  )
}
