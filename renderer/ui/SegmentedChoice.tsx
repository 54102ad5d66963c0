// One of a few, all in sight: radio buttons that look like one bar. Arrow keys move between them.
import { useId } from 'react'
import { classNames } from './class-names.ts'

export function SegmentedChoice<Value extends string>({
  label,
  choices,
  chosen,
  onChoice,
  isLabelShown = false,
  isFilling = false,
}: {
  label: string
  choices: readonly { value: Value; word: string }[]
  chosen: Value
  onChoice: (value: Value) => void
  isLabelShown?: boolean
  /** As wide as there is room, in equal parts. */
  isFilling?: boolean
}) {
  const name = useId()
  return (
    <fieldset className="min-w-0">
      <legend className={isLabelShown ? 'mb-1 text-xs text-ink-faint' : 'sr-only'}>{label}</legend>
      <div
        className={classNames(
          'max-w-full rounded-control border border-line bg-sunken p-0.5',
          isFilling ? 'flex' : 'inline-flex',
        )}
      >
        {choices.map(({ value, word }) => (
          <label
            key={value}
            className={classNames(
              isFilling ? 'flex-1 justify-center px-1.5' : 'px-2.5',
              'relative flex h-7 items-center rounded-[0.4rem] text-fine font-medium whitespace-nowrap text-ink-soft has-checked:bg-panel has-checked:text-ink has-checked:shadow-chosen has-focus-visible:outline-2 has-focus-visible:outline-accent',
            )}
          >
            <input
              type="radio"
              name={name}
              value={value}
              checked={value === chosen}
              onChange={() => onChoice(value)}
              className="absolute inset-0 appearance-none outline-none"
            />
            {word}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
