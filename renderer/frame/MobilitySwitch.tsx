// Mobility on and off, in sight on every page. What was chosen is shown at once, and taken back if the helper does not
// follow.
import { useId } from 'react'
import { useSight } from '../state/sight.ts'
import { useAct } from '../state/use-act.ts'
import { useExpected } from '../state/use-expected.ts'
import { faultSentence } from '../text/fault-text.ts'
import { frameText } from '../text/frame-text.ts'
import { Switch } from '../ui/Switch.tsx'

export function MobilitySwitch() {
  const sight = useSight()
  const up = useAct('up')
  const down = useAct('down')
  const noteId = useId()
  const isReady = sight.is === 'ready'
  const [isOn, expect] = useExpected(isReady && sight.status.enabled)
  const isReadOnly = isReady && sight.rights === 'read'

  const turn = async (on: boolean) => {
    expect(on)
    up.clear()
    down.clear()
    const reply = await (on ? up : down).run({})
    if (!reply.ok) expect(undefined)
  }
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
        isDisabled={!isReady || isReadOnly}
        onSwitch={(on) => void turn(on)}
        describedBy={noteId}
      />
      <p id={noteId} className="text-xs text-ink-faint empty:hidden">
        {isReadOnly && frameText.readOnly}
      </p>
      {[up.state, down.state].map(
        (state, at) =>
          state.is === 'failed' && (
            // Two fixed places.
            <p key={at} role="alert" className="text-xs text-fault">
              {faultSentence(state.fault)}
            </p>
          ),
      )}
    </div>
  )
}
