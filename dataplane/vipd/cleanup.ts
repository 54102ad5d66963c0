// `vip cleanup`: undoes what a killed helper left on this machine, by its journal, and removes its files that mean
// nothing without it. Mappings stay, so that programs find the same VIPs when the helper runs again, and so do the
// unreachable routes of the VIP ranges (ATTACK-SURFACE.md).
import { lstatSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { controlSocketName, pidFileName } from '../contract/control-protocol.ts'
import { undoJournalName } from '../contract/machine-changes.ts'
import type { MachineChange } from '../contract/machine-changes.ts'
import { refuseWhereAnswered } from '../control/control-socket.ts'
import { machineChangeText, openMachineChanges } from './machine-changes.ts'
import { StartError } from './start-error.ts'

/** What `vip cleanup --json` prints. */
export interface CleanupReport {
  undone: MachineChange[]
  /** Files. */
  removed: string[]
  failed: { change: MachineChange; problem: string }[]
}

/** @throws ControlSocketError where a helper runs, StartError where the journal is not to be trusted */
export async function cleanUp(runDirectory: string): Promise<CleanupReport> {
  const place = (name: string) => join(runDirectory, name)
  await refuseWhereAnswered(place(controlSocketName))
  refuseForeign(place(undoJournalName))
  const { undone, failed } = openMachineChanges(runDirectory).undoAll()
  const files = [controlSocketName, pidFileName].map(place)
  const removed = files.filter((path) => lstatSync(path, { throwIfNoEntry: false }) !== undefined)
  for (const path of removed) rmSync(path)
  return {
    undone,
    removed,
    failed: failed.map(({ change, error }) => ({ change, problem: error.message })),
  }
}

/** One line each. */
export function cleanupText({ undone, removed, failed }: CleanupReport): string {
  const lines = [
    ...undone.map((change) => `undone: ${machineChangeText(change)}`),
    ...removed.map((path) => `removed: ${path}`),
    ...failed.map(
      ({ change, problem }) => `not undone: ${machineChangeText(change)}, since ${problem}`,
    ),
  ]
  return `${lines.length === 0 ? 'Nothing was left.' : lines.join('\n')}\n`
}

/**
 * Root does what it says, which is little (contract/machine-changes.ts). The helper that left it may have been of a user of its
 * own, to whom the folder belongs then.
 */
function refuseForeign(path: string): void {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return
  const owners = [0, process.getuid?.(), lstatSync(dirname(path)).uid]
  if (stat.isFile() && owners.includes(stat.uid) && (stat.mode & 0o022) === 0) return
  throw new StartError(
    `${path} may have been written by somebody else`,
    'look into it, and remove it',
  )
}
