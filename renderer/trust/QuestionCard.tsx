// A key that nobody has checked: who, from where, the key in both its forms, what DNS says, a field for the expected one.
import { useId, useState } from 'react'
import type { Ref } from 'react'
import { ShieldQuestionMark } from 'lucide-react'
import type { TrustQuestion } from '../../dataplane/contract/model.ts'
import { useObstacle } from '../state/sight.ts'
import { useAct } from '../state/use-act.ts'
import { faultSentence, obstacleSentence } from '../text/fault-text.ts'
import { trustText } from '../text/trust-text.ts'
import { Button } from '../ui/Button.tsx'
import { Field, TextInput } from '../ui/Field.tsx'
import { Fingerprint, Randomart } from '../ui/Fingerprint.tsx'
import { Notice } from '../ui/Notice.tsx'
import { judgePasted } from './pasted-fingerprint.ts'
import type { Pasted } from './pasted-fingerprint.ts'

export function QuestionCard({
  question,
  onNotNow,
  notNowButton,
}: {
  question: TrustQuestion
  onNotNow: () => void
  notNowButton?: Ref<HTMLButtonElement>
}) {
  const { name, fingerprint, randomart, endpoint, cause, dnssec, keyChanges } = question
  const headingId = useId()
  const [text, setText] = useState('')
  const pasted = judgePasted(text, fingerprint)
  const obstacle = useObstacle()
  const mayWrite = obstacle === 'none'
  const accept = useAct('trustAccept')
  const reject = useAct('trustReject')
  const isBusy = accept.state.is === 'busy' || reject.state.is === 'busy'
  const mayTrust = mayWrite && (pasted.is === 'nothing' || pasted.is === 'same')
  const trust = () => {
    const expected = pasted.is === 'same' ? { pasted: pasted.fingerprint } : {}
    return accept.run({ name, shown: fingerprint, ...expected })
  }
  return (
    <article aria-labelledby={headingId} className="grid gap-4">
      <header className="flex gap-3">
        <ShieldQuestionMark size={22} aria-hidden="true" className="mt-0.5 shrink-0 text-heed" />
        <div className="grid min-w-0 gap-1">
          <h3 id={headingId} className="text-base font-semibold break-words">
            {trustText.newKey(name)}
          </h3>
          <p className="text-ink-soft">{trustText.newKeySentence(endpoint, cause)}</p>
          <p className="text-ink-soft">{trustText.untilThen}</p>
        </div>
      </header>
      <div className="flex flex-wrap gap-x-5 gap-y-3">
        <Randomart art={randomart} />
        <div className="grid min-w-48 flex-1 content-start gap-2">
          <p className="text-fine font-medium">{trustText.offered}</p>
          <Fingerprint fingerprint={fingerprint} what={trustText.copiedFingerprint} />
          <p className={dnssec === 'bogus' ? 'text-fine text-fault' : 'text-fine text-ink-soft'}>
            {trustText.dnssec[dnssec]}
          </p>
        </div>
      </div>
      {keyChanges > 0 && <Notice tone="warning" title={trustText.keyChanges(keyChanges)} />}
      <p className="text-fine text-ink-soft">{trustText.compare}</p>
      <PasteField text={text} onText={setText} pasted={pasted} />
      {[accept.state, reject.state].map(
        (state, at) =>
          state.is === 'failed' && (
            // Two fixed places.
            <Notice key={at} tone="error" title={faultSentence(state.fault)} isAlert />
          ),
      )}
      {obstacle !== 'none' && (
        <p className="text-fine text-ink-soft">{obstacleSentence(obstacle, trustText.purpose)}</p>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button ref={notNowButton} onClick={onNotNow}>
          {trustText.notNow}
        </Button>
        <Button
          kind="danger"
          isDisabled={!mayWrite || isBusy}
          onClick={() => void reject.run({ name, shown: fingerprint })}
        >
          {trustText.reject}
        </Button>
        {pasted.is !== 'different' && (
          <Button isDisabled={!mayTrust || isBusy} onClick={() => void trust()}>
            {pasted.is === 'same' ? trustText.trustVerified : trustText.trust}
          </Button>
        )}
      </div>
    </article>
  )
}

function PasteField({
  text,
  onText,
  pasted,
}: {
  text: string
  onText: (text: string) => void
  pasted: Pasted
}) {
  return (
    <div className="grid gap-3">
      <Field
        label={trustText.paste}
        hint={pasted.is === 'same' || pasted.is === 'different' ? undefined : trustText.pasteHint}
        problem={pasted.is === 'no-fingerprint' ? trustText.pasteNone : undefined}
      >
        {(links) => (
          <TextInput
            {...links}
            value={text}
            onText={onText}
            isMono
            placeholder="SHA256:…"
            aria-invalid={pasted.is === 'different' || links['aria-invalid']}
          />
        )}
      </Field>
      {pasted.is === 'same' && (
        <p role="status" className="text-fine font-medium text-alive">
          {trustText.pasteSame}
        </p>
      )}
      {pasted.is === 'different' && (
        <Notice tone="error" title={trustText.pasteDifferent} isAlert>
          {trustText.pasteDifferentSentence}
        </Notice>
      )}
    </div>
  )
}
