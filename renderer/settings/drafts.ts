// Configuration texts that were typed and are not saved, each by the run directory of its helper: a person may look at
// another page, or the helper be away for a moment, and go on typing.
import { createStore } from 'zustand/vanilla'
import { useStore } from 'zustand'

export type Draft = {
  text: string
  /** Digest of the file's text that it was typed over. */
  over: string
}
/** The file's text as it was read. */
export type Written = { text: string; digest: string }

const store = createStore<{ drafts: ReadonlyMap<string, Draft> }>()(() => ({ drafts: new Map() }))

/** Undefined where nothing is typed that the file has not. */
export function useDraft(runDirectory: string): Draft | undefined {
  return useStore(store, ({ drafts }) => drafts.get(runDirectory))
}

export function changeDraft(
  runDirectory: string,
  change: (before: Draft | undefined) => Draft | undefined,
): void {
  store.setState(({ drafts }) => {
    const next = new Map(drafts)
    const draft = change(drafts.get(runDirectory))
    if (draft === undefined) next.delete(runDirectory)
    else next.set(runDirectory, draft)
    return { drafts: next }
  })
}

export function draftAfterTyping(
  before: Draft | undefined,
  text: string,
  file: Written,
): Draft | undefined {
  return text === file.text ? undefined : { text, over: before?.over ?? file.digest }
}

/** What was typed while another text was on its way to the file goes on over that one, if the file still has it. */
export function draftAfterSaving(
  before: Draft | undefined,
  savedText: string,
  file: Written,
): Draft | undefined {
  if (before === undefined || before.text === savedText) return undefined
  return { text: before.text, over: file.text === savedText ? file.digest : before.over }
}

/** Whether somebody has changed the file since the draft was begun. */
export function isOverAnother(draft: Draft | undefined, file: Written): boolean {
  return draft !== undefined && draft.over !== file.digest && draft.text !== file.text
}
