// Whose helper the pages show: this computer's, or that of a host of the lab, where a lab is up.
import { useDesk } from '../state/desk-store.ts'
import { useAct } from '../state/use-act.ts'
import { useExpected } from '../state/use-expected.ts'
import { faultSentence } from '../text/fault-text.ts'
import { frameText, viewpointChoice } from '../text/frame-text.ts'
import type { ViewpointChoice } from '../text/frame-text.ts'
import { SegmentedChoice } from '../ui/SegmentedChoice.tsx'

const choices = (['machine', 'a', 'b'] as const).map((value) => ({
  value,
  word: frameText.viewpoints[value],
}))

export function ViewpointSwitch() {
  const viewpoint = useDesk((view) => view.viewpoint)
  const isLabUp = useDesk((view) => view.lab?.phase.is === 'up')
  const look = useAct('look')
  const actual: ViewpointChoice = viewpoint === null ? 'machine' : viewpointChoice(viewpoint)
  const [chosen, expect] = useExpected(actual)
  if (!isLabUp && actual === 'machine') return null
  const lookAt = async (at: ViewpointChoice) => {
    expect(at)
    const reply = await look.run({ at })
    if (!reply.ok) expect(undefined)
  }
  return (
    <div className="grid gap-1 px-2.5">
      <SegmentedChoice
        label={frameText.viewpoint}
        isLabelShown
        isFilling
        choices={choices}
        chosen={chosen}
        onChoice={(at) => void lookAt(at)}
      />
      {look.state.is === 'failed' && (
        <p role="alert" className="text-xs text-fault">
          {faultSentence(look.state.fault)}
        </p>
      )}
    </div>
  )
}
