// The buttons that move laptops, each with where it leads.
import { useId, useState } from 'react'
import { labText } from '../text/lab-text.ts'
import { Button } from '../ui/Button.tsx'
import { SegmentedChoice } from '../ui/SegmentedChoice.tsx'
import { moveButtons, otherLan, planOf } from './lab-moves.ts'
import type { MoveButton, MoveKind, Places } from './lab-moves.ts'
import type { AskLab } from './use-lab-acts.ts'

const kinds = (['break-before-make', 'make-before-break'] as const).map((value) => ({
  value,
  word: labText.kinds[value],
}))

export function MoveControls({
  places,
  ask,
  isBusy,
}: {
  places: Places
  ask: AskLab
  isBusy: boolean
}) {
  const [kind, setKind] = useState<MoveKind>('break-before-make')
  const hintId = useId()
  return (
    <section className="grid content-start gap-3">
      <h2 className="text-base font-semibold">{labText.moves}</h2>
      <div className="grid grid-cols-2 gap-x-3 gap-y-2.5">
        {moveButtons.map((button) => {
          const plan = planOf(button, places)
          const id = `${hintId}-${button}`
          return (
            <div key={button} className="grid gap-1">
              <Button
                kind={button === 'both' ? 'primary' : 'plain'}
                isDisabled={plan.is !== 'possible' || isBusy}
                aria-describedby={id}
                onClick={() => {
                  if (plan.is !== 'possible') return
                  ask('labMove', { moves: plan.moves, kind })
                }}
              >
                {wordOf(button)}
              </Button>
              <span id={id} className="text-center text-xs text-ink-soft">
                {hintOf(button, places)}
              </span>
            </div>
          )
        })}
      </div>
      <div className="grid gap-1.5">
        <SegmentedChoice label={labText.kind} choices={kinds} chosen={kind} onChoice={setKind} />
        <p className="text-fine text-ink-soft">{labText.kindsExplained[kind]}</p>
      </div>
    </section>
  )
}

function wordOf(button: MoveButton): string {
  switch (button) {
    case 'a':
    case 'b':
      return labText.moveHost(button)
    case 'both':
      return labText.moveBoth
    case 'cross':
      return labText.cross
  }
}

function hintOf(button: MoveButton, places: Places): string {
  const { a, b } = places
  if (a === null || b === null) return labText.moving
  switch (button) {
    case 'a':
      return labText.to(otherLan(a))
    case 'b':
      return labText.to(otherLan(b))
    case 'both':
      return labText.bothTo(otherLan(a), otherLan(b))
    case 'cross':
      return a === b ? labText.crossTogether : labText.crossExplained
  }
}
