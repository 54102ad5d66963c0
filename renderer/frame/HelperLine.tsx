// How it stands with the helper, in sight on every page; leads to Status, which has the button that helps.
import { hashOf } from '../navigation.ts'
import { useDesk } from '../state/desk-store.ts'
import { frameText } from '../text/frame-text.ts'
import { helperWords } from '../text/helper-text.ts'
import { HelperShape } from '../ui/HelperShape.tsx'

export function HelperLine() {
  const helper = useDesk((view) => view.helper)
  const viewpoint = useDesk((view) => view.viewpoint)
  const link = useDesk((view) => view.link)
  const isKnown = helper !== null && link === 'open'
  const unknownWord = link === 'gone' ? frameText.notConnected : frameText.connecting
  // Its word does not depend on the time.
  const word = isKnown ? helperWords(helper, viewpoint, 0).word : unknownWord
  const unknownPhase = link === 'gone' ? 'absent' : 'starting'
  return (
    <a
      href={hashOf({ page: 'status', item: null })}
      className="flex items-center gap-2 rounded-control px-2.5 py-1.5 text-fine text-ink-soft hover:bg-sunken hover:text-ink"
    >
      <HelperShape phase={isKnown ? helper.phase : unknownPhase} />
      {word}
    </a>
  )
}
