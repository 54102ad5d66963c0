// All that is known of one host: how it stands with it, where it is, its keys, and what may be done about it.
import { useState } from 'react'
import type { KnownHost, Peer as PeerFact } from '../../dataplane/contract/model.ts'
import type { CallOutput } from '../../dataplane/contract/calls.ts'
import { bytesText, durationText } from '../../dataplane/contract/quantities.ts'
import { HelperGate } from '../frame/HelperGate.tsx'
import { hashOf } from '../navigation.ts'
import { act, useDesk } from '../state/desk-store.ts'
import { useIsFresh, useMayWrite } from '../state/sight.ts'
import { useAct } from '../state/use-act.ts'
import { faultSentence } from '../text/fault-text.ts'
import { peerText, resolutionSentence } from '../text/peers-text.ts'
import { agoText, countdownText, timeText } from '../text/quantities.ts'
import { TypedNameDialog } from '../trust/TypedNameDialog.tsx'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { CopyText } from '../ui/CopyText.tsx'
import { DropCounters } from '../ui/DropCounters.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Fingerprint } from '../ui/Fingerprint.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { StateMark } from '../ui/StateMark.tsx'
import { TrustMark } from '../ui/TrustMark.tsx'
import { peerStateSentence, trustStateText } from '../text/peer-state-text.ts'

export function Peer({ name }: { name: string }) {
  const peer = useDesk((view) => view.peers.get(name))
  const host = useDesk((view) => view.knownHosts.get(name))
  return (
    <div>
      <a
        href={hashOf({ page: 'peers', item: null })}
        className="mx-auto block w-full max-w-[64rem] px-6 pt-6 text-fine text-ink-soft hover:text-ink lg:px-10"
      >
        ← {peerText.back}
      </a>
      <div className="-mt-4">
        <Page title={name} actions={host !== undefined && <HostActs host={host} />}>
          <HelperGate>
            {() =>
              peer === undefined && host === undefined ? (
                <EmptyState title={peerText.unknown}>{peerText.unknownSentence(name)}</EmptyState>
              ) : (
                <>
                  {peer !== undefined && <Now peer={peer} />}
                  <Keys peer={peer} host={host} />
                  {peer !== undefined && <Drops peer={peer} />}
                  <LookUp name={name} />
                </>
              )
            }
          </HelperGate>
        </Page>
      </div>
    </div>
  )
}

function Now({ peer }: { peer: PeerFact }) {
  const isFresh = useIsFresh()
  const { state, lastProofMs, rttMs, rxBytes, txBytes, leaseMs, endpoint, endpoints } = peer
  return (
    <Section title={peerText.now}>
      <Facts>
        <Fact name={peerText.state}>
          <StateMark state={isFresh ? state : 'stale'} />
          <span className="text-fine text-ink-soft">{isFresh && peerStateSentence(peer)}</span>
        </Fact>
        <Fact name={peerText.lastProof}>{lastProofMs === null ? '–' : agoText(lastProofMs)}</Fact>
        <Fact name={peerText.rtt}>{rttMs === null ? '–' : durationText(rttMs)}</Fact>
        <Fact name={peerText.traffic}>
          {peerText.trafficSentence(bytesText(rxBytes), bytesText(txBytes))}
        </Fact>
        {leaseMs !== null && <Fact name={peerText.lease}>{countdownText(leaseMs)}</Fact>}
        <Fact name={peerText.vipPair}>
          <VipPair peer={peer} />
        </Fact>
        <Fact name={peerText.endpoints}>
          {endpoints.length === 0 && (
            <span className="text-ink-soft">
              {peer.vip === null ? peerText.noEndpointInUse : peerText.noEndpoints}
            </span>
          )}
          {endpoints.map((each) => (
            <span key={each} className="flex items-center gap-2">
              <span className="font-mono text-fine">{each}</span>
              {each === endpoint && <Badge>{peerText.endpointInUse}</Badge>}
            </span>
          ))}
        </Fact>
      </Facts>
    </Section>
  )
}

function VipPair({ peer: { vip, localVip, vip6, localVip6 } }: { peer: PeerFact }) {
  if (vip === null) return <span className="text-ink-soft">{peerText.noVip}</span>
  const pairs = [
    { theirs: vip, ours: localVip },
    ...(vip6 === null ? [] : [{ theirs: vip6, ours: localVip6 }]),
  ]
  return (
    <>
      {pairs.map(({ theirs, ours }) => (
        <span key={theirs} className="flex flex-wrap items-center gap-x-2">
          <CopyText text={theirs} what={peerText.copied.vip} />
          <span aria-hidden="true" className="text-ink-faint">
            ↔
          </span>
          {ours !== null && <CopyText text={ours} what={peerText.copied.localVip} />}
        </span>
      ))}
      <span className="text-fine text-ink-faint">{peerText.vipPairSentence}</span>
    </>
  )
}

function Keys({ peer, host }: { peer: PeerFact | undefined; host: KnownHost | undefined }) {
  const keys = host?.keys ?? []
  const offered = peer?.trust.state === 'changed' ? peer.trust.fingerprint : null
  return (
    <Section title={peerText.keys} explanation={peerText.keysSentence}>
      {offered !== null && (
        <Notice tone="error" title={peerText.offered}>
          <Fingerprint fingerprint={offered} what={peerText.copied.key} />
        </Notice>
      )}
      {keys.length === 0 ? (
        <p className="text-ink-soft">
          {peer === undefined ? peerText.noKeys : trustStateText[peer.trust.state].sentence}
        </p>
      ) : (
        <ul className="grid divide-y divide-line">
          {keys.map(({ fingerprint, state, proof, addedAt }) => (
            <li key={`${fingerprint} ${state}`} className="grid gap-1 py-2.5">
              <Fingerprint fingerprint={fingerprint} what={peerText.copied.key} />
              <span className="flex flex-wrap items-center gap-x-3 text-fine">
                <TrustMark state={state === 'rejected' ? 'rejected' : proof} />
                <span className="text-ink-faint">
                  {addedAt === null ? peerText.sinceUnknown : peerText.since(timeText(addedAt))}
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

function Drops({ peer: { drops } }: { peer: PeerFact }) {
  return (
    <Section title={peerText.drops}>
      <DropCounters drops={drops} none={peerText.noDrops} />
    </Section>
  )
}

function LookUp({ name }: { name: string }) {
  const resolve = useAct('resolve')
  const [found, setFound] = useState<CallOutput<'resolve'> | undefined>()
  const look = async () => {
    const reply = await resolve.run({ name })
    if (reply.ok) setFound(reply.value)
  }
  return (
    <Section title={peerText.lookUp} explanation={peerText.lookUpSentence}>
      <div className="flex flex-wrap items-center gap-3">
        <Button isDisabled={resolve.state.is === 'busy'} onClick={() => void look()}>
          {peerText.lookUpButton}
        </Button>
        <p role="status">{found !== undefined && resolutionSentence(found)}</p>
      </div>
      {resolve.state.is === 'failed' && (
        <Notice tone="error" title={faultSentence(resolve.state.fault)} isAlert />
      )}
    </Section>
  )
}

function HostActs({ host: { name, keys } }: { host: KnownHost }) {
  const mayWrite = useMayWrite()
  const [asked, setAsked] = useState<'none' | 'forget' | 'reject'>('none')
  const isRejected = keys.every(({ state }) => state === 'rejected')
  const close = () => setAsked('none')
  return (
    <>
      {!isRejected && (
        <Button kind="danger" isDisabled={!mayWrite} onClick={() => setAsked('reject')}>
          {peerText.reject}
        </Button>
      )}
      <Button kind="danger" isDisabled={!mayWrite} onClick={() => setAsked('forget')}>
        {peerText.forget}
      </Button>
      <TypedNameDialog
        name={name}
        title={peerText.forgetTitle(name)}
        explanation={peerText.forgetSentence}
        button={peerText.forgetButton}
        isOpen={asked === 'forget'}
        onClose={close}
        onConfirm={async () => {
          const reply = await act('trustForget', { name })
          return reply.ok ? undefined : reply.fault
        }}
      />
      <TypedNameDialog
        name={name}
        title={peerText.rejectTitle(name)}
        explanation={peerText.rejectSentence}
        button={peerText.rejectButton}
        isOpen={asked === 'reject'}
        onClose={close}
        onConfirm={async () => {
          const reply = await act('trustReject', { name })
          return reply.ok ? undefined : reply.fault
        }}
      />
    </>
  )
}
