// The changes of the undo journal, made and undone on this machine.
import { join } from 'node:path'
import { addRule, outerMark, removeRule } from 'tun-tap/netlink'
import type { RuleSettings } from 'tun-tap/netlink'
import * as v from 'valibot'
import {
  machineChangeSchema,
  undoJournalName,
  vipRulePriority,
  vipTable,
} from '../contract/machine-changes.ts'
import type { MachineChange } from '../contract/machine-changes.ts'
import { UndoJournal } from '../lib/undo-journal.ts'
import { StartError } from './start-error.ts'

/** With what a killed helper left. @throws StartError */
export function openMachineChanges(runDirectory: string): UndoJournal<MachineChange> {
  try {
    return openJournal(runDirectory)
  } catch (error) {
    const { message } = error as Error
    throw new StartError(message, 'look into it, and remove it', { cause: error })
  }
}

function openJournal(runDirectory: string): UndoJournal<MachineChange> {
  return new UndoJournal({
    path: join(runDirectory, undoJournalName),
    parse: (value) => {
      const parsed = v.safeParse(machineChangeSchema, value)
      return parsed.success ? parsed.output : undefined
    },
    make: (change) => {
      switch (change.kind) {
        case 'policy-rule':
          unlessThere('EEXIST', () => addRule(ruleOf(change)))
          return
        default:
          change.kind satisfies never
      }
    },
    undo: (change) => {
      switch (change.kind) {
        case 'policy-rule':
          unlessThere('ENOENT', () => removeRule(ruleOf(change)))
          return
        default:
          change.kind satisfies never
      }
    },
  })
}

/** What the tunnel sends itself has the mark, and is not meant. */
function ruleOf({
  source,
  sourceLength,
}: Extract<MachineChange, { kind: 'policy-rule' }>): RuleSettings {
  return {
    ...{ family: 4, priority: vipRulePriority, table: vipTable },
    ...{ source, sourceLength, mark: 0, markMask: outerMark() },
  }
}

/** It is as it should be already: made twice, or undone by somebody else. */
function unlessThere(code: string, act: () => void): void {
  try {
    act()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== code) throw error
  }
}

/** One line for people. */
export function machineChangeText(change: MachineChange): string {
  switch (change.kind) {
    case 'policy-rule':
      return `the rule that packets from ${change.source}/${change.sourceLength} look into table ${vipTable}`
    default:
      return change.kind satisfies never
  }
}
