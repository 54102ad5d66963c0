// What is pressed. One `primary` a view at most; `danger` for what cannot be undone.
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react'
import { classNames } from './class-names.ts'

type ButtonKind = 'primary' | 'plain' | 'quiet' | 'danger'

const looks: Readonly<Record<ButtonKind, string>> = {
  primary:
    'bg-accent text-accent-ink border-transparent hover:bg-accent-strong aria-disabled:hover:bg-accent',
  plain:
    'bg-panel text-ink border-line-strong/60 hover:bg-sunken hover:border-line-strong aria-disabled:hover:bg-panel',
  quiet: 'bg-transparent text-ink-soft border-transparent hover:bg-sunken hover:text-ink',
  danger:
    'bg-panel text-fault border-fault/60 hover:bg-fault-soft hover:border-fault aria-disabled:hover:bg-panel',
}

type ButtonProps = Omit<
  ButtonHTMLAttributes<HTMLButtonElement>,
  'className' | 'disabled' | 'type'
> & {
  kind?: ButtonKind
  size?: 'regular' | 'small'
  icon?: ReactNode
  /** It stays focusable, so that a keyboard does not lose its place. */
  isDisabled?: boolean
  type?: 'button' | 'submit'
  ref?: Ref<HTMLButtonElement> | undefined
}

export function Button({
  kind = 'plain',
  size = 'regular',
  icon,
  isDisabled = false,
  type = 'button',
  onClick,
  children,
  ...others
}: ButtonProps) {
  return (
    <button
      {...others}
      type={type}
      aria-disabled={isDisabled || undefined}
      onClick={(event) => {
        if (isDisabled) event.preventDefault()
        else onClick?.(event)
      }}
      className={classNames(
        'inline-flex shrink-0 cursor-default items-center justify-center gap-2 rounded-control border font-medium whitespace-nowrap transition-colors duration-100 select-none',
        'aria-disabled:opacity-55',
        size === 'regular' ? 'h-9 px-3.5 text-sm' : 'h-7 px-2.5 text-fine',
        looks[kind],
      )}
    >
      {icon}
      {children}
    </button>
  )
}
