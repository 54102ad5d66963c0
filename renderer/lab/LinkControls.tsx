// What each laptop's link does to packets: delay and loss, set while it is pulled, told when the hand rests.
import { useEffect, useId, useRef, useState } from 'react'
import { perfectLink } from '../../dataplane/contract/link-settings.ts'
import { useDesk } from '../state/desk-store.ts'
import { labText } from '../text/lab-text.ts'
import { Button } from '../ui/Button.tsx'
import { labHosts } from './lab-moves.ts'
import type { LabHost, Lan, Places } from './lab-moves.ts'
import { impairmentOf, linkOf } from './lab-places.ts'
import type { LabUp } from './lab-places.ts'
import type { AskLab } from './use-lab-acts.ts'

/** The hand rests. */
const restMs = 180
/** What the lab says counts again, if it did not take what was asked for. */
const expectMs = 6000

export function LinkControls({
  status,
  places,
  ask,
}: {
  status: LabUp
  places: Places
  ask: AskLab
}) {
  return (
    <section className="grid content-start gap-3">
      <h2 className="text-base font-semibold">{labText.links}</h2>
      <div className="grid gap-5">
        {labHosts.map((host) => (
          <LinkOfHost
            // Another link: what was wished for the one before is not wished for it.
            key={`${host} ${places[host]}`}
            {...{ host, status, ask }}
            lan={places[host]}
          />
        ))}
      </div>
    </section>
  )
}

type Impairment = { delayMs: number; lossPercent: number }
const unimpaired: Impairment = { delayMs: 0, lossPercent: 0 }

function LinkOfHost({
  host,
  lan,
  status,
  ask,
}: {
  host: LabHost
  /** Null while the host is on its way. */
  lan: Lan | null
  status: LabUp
  ask: AskLab
}) {
  const link = lan === null ? undefined : linkOf(status, host, lan)
  const set = ({ delayMs, lossPercent }: Impairment) => {
    if (lan === null) return
    const isPerfect = delayMs === 0 && lossPercent === 0
    const settings = isPerfect ? null : { ...perfectLink, delayMs, lossPercent }
    ask('labLink', { host, lan, settings })
  }
  const [shown, wish] = useWish(impairmentOf(link), set)
  const saidAt = useSaidAt()
  const pull = (pulled: Partial<Impairment>) => wish({ value: { ...shown, ...pulled }, told: null })
  const clear = () => {
    set(unimpaired)
    wish({ value: unimpaired, told: { overAt: saidAt } })
  }
  const nameId = useId()
  const isImpaired = shown.delayMs > 0 || shown.lossPercent > 0 || link !== undefined
  return (
    <div role="group" aria-labelledby={nameId} className="grid gap-1.5">
      <div className="flex h-7 items-center justify-between">
        <h3 id={nameId} className="text-fine font-medium">
          {lan === null ? labText.linkOfNone(host) : labText.linkOf(host, lan)}
        </h3>
        {isImpaired && (
          <Button kind="quiet" size="small" isDisabled={lan === null} onClick={clear}>
            {labText.clearLink}
          </Button>
        )}
      </div>
      <Slider
        label={labText.delay}
        spokenLabel={labText.delayOf(host)}
        value={shown.delayMs}
        text={labText.delayValue(shown.delayMs)}
        max={200}
        step={5}
        isDisabled={lan === null}
        onValue={(delayMs) => pull({ delayMs })}
      />
      <Slider
        label={labText.loss}
        spokenLabel={labText.lossOf(host)}
        value={shown.lossPercent}
        text={labText.lossValue(shown.lossPercent)}
        max={30}
        step={1}
        isDisabled={lan === null}
        onValue={(lossPercent) => pull({ lossPercent })}
      />
      {link?.state === 'failed' && <p className="text-fine text-fault">{labText.linkFailed}</p>}
    </div>
  )
}

function Slider({
  label,
  spokenLabel,
  value,
  text,
  max,
  step,
  isDisabled,
  onValue,
}: {
  label: string
  spokenLabel: string
  value: number
  text: string
  max: number
  step: number
  isDisabled: boolean
  onValue: (value: number) => void
}) {
  const id = useId()
  return (
    <div className="grid grid-cols-[6.5rem_minmax(0,1fr)_3.25rem] items-center gap-3 text-fine">
      <label htmlFor={id} className="text-ink-soft">
        {label}
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={max}
        step={step}
        disabled={isDisabled}
        value={Math.min(max, value)}
        aria-label={spokenLabel}
        aria-valuetext={text}
        onChange={(event) => onValue(Number(event.target.value))}
        className="h-5 w-full accent-accent"
      />
      <output htmlFor={id} className="text-right font-medium tabular-nums">
        {text}
      </output>
    </div>
  )
}

/** What was asked for. `told`: the lab knows, and what it says of itself after what it had said until then counts. */
type Wish = { value: Impairment; told: { overAt: number | null } | null }

/** When the lab last said how it is. */
function useSaidAt(): number | null {
  return useDesk((view) => view.lab?.statusAt ?? null)
}

/** @returns what was asked for, until the lab confirms it; and how to ask: what is not told yet is told once the hand rests */
function useWish(
  actual: Impairment,
  tell: (value: Impairment) => void,
): [Impairment, (wish: Wish) => void] {
  const [wish, setWish] = useState<Wish | null>(null)
  const saidAt = useSaidAt()
  const newest = useRef({ tell, saidAt })
  useEffect(() => {
    newest.current = { tell, saidAt }
  })
  const isConfirmed =
    wish !== null &&
    wish.told !== null &&
    wish.told.overAt !== saidAt &&
    wish.value.delayMs === actual.delayMs &&
    wish.value.lossPercent === actual.lossPercent
  useEffect(() => {
    if (wish === null) return
    if (isConfirmed) return setWish(null)
    // Told though the lab seems to have it already: something else may be on its way there.
    const told = () => {
      newest.current.tell(wish.value)
      setWish({ ...wish, told: { overAt: newest.current.saidAt } })
    }
    const timer =
      wish.told !== null ? setTimeout(() => setWish(null), expectMs) : setTimeout(told, restMs)
    return () => clearTimeout(timer)
  }, [wish, isConfirmed])
  return [wish?.value ?? actual, setWish]
}
