// The lab while it is not up: what it is, and the button that brings it up; or what is being done, or why it failed.
import { useState } from 'react'
import { nameServerKinds } from '../../dataplane/contract/lab-status.ts'
import type { NameServerKind } from '../../dataplane/contract/lab-status.ts'
import type { LabPhase } from '../../main/bridge/desk-state.ts'
import { labPhaseWords, labText, nameServerWords } from '../text/lab-text.ts'
import { Button } from '../ui/Button.tsx'
import { ChoiceInput, Field } from '../ui/Field.tsx'
import { Notice } from '../ui/Notice.tsx'
import { LabSketch } from './LabSketch.tsx'
import type { AskLab } from './use-lab-acts.ts'

const choices = nameServerKinds.map((value) => ({ value, word: nameServerWords[value] }))

export function LabDown({
  phase,
  ask,
  isBusy,
}: {
  phase: Exclude<LabPhase, { is: 'up' }>
  ask: AskLab
  isBusy: boolean
}) {
  const [nameServer, setNameServer] = useState<NameServerKind>('vip')
  const isChanging = phase.is === 'coming-up' || phase.is === 'going-down'
  return (
    <div className="grid justify-items-center gap-6 py-6">
      <LabSketch isAlive={phase.is === 'coming-up'} />
      <div className="grid max-w-[38rem] justify-items-center gap-2 text-center">
        <h2 className="text-lg font-semibold tracking-tight">
          {isChanging ? labPhaseWords[phase.is] : labText.emptyTitle}
        </h2>
        <p className="text-balance text-ink-soft" role="status">
          {phase.is === 'coming-up'
            ? labText.comingUp
            : phase.is === 'going-down'
              ? labText.goingDown
              : labText.empty}
        </p>
      </div>
      {phase.is === 'failed' && (
        <div className="w-full max-w-[38rem]">
          <Notice tone="error" title={labText.failedTitle} isAlert>
            <p className="whitespace-pre-wrap">{phase.detail}</p>
          </Notice>
        </div>
      )}
      {!isChanging && (
        <div className="grid w-64 gap-4">
          <Button kind="primary" isDisabled={isBusy} onClick={() => ask('labUp', { nameServer })}>
            {phase.is === 'failed' ? labText.upAgain : labText.up}
          </Button>
          <Field label={labText.nameServer} hint={labText.nameServerHint}>
            {(links) => (
              <ChoiceInput
                {...links}
                choices={choices}
                value={nameServer}
                onChoice={(value) =>
                  setNameServer(nameServerKinds.find((kind) => kind === value) ?? 'vip')
                }
              />
            )}
          </Field>
        </div>
      )}
    </div>
  )
}
