// The configuration file in the editor: as it was read, as it is typed, what is wrong with it, and whether it is saved.
import { useEffect, useMemo, useState } from 'react'
import { parseConfiguration } from '../../dataplane/configuration/parse-configuration.ts'
import type { ConfigurationFileState } from '../../dataplane/contract/calls.ts'
import type { ConfigurationProblem } from '../../dataplane/contract/configuration.ts'
import {
  bytesInJson,
  maxConfigurationTextBytes,
} from '../../dataplane/contract/configuration-text.ts'
import type { ActFault } from '../../main/bridge/acts.ts'
import { act } from '../state/desk-store.ts'

export type Loaded =
  | { is: 'loading' }
  | { is: 'failed'; fault: ActFault }
  /** It cannot be read, or this person may not read it. */
  | { is: 'unreadable'; file: string }
  | { is: 'read'; file: string; text: string; inForce: ConfigurationFileState['inForce'] }

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
  saving: Saving
  save: () => Promise<void>
  discard: () => void
}

const idle: Saving = { is: 'idle' }

/** @param viewpoint another one has another file */
export function useConfiguration(viewpoint: string): Editor {
  const [loaded, setLoaded] = useState<Loaded>({ is: 'loading' })
  const [text, setTextOnly] = useState('')
  const [saving, setSaving] = useState<Saving>(idle)

  useEffect(() => {
    let isWanted = true
    setLoaded({ is: 'loading' })
    setSaving(idle)
    void readFile().then((next) => {
      if (!isWanted) return
      setLoaded(next)
      if (next.is === 'read') setTextOnly(next.text)
    })
    return () => {
      isWanted = false
    }
  }, [viewpoint])

  const file = loaded.is === 'read' ? loaded.file : ''
  const problems = useMemo(() => {
    const judged = parseConfiguration(text, file)
    return judged.ok ? [] : judged.problems
  }, [text, file])

  const save = async () => {
    setSaving({ is: 'busy' })
    const reply = await act('configure', { text })
    if (!reply.ok) return setSaving({ is: 'failed', fault: reply.fault })
    const { problems: refused, afterRestart } = reply.value
    if (refused.length > 0) return setSaving({ is: 'refused', problems: refused })
    const written = await readFile()
    setLoaded(written)
    setSaving({ is: 'saved', afterRestart })
  }
  return {
    loaded,
    text,
    setText: (next) => {
      setTextOnly(next)
      setSaving(idle)
    },
    problems: saving.is === 'refused' ? saving.problems : problems,
    isTooLong: bytesInJson(text) > maxConfigurationTextBytes,
    isChanged: loaded.is === 'read' && text !== loaded.text,
    saving,
    save,
    discard: () => {
      if (loaded.is === 'read') setTextOnly(loaded.text)
      setSaving(idle)
    },
  }
}

async function readFile(): Promise<Loaded> {
  const reply = await act('configuration', {})
  if (!reply.ok) return { is: 'failed', fault: reply.fault }
  const { file, text, inForce } = reply.value
  return text === null ? { is: 'unreadable', file } : { is: 'read', file, text, inForce }
}
