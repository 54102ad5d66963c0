// Keys that wait, on every page: a card at the bottom right that blocks nothing. It takes the focus to "Not now", the answer
// that does no harm, unless the person is typing; F6 leads to it at any time, Escape is "Not now".
import { useEffect, useRef } from 'react'
import type { Ref, RefObject } from 'react'
import { postpone, usePostponed } from '../state/postponed.ts'
import { goTo } from '../navigation.ts'
import { trustText } from '../text/trust-text.ts'
import { Button } from '../ui/Button.tsx'
import { classNames } from '../ui/class-names.ts'
import { KeyCheckCard } from './KeyCheckCard.tsx'
import { KeyCheckRow } from './KeyCheckRow.tsx'
import { useCardInSight } from './card-in-sight.ts'
import { useKeyChecks } from './key-checks.ts'
import type { KeyCheck } from './key-checks.ts'
import { keepFocusInSight } from './keep-focus-in-sight.ts'

/** More are behind "See all". */
const listedChecks = 4

/** Those that were not put off in this window. */
export function usePromptedChecks(): KeyCheck[] {
  const postponed = usePostponed()
  return useKeyChecks().filter(({ id }) => !postponed.has(id))
}

/** @param checks at least one */
export function TrustPrompts({ checks }: { checks: readonly KeyCheck[] }) {
  const card = useRef<HTMLDivElement>(null)
  const notNow = useRef<HTMLButtonElement>(null)
  const [open, setOpenId] = useCardInSight(checks)
  const shown = open?.id ?? 'list'
  useFocusOnNotNow(notNow, shown)
  useEffect(() => {
    const element = card.current
    return element === null ? undefined : keepFocusInSight(element)
  }, [])

  const putOff = () => {
    postpone(open === undefined ? checks.map(({ id }) => id) : [open.id])
    setOpenId(undefined)
  }
  return (
    <div
      ref={card}
      role="dialog"
      aria-modal="false"
      aria-label={trustText.promptRegion}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) putOff()
      }}
      className={classNames(
        'fixed right-5 bottom-5 z-30 max-h-[calc(100dvh-2.5rem)] w-[30rem] max-w-[calc(100vw-2.5rem)] overflow-y-auto rounded-card border bg-raised p-5 shadow-floating',
        open?.is === 'changed' ? 'border-2 border-fault' : 'border-line',
      )}
    >
      {open === undefined ? (
        <CheckList checks={checks} onOpen={setOpenId} onNotNow={putOff} notNowButton={notNow} />
      ) : (
        <>
          {checks.length > 1 && (
            <div className="-mt-2 mb-2 -ml-2.5">
              <Button kind="quiet" size="small" onClick={() => setOpenId(undefined)}>
                ← {trustText.back}
              </Button>
            </div>
          )}
          <KeyCheckCard key={open.id} check={open} onNotNow={putOff} notNowButton={notNow} />
        </>
      )}
    </div>
  )
}

function CheckList({
  checks,
  onOpen,
  onNotNow,
  notNowButton,
}: {
  checks: readonly KeyCheck[]
  onOpen: (id: string) => void
  onNotNow: () => void
  notNowButton: Ref<HTMLButtonElement>
}) {
  const more = checks.length - listedChecks
  return (
    <div className="grid gap-3">
      <div className="grid gap-1">
        <h2 className="text-base font-semibold">{trustText.many(checks.length)}</h2>
        <p className="text-ink-soft">{trustText.manySentence}</p>
      </div>
      <ul className="-mx-2 grid">
        {checks.slice(0, listedChecks).map((check) => (
          <li key={check.id}>
            <KeyCheckRow check={check} onOpen={() => onOpen(check.id)} />
          </li>
        ))}
      </ul>
      {more > 0 && <p className="text-fine text-ink-faint">{trustText.more(more)}</p>}
      <div className="flex justify-end gap-2">
        <Button ref={notNowButton} onClick={onNotNow}>
          {trustText.notNow}
        </Button>
        <Button onClick={() => goTo('trust')}>{trustText.seeAll}</Button>
      </div>
    </div>
  )
}

function useFocusOnNotNow(notNow: RefObject<HTMLButtonElement | null>, shown: string): void {
  useEffect(() => {
    const before = document.activeElement
    if (!isTyping(before)) notNow.current?.focus()
    return () => {
      // Back to where it was, once the card has gone with the focus.
      requestAnimationFrame(() => {
        const isLost = document.activeElement === null || document.activeElement === document.body
        if (isLost && before instanceof HTMLElement && before.isConnected) before.focus()
      })
    }
  }, [notNow, shown])
  useEffect(() => {
    const jump = (event: KeyboardEvent) => {
      if (event.key !== 'F6') return
      event.preventDefault()
      notNow.current?.focus()
    }
    addEventListener('keydown', jump)
    return () => removeEventListener('keydown', jump)
  }, [notNow])
}

/** A card must not take what somebody types, nor leave a dialog that waits for an answer. */
function isTyping(element: Element | null): boolean {
  return (
    element !== null &&
    (element.matches('input, textarea, select, [contenteditable="true"]') ||
      element.closest('[role="dialog"]:not([aria-modal="false"])') !== null)
  )
}
