// Mobility on and off, in sight on every page.
import { useId } from 'react'
import { useSight } from '../state/sight.ts'
import { useMobility } from '../state/use-mobility.ts'
import { faultSentence } from '../text/fault-text.ts'
import { frameText } from '../text/frame-text.ts'
import { Switch } from '../ui/Switch.tsx'

export function MobilitySwitch() {
  const sight = useSight()
  const { isOn, mayTurn, state, turn } = useMobility()
  const noteId = useId()
  const isReady = sight.is === 'ready'
  const word = isReady ? (isOn ? frameText.on : frameText.off) : frameText.notKnown
  return (
    <div className="grid gap-1">
      <Switch
        label={
          <span className="whitespace-nowrap">
            {frameText.mobility}
            <span className="ml-2 font-normal text-ink-soft">{word}</span>
          </span>
        }
        isOn={isOn}
        isDisabled={!mayTurn}
        onSwitch={(on) => void turn(on)}
        describedBy={noteId}
      />
      <p id={noteId} className="text-xs text-ink-faint empty:hidden">
        {isReady && !mayTurn && frameText.readOnly}
      </p>
      {state.is === 'failed' && (
        <p role="alert" className="text-xs text-fault">
          {faultSentence(state.fault)}
        </p>
      )}
    </div>
  )
}
