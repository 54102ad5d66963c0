// Taking a lab down by its name, in whatever state it is.
import { setTimeout as delay } from 'node:timers/promises'
import { Lab } from './lab.ts'
import { LabError } from './lab-error.ts'
import type { RunDirectory } from './run-directory.ts'
import { untilGone } from './sandbox/process-identity.ts'

const OTHERS_MAY_TAKE_MS = 40_000
const ASK_EVERY_MS = 20

/** What was found: a lab, what a killed one left, or nothing. @throws LabError `lab-busy` */
export async function takeDown(directory: RunDirectory): Promise<'up' | 'stale' | 'down'> {
  const deadline = performance.now() + OTHERS_MAY_TAKE_MS
  for (;;) {
    const found = directory.read()
    switch (found.kind) {
      case 'absent':
        // What somebody left who was killed before there was a lab.
        directory.removeStale()
        return 'down'
      case 'stale':
        if (found.warden) await untilGone([found.warden])
        directory.removeStale()
        return 'stale'
      case 'up':
        await new Lab(directory, found.record).takeDown()
        return 'up'
      case 'starting':
        if (performance.now() > deadline) {
          throw new LabError({ code: 'lab-busy', name: directory.name })
        }
        await delay(ASK_EVERY_MS)
        break
      default:
        return found satisfies never
    }
  }
}
