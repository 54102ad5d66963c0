// What screen readers are told by themselves: politely how it stands with helper and mobility, at once that a key waits.
import { useEffect, useRef, useState } from 'react'
import { useDesk } from '../state/desk-store.ts'
import { announcements, frameText } from '../text/frame-text.ts'
import { helperWords } from '../text/helper-text.ts'
import { useKeyChecks } from '../trust/key-checks.ts'

export function LiveRegions() {
  return (
    <>
      <div role="status" className="sr-only">
        <StateSentence />
      </div>
      <div role="alert" className="sr-only">
        <QuestionSentence />
      </div>
    </>
  )
}

function StateSentence() {
  const helper = useDesk((view) => view.helper)
  const viewpoint = useDesk((view) => view.viewpoint)
  const isEnabled = useDesk((view) => view.status?.enabled)
  const isGone = useDesk((view) => view.link === 'gone')
  if (isGone) return frameText.gone
  if (helper === null) return null
  if (helper.phase !== 'ready' || isEnabled === undefined)
    return helperWords(helper, viewpoint, 0).title
  return isEnabled ? announcements.mobilityOn : announcements.mobilityOff
}

/** Says what is new; what has been said is not said again when others are answered. */
function QuestionSentence() {
  const checks = useKeyChecks()
  const [{ sentence, number }, setSaid] = useState({ sentence: '', number: 0 })
  const said = useRef<ReadonlySet<string>>(new Set())
  const ids = checks.map(({ id }) => id).join('\n')
  useEffect(() => {
    const unsaid = checks.filter(({ id }) => !said.current.has(id))
    said.current = new Set(checks.map(({ id }) => id))
    const [first] = unsaid
    if (first === undefined) return
    const next =
      unsaid.length === 1
        ? announcements[first.is === 'changed' ? 'changedKey' : 'newKey'](first.name)
        : announcements.newKeys(unsaid.length)
    setSaid((before) => ({ sentence: next, number: before.number + 1 }))
    // The ids are what `checks` depends on.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [ids])
  // Another element each time: the same sentence twice would not be a change that is told.
  return <span key={number}>{sentence}</span>
}
