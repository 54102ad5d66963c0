// A lab with real helpers and our name server, for one measurement alone.
import { bringUp } from '../dataplane/lab/bring-up.ts'
import type { BroughtUp } from '../dataplane/lab/bring-up.ts'
import { RunDirectory } from '../dataplane/lab/run-directory.ts'
import { takeDown } from '../dataplane/lab/take-down.ts'

type Own = Exclude<BroughtUp, { outcome: 'already-up' }>

/** What an interrupted run left under this name is taken down first. @throws LabError */
export async function inLab<Result>(
  name: string,
  measure: (own: Own) => Promise<Result>,
): Promise<Result> {
  const directory = new RunDirectory(name)
  await takeDown(directory)
  const brought = await bringUp(directory, { mode: 'helpers', nameServer: 'vip' }, true)
  if (brought.outcome === 'already-up') throw new Error(`the lab ${name} is up already`)
  try {
    return await measure(brought)
  } finally {
    await takeDown(directory)
  }
}
