// A known host that offers another key: both keys, and no way to trust the new one before the old one is removed.
import { useId, useState } from 'react'
import type { Ref } from 'react'
import { OctagonAlert } from 'lucide-react'
import type { Peer } from '../../dataplane/contract/model.ts'
import { act, useDesk } from '../state/desk-store.ts'
import { useObstacle } from '../state/sight.ts'
import { obstacleSentence } from '../text/fault-text.ts'
import { timeText } from '../text/quantities.ts'
import { trustText } from '../text/trust-text.ts'
import { Button } from '../ui/Button.tsx'
import { Fingerprint } from '../ui/Fingerprint.tsx'
import { TypedNameDialog } from './TypedNameDialog.tsx'

export function ChangedKeyCard({
  peer: { name, trust },
  onNotNow,
  notNowButton,
}: {
  peer: Pick<Peer, 'name' | 'trust'>
  onNotNow: () => void
  notNowButton?: Ref<HTMLButtonElement>
}) {
  const headingId = useId()
  const host = useDesk((view) => view.knownHosts.get(name))
  const obstacle = useObstacle()
  const [isAsked, setIsAsked] = useState(false)
  const stored = host?.keys.filter(({ state }) => state === 'trusted') ?? []
  return (
    <article aria-labelledby={headingId} className="grid gap-4">
      <header className="flex gap-3">
        <OctagonAlert size={22} aria-hidden="true" className="mt-0.5 shrink-0 text-fault" />
        <div className="grid min-w-0 gap-1">
          <h3 id={headingId} className="text-base font-semibold break-words text-fault">
            {trustText.changed(name)}
          </h3>
          <p>{trustText.changedSentence}</p>
        </div>
      </header>
      <dl className="grid gap-3">
        {stored.length === 0 && <p className="text-ink-soft">{trustText.notStored}</p>}
        {stored.map(({ fingerprint, addedAt }) => (
          <div key={fingerprint} className="grid gap-0.5">
            <dt className="text-fine text-ink-soft">
              {trustText.stored(addedAt === null ? null : timeText(addedAt))}
            </dt>
            <dd>
              <Fingerprint fingerprint={fingerprint} what={trustText.copiedFingerprint} />
            </dd>
          </div>
        ))}
        {trust.fingerprint !== null && (
          <div className="grid gap-0.5">
            <dt className="text-fine font-medium text-fault">{trustText.offeredNow}</dt>
            <dd>
              <Fingerprint fingerprint={trust.fingerprint} what={trustText.copiedFingerprint} />
            </dd>
          </div>
        )}
      </dl>
      {obstacle !== 'none' && (
        <p className="text-fine text-ink-soft">{obstacleSentence(obstacle, trustText.purpose)}</p>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        <Button ref={notNowButton} onClick={onNotNow}>
          {trustText.notNow}
        </Button>
        <Button kind="danger" isDisabled={obstacle !== 'none'} onClick={() => setIsAsked(true)}>
          {trustText.removeOld}
        </Button>
      </div>
      <TypedNameDialog
        name={name}
        title={trustText.removeTitle(name)}
        explanation={trustText.removeSentence}
        button={trustText.removeButton}
        isOpen={isAsked}
        onClose={() => setIsAsked(false)}
        onConfirm={async () => {
          const reply = await act('trustForget', { name })
          return reply.ok ? undefined : reply.fault
        }}
      />
    </article>
  )
}
