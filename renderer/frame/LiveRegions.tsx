// What screen readers are told by themselves: politely how it stands with helper and mobility, at once that a key waits.
import { useEffect, useRef, useState } from 'react'
import { useDesk } from '../state/desk-store.ts'
import { useKeysToCheck } from '../state/keys-to-check.ts'
import { announcements } from '../text/frame-text.ts'
import { helperWords } from '../text/helper-text.ts'

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
  if (helper === null) return null
  if (helper.phase !== 'ready' || isEnabled === undefined)
    return helperWords(helper, viewpoint, 0).title
  return isEnabled ? announcements.mobilityOn : announcements.mobilityOff
}

/** Says what is new; what has been said is not said again when others are answered. */
function QuestionSentence() {
  const { questions, changed } = useKeysToCheck()
  const [sentence, setSentence] = useState('')
  const said = useRef<ReadonlySet<string>>(new Set())
  const news = [
    ...changed.map(({ name, trust }) => ({
      id: `${name} ${trust.fingerprint}`,
      text: announcements.changedKey(name),
    })),
    ...questions.map(({ name, fingerprint }) => ({
      id: `${name} ${fingerprint}`,
      text: announcements.newKey(name),
    })),
  ]
  const ids = news.map(({ id }) => id).join('\n')
  useEffect(() => {
    const unsaid = news.filter(({ id }) => !said.current.has(id))
    said.current = new Set(news.map(({ id }) => id))
    const [first] = unsaid
    if (first === undefined) return
    setSentence(unsaid.length === 1 ? first.text : announcements.newKeys(unsaid.length))
    // The ids are what `news` depends on.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [ids])
  return sentence
}
