// `vip doctor`: what is wrong, and what helps. That no helper runs is a finding, too.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Diagnosis } from '../contract/calls.ts'
import { undoJournalName } from '../contract/machine-changes.ts'
import { clientCommand } from './client-command.ts'
import { clientText } from './client-text.ts'
import { exitStatus } from './command.ts'
import { diagnosisText } from './status-text.ts'

export const doctor = clientCommand({
  help: clientText.doctorHelp,
  async talk({ client, print }) {
    const diagnosis = await client.call('doctor', {})
    print(diagnosis, diagnosisText(diagnosis))
    const isBroken = diagnosis.checks.some(({ severity }) => severity === 'error')
    return isBroken ? exitStatus.failed : exitStatus.done
  },
  withoutHelper({ problem }, print, runDirectory) {
    const { text, remedy } = clientText.diagnosed(problem)
    const diagnosis: Diagnosis = {
      checks: [{ code: problem.code, severity: 'error', text, remedy }, ...leftovers(runDirectory)],
    }
    print(diagnosis, diagnosisText(diagnosis))
    return exitStatus.failed
  },
})

/** What a helper that was killed wrote down, and nobody has undone. */
function leftovers(runDirectory: string): Diagnosis['checks'] {
  if (!existsSync(join(runDirectory, undoJournalName))) return []
  const { leftovers: text, leftoversRemedy: remedy } = clientText
  return [{ code: 'leftovers', severity: 'warning', text, remedy }]
}
