// What became of the text: unsaved with the buttons, saved, or refused. Stays in sight while there is something to save.
import { useEffect, useState } from 'react'
import { act } from '../state/desk-store.ts'
import { useObstacle } from '../state/sight.ts'
import { faultSentence, obstacleSentence } from '../text/fault-text.ts'
import { settingsText } from '../text/settings-text.ts'
import { Button } from '../ui/Button.tsx'
import { maxConfigurationTextBytes } from '../../dataplane/contract/configuration-text.ts'
import type { Editor } from './use-configuration.ts'

const askAfterMs = 400

export function SaveBar({ editor }: { editor: Editor }) {
  const { isChanged, isTooLong, problems, saving, save, discard } = editor
  const obstacle = useObstacle()
  const late = useLateKeys(editor)
  const mayNot = obstacle !== 'none' || isTooLong || problems.length > 0 || saving.is === 'busy'
  if (!isChanged) {
    return (
      <p role="status" className="min-h-5 text-fine text-ink-soft">
        {saving.is === 'saved' &&
          (saving.afterRestart.length === 0
            ? settingsText.saved
            : settingsText.savedAfterRestart(saving.afterRestart))}
      </p>
    )
  }
  return (
    <div className="sticky bottom-4 z-10 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-card border border-line bg-raised px-4 py-3 shadow-floating">
      <div role="status" className="grid min-w-0 flex-1 gap-0.5">
        <p className="font-medium">{settingsText.unsaved}</p>
        <p className="text-fine text-ink-soft">
          {problems.length > 0
            ? settingsText.problems(problems.length)
            : late.length > 0 && settingsText.willNeedRestart(late)}
          {isTooLong && settingsText.tooLong(maxConfigurationTextBytes)}
        </p>
        {editor.isOverAnother && <p className="text-fine text-heed">{settingsText.overAnother}</p>}
        {obstacle !== 'none' && (
          <p className="text-fine text-ink-soft">
            {obstacleSentence(obstacle, settingsText.purpose)}
          </p>
        )}
        {saving.is === 'failed' && (
          <p role="alert" className="text-fine text-fault">
            {faultSentence(saving.fault)}
          </p>
        )}
      </div>
      <Button onClick={discard}>{settingsText.discard}</Button>
      <Button kind="primary" isDisabled={mayNot} onClick={() => void save()}>
        {settingsText.save}
      </Button>
    </div>
  )
}

/** Keys that would need a restart: only the helper knows with what it was started. */
function useLateKeys({ text, isChanged, problems }: Editor): readonly string[] {
  const [late, setLate] = useState<readonly string[]>([])
  const isAsked = isChanged && problems.length === 0
  useEffect(() => {
    setLate([])
    if (!isAsked) return
    let isWanted = true
    const timer = setTimeout(() => {
      void act('configurationCheck', { text }).then((reply) => {
        if (isWanted && reply.ok) setLate(reply.value.afterRestart)
      })
    }, askAfterMs)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [text, isAsked])
  return late
}
