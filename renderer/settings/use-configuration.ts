// The configuration file in the editor: as it was read, as it is typed, what is wrong with it, and whether it is saved.
import { useCallback, useEffect, useMemo, useState } from 'react'
import { parseConfiguration } from '../../dataplane/configuration/parse-configuration.ts'
import type { ConfigurationFileState } from '../../dataplane/contract/calls.ts'
import type { ConfigurationProblem } from '../../dataplane/contract/configuration.ts'
import {
  bytesInJson,
  maxConfigurationTextBytes,
} from '../../dataplane/contract/configuration-text.ts'
import type { ActFault } from '../../main/bridge/acts.ts'
import { act } from '../state/desk-store.ts'
import { useIsFresh } from '../state/sight.ts'
import {
  changeDraft,
  draftAfterSaving,
  draftAfterTyping,
  isOverAnother,
  useDraft,
} from './drafts.ts'
import type { Written } from './drafts.ts'

export type Loaded =
  | { is: 'loading' }
  | { is: 'failed'; fault: ActFault }
  /** Why it cannot be read; without problems this person may not read it. */
  | { is: 'unreadable'; file: string; problems: readonly ConfigurationProblem[] }
  | ({ is: 'read'; file: string; inForce: ConfigurationFileState['inForce'] } & Written)

export type Saving =
  | { is: 'idle' }
  | { is: 'busy' }
  | { is: 'saved'; afterRestart: readonly string[] }
  /** The helper knows better than this app what is wrong. */
  | { is: 'refused'; problems: readonly ConfigurationProblem[] }
  | { is: 'failed'; fault: ActFault }

export type Editor = {
  loaded: Loaded
  text: string
  setText: (text: string) => void
  problems: readonly ConfigurationProblem[]
  isTooLong: boolean
  isChanged: boolean
  /** Somebody else has changed the file since this text was begun. */
  isOverAnother: boolean
  saving: Saving
  save: () => Promise<void>
  discard: () => void
}

const idle: Saving = { is: 'idle' }
const unread: Written = { text: '', digest: '' }

/** @param runDirectory of the helper whose file it is: a component for each, since another one has another file */
export function useConfiguration(runDirectory: string): Editor {
  const [loaded, setLoaded] = useState<Loaded>({ is: 'loading' })
  const [saving, setSaving] = useState<Saving>(idle)
  const draft = useDraft(runDirectory)
  const isFresh = useIsFresh()

  useEffect(() => {
    if (!isFresh) return
    let isWanted = true
    void readFile().then((next) => {
      if (isWanted) setLoaded(next)
    })
    return () => {
      isWanted = false
    }
  }, [isFresh])

  const isRead = loaded.is === 'read'
  const file = isRead ? loaded : unread
  const path = isRead ? loaded.file : ''
  const text = draft?.text ?? file.text
  const problems = useMemo(() => {
    const judged = parseConfiguration(text, path)
    return judged.ok ? [] : judged.problems
  }, [text, path])

  const setText = useCallback(
    (next: string) => {
      changeDraft(runDirectory, (before) => draftAfterTyping(before, next, file))
      setSaving(idle)
    },
    [runDirectory, file],
  )
  const save = async () => {
    setSaving({ is: 'busy' })
    const reply = await act('configure', { text, over: file.digest })
    if (!reply.ok) {
      // The person then sees that it is another one, and decides.
      if (reply.fault.code === 'configuration-changed') setLoaded(await readFile())
      return setSaving({ is: 'failed', fault: reply.fault })
    }
    const { problems: refused, afterRestart } = reply.value
    if (refused.length > 0) return setSaving({ is: 'refused', problems: refused })
    const written = await readFile()
    changeDraft(runDirectory, (before) =>
      draftAfterSaving(before, text, written.is === 'read' ? written : unread),
    )
    setLoaded(written)
    setSaving({ is: 'saved', afterRestart })
  }
  return {
    loaded,
    text,
    setText,
    problems: saving.is === 'refused' ? saving.problems : problems,
    isTooLong: bytesInJson(text) > maxConfigurationTextBytes,
    isChanged: isRead && text !== loaded.text,
    isOverAnother: isRead && isOverAnother(draft, loaded),
    saving,
    save,
    discard: () => {
      changeDraft(runDirectory, () => undefined)
      setSaving(idle)
    },
  }
}

async function readFile(): Promise<Loaded> {
  const reply = await act('configuration', {})
  if (!reply.ok) return { is: 'failed', fault: reply.fault }
  const { file, text, digest, inForce, problems } = reply.value
  return text === null || digest === null
    ? { is: 'unreadable', file, problems }
    : { is: 'read', file, text, digest, inForce }
}
