// Keys that wait for a person, and the hosts that are known.
import { useDeferredValue, useMemo } from 'react'
import { HelperGate } from '../frame/HelperGate.tsx'
import { HostLink } from '../lists/HostLink.tsx'
import { HostList } from '../lists/HostList.tsx'
import { filteredKeys, knownKeys, sortedKeys } from '../lists/known-key-list.ts'
import type { KnownKey } from '../lists/known-key-list.ts'
import { byName } from '../lists/sorting.ts'
import type { Column } from '../lists/VirtualList.tsx'
import { goTo } from '../navigation.ts'
import { useDesk } from '../state/desk-store.ts'
import { postpone } from '../state/postponed.ts'
import { useKept } from '../state/use-kept.ts'
import { pageTitles } from '../text/frame-text.ts'
import { machineTime, timeText } from '../text/quantities.ts'
import { trustText } from '../text/trust-text.ts'
import { KeyCheckCard } from '../trust/KeyCheckCard.tsx'
import { KeyCheckRow } from '../trust/KeyCheckRow.tsx'
import { useCardInSight } from '../trust/card-in-sight.ts'
import { useKeyChecks } from '../trust/key-checks.ts'
import { Card } from '../ui/Card.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Fingerprint } from '../ui/Fingerprint.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { TrustMark } from '../ui/TrustMark.tsx'

export function Trust() {
  return (
    <Page title={pageTitles.trust} lede={trustText.lede}>
      <HelperGate>
        {({ fingerprint }) => (
          <>
            <OpenChecks />
            <KnownHosts />
            <Section title={trustText.ownKey} explanation={trustText.ownKeySentence}>
              <Fingerprint fingerprint={fingerprint} what={trustText.copiedFingerprint} />
            </Section>
          </>
        )}
      </HelperGate>
    </Page>
  )
}

/** One is a card; many are a list, of which one is open. */
function OpenChecks() {
  const checks = useKeyChecks()
  const [open, setOpenId] = useCardInSight(checks)
  const isOnly = checks.length === 1
  return (
    <Section title={trustText.open}>
      {checks.length === 0 && <p className="text-ink-soft">{trustText.nothingOpen}</p>}
      <ul className="grid divide-y divide-line empty:hidden">
        {checks.map((check) => {
          const isOpen = check.id === open?.id
          const putOff = () => {
            postpone([check.id])
            setOpenId(undefined)
            if (isOnly) goTo('status')
          }
          return (
            <li key={check.id} className={isOnly ? undefined : 'py-1'}>
              {!isOnly && (
                <KeyCheckRow
                  check={check}
                  isOpen={isOpen}
                  onOpen={() => setOpenId(isOpen ? undefined : check.id)}
                />
              )}
              {isOpen && (
                <div className={isOnly ? undefined : 'my-2'}>
                  <Card tone={check.is === 'changed' ? 'fault' : 'plain'}>
                    <KeyCheckCard check={check} onNotNow={putOff} />
                  </Card>
                </div>
              )}
            </li>
          )
        })}
      </ul>
    </Section>
  )
}

function KnownHosts() {
  const hosts = useDesk((view) => view.knownHosts)
  const [text, setText] = useKept('known hosts, filter', '')
  const [sorting, setSorting] = useKept('known hosts, sorting', byName)
  const wanted = useDeferredValue(text)
  const all = useMemo(() => knownKeys(hosts.values()), [hosts])
  const rows = useMemo(() => sortedKeys(filteredKeys(all, wanted), sorting), [all, wanted, sorting])
  return (
    <Section title={trustText.history} explanation={trustText.historySentence}>
      {all.length === 0 ? (
        <EmptyState title={trustText.noHosts}>{trustText.noHostsSentence}</EmptyState>
      ) : (
        <HostList
          words={{ ...trustText, list: trustText.history }}
          rows={rows}
          total={all.length}
          keyOf={({ id }) => id}
          columns={columns}
          template="grid-cols-[minmax(0,1.2fr)_11rem_minmax(0,1fr)] @3xl:grid-cols-[minmax(0,1.2fr)_11rem_minmax(0,1fr)_10rem]"
          text={text}
          onText={setText}
          sorting={sorting}
          onSorting={setSorting}
        />
      )}
    </Section>
  )
}

const { columns: words } = trustText
const columns: readonly Column<KnownKey>[] = [
  {
    id: 'name',
    heading: words.name,
    isSortable: true,
    cell: ({ name }) => <HostLink name={name} />,
  },
  {
    id: 'proof',
    heading: words.proof,
    isSortable: true,
    cell: ({ state, proof }) => <TrustMark state={state === 'rejected' ? 'rejected' : proof} />,
  },
  {
    id: 'fingerprint',
    heading: words.fingerprint,
    cell: ({ fingerprint }) => (
      <span className="font-mono text-fine text-ink-soft">{fingerprint}</span>
    ),
  },
  {
    id: 'since',
    heading: words.since,
    isSortable: true,
    isFigure: true,
    className: 'hidden @3xl:block',
    cell: ({ addedAt }) =>
      addedAt === null ? (
        trustText.sinceUnknown
      ) : (
        <time dateTime={machineTime(addedAt)} className="text-ink-soft">
          {timeText(addedAt)}
        </time>
      ),
  },
]
