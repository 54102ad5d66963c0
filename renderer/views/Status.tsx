// On or off and what proves it, what is wrong with the one action that helps, and this computer as others must know it.
import { useState } from 'react'
import type { ReactNode } from 'react'
import type { HealthRow, Status as StatusFact } from '../../dataplane/contract/model.ts'
import { HelperGate } from '../frame/HelperGate.tsx'
import { goTo, hashOf } from '../navigation.ts'
import { useDesk } from '../state/desk-store.ts'
import { headlineOf, youngestProofMs } from '../state/headline.ts'
import type { Headline } from '../state/headline.ts'
import { useIsFresh, useMayWrite } from '../state/sight.ts'
import { useAct } from '../state/use-act.ts'
import { useMobility } from '../state/use-mobility.ts'
import { useNow } from '../state/use-now.ts'
import { faultSentence } from '../text/fault-text.ts'
import { frameText } from '../text/frame-text.ts'
import { wayText } from '../text/handovers-text.ts'
import { agoText, countText, timeText } from '../text/quantities.ts'
import { statusText } from '../text/status-text.ts'
import { Badge } from '../ui/Badge.tsx'
import { Button } from '../ui/Button.tsx'
import { CopyText } from '../ui/CopyText.tsx'
import { DropCounters } from '../ui/DropCounters.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Fingerprint, Randomart } from '../ui/Fingerprint.tsx'
import { Notice } from '../ui/Notice.tsx'
import type { NoticeTone } from '../ui/Notice.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { StateShape } from '../ui/StateMark.tsx'
import type { MarkState } from '../ui/StateMark.tsx'

export function Status() {
  const status = useDesk((view) => view.status)
  const peers = useDesk((view) => view.peers)
  const isFresh = useIsFresh()
  if (status === null || !isFresh) {
    return (
      <Page title={statusText.titleWithoutHelper}>
        <HelperGate>{(last) => <StatusBody status={last} />}</HelperGate>
      </Page>
    )
  }
  const headline = headlineOf(status, peers)
  const { title, lede } = statusText.headline(headline)
  return (
    <Page
      title={
        <span className="inline-flex items-center gap-3">
          <StateShape state={markOf(headline)} size={20} />
          {title}
        </span>
      }
      lede={lede}
      actions={<TurnButton />}
    >
      <StatusBody status={status} />
    </Page>
  )
}

function markOf(headline: Headline): MarkState {
  switch (headline.is) {
    case 'starting':
      return 'negotiating'
    case 'off':
      return 'stale'
    case 'alive':
      return 'active'
    case 'silent':
      return 'unreachable'
    case 'quiet':
      return 'quiet'
  }
}

function TurnButton() {
  const { isOn, mayTurn, state, turn } = useMobility()
  return (
    <div className="grid justify-items-end gap-1">
      <Button
        kind={isOn ? 'plain' : 'primary'}
        isDisabled={!mayTurn || state.is === 'busy'}
        onClick={() => void turn(!isOn)}
      >
        {isOn ? statusText.turnOff : statusText.turnOn}
      </Button>
      {state.is === 'failed' && (
        <p role="alert" className="text-fine text-fault">
          {faultSentence(state.fault)}
        </p>
      )}
    </div>
  )
}

function StatusBody({ status }: { status: StatusFact }) {
  // The headline and its button say that it is off.
  const health = status.health.filter(({ code }) => code !== 'switched-off')
  return (
    <>
      <Figures status={status} />
      {health.length > 0 && (
        <div className="grid gap-2">
          {health.map((row) => (
            <HealthNotice key={`${row.code} ${row.text}`} row={row} />
          ))}
        </div>
      )}
      <ThisComputer status={status} />
      <Network status={status} />
      <Helper status={status} />
    </>
  )
}

function Figures({ status: { lastMove } }: { status: StatusFact }) {
  const partners = useDesk((view) => view.partners.size)
  const peers = useDesk((view) => view.peers)
  const isFresh = useIsFresh()
  const now = useNow()
  const proof = youngestProofMs(peers)
  const { figures } = statusText
  const proofWords = (ageMs: number | undefined) =>
    ageMs === undefined ? figures.proofNever : agoText(ageMs)
  return (
    <dl className="flex flex-wrap gap-y-4 divide-x divide-line">
      <Figure name={figures.partners} page="partners">
        {partners === 0 ? figures.partnersNone : countText(partners)}
      </Figure>
      <Figure name={figures.proof}>{isFresh ? proofWords(proof) : figures.proofUnknown}</Figure>
      <Figure
        name={figures.move}
        page="handovers"
        note={
          lastMove !== null &&
          `${wayText(lastMove)}, ${agoText(Math.max(0, now - lastMove.startedAt))}`
        }
      >
        {lastMove === null ? figures.moveNone : statusText.outage(lastMove)}
      </Figure>
    </dl>
  )
}

function Figure({
  name,
  note,
  page,
  children,
}: {
  name: string
  note?: ReactNode
  page?: 'partners' | 'handovers'
  children: ReactNode
}) {
  return (
    <div className="grid content-start gap-0.5 px-6 first:pl-0">
      <dt className="text-fine text-ink-soft">{name}</dt>
      <dd className="grid">
        <span className="text-xl font-semibold tracking-tight tabular-nums">
          {page === undefined ? (
            children
          ) : (
            <a href={hashOf({ page, item: null })} className="hover:text-accent">
              {children}
            </a>
          )}
        </span>
        {note !== undefined && note !== false && (
          <span className="text-fine text-ink-faint">{note}</span>
        )}
      </dd>
    </div>
  )
}

const tones: Readonly<Record<HealthRow['severity'], NoticeTone>> = {
  info: 'info',
  warning: 'warning',
  error: 'error',
}

function HealthNotice({ row: { code, severity, text, remedy } }: { row: HealthRow }) {
  const button = statusText.remedyButtons[code]
  const mayWrite = useMayWrite()
  const update = useAct('ddnsUpdate')
  const help = async () => {
    if (code === 'ddns-failed') await update.run({ action: 'force' })
    else goTo('settings')
  }
  return (
    <Notice
      tone={tones[severity]}
      title={text}
      action={
        button !== undefined &&
        (mayWrite || code !== 'ddns-failed') && (
          <Button size="small" isDisabled={update.state.is === 'busy'} onClick={() => void help()}>
            {button}
          </Button>
        )
      }
    >
      {remedy}
      {update.state.is === 'failed' && (
        <p role="alert" className="text-fault">
          {faultSentence(update.state.fault)}
        </p>
      )}
    </Notice>
  )
}

function ThisComputer({
  status: { name, vips, vip6, fingerprint, trustPolicy },
}: {
  status: StatusFact
}) {
  const viewpoint = useDesk((view) => view.viewpoint)
  const whose =
    viewpoint?.kind === 'lab' ? frameText.labViewpoint(viewpoint.host) : frameText.thisComputer
  const all = [...vips, ...(vip6 === null ? [] : [vip6])]
  return (
    <Section title={whose} explanation={statusText.thisComputerSentence}>
      <Facts>
        <Fact name={statusText.name}>
          {name === null ? (
            statusText.noName
          ) : (
            <CopyText text={name} what={statusText.copied.name} />
          )}
        </Fact>
        <Fact name={statusText.key}>
          <Fingerprint fingerprint={fingerprint} what={statusText.copied.fingerprint} />
          <OwnPicture />
        </Fact>
        <Fact name={statusText.vips}>
          {all.length === 0 && <span className="text-ink-soft">{statusText.noVips}</span>}
          {all.map((vip) => (
            <CopyText key={vip} text={vip} what={vip} />
          ))}
        </Fact>
        <Fact name={statusText.newKeys}>{statusText.newKeysPolicy[trustPolicy]}</Fact>
      </Facts>
    </Section>
  )
}

/** The key's picture, asked for when somebody wants it. */
function OwnPicture() {
  const key = useAct('key')
  const [art, setArt] = useState<string | undefined>()
  const show = async () => {
    const reply = await key.run({})
    if (reply.ok) setArt(reply.value.randomart)
  }
  return (
    <div className="-ml-2.5 grid justify-items-start gap-2">
      <Button
        kind="quiet"
        size="small"
        aria-expanded={art !== undefined}
        onClick={() => (art === undefined ? void show() : setArt(undefined))}
      >
        {art === undefined ? statusText.showPicture : statusText.hidePicture}
      </Button>
      {art !== undefined && (
        <div className="pl-2.5">
          <Randomart art={art} />
        </div>
      )}
      {key.state.is === 'failed' && (
        <p role="alert" className="text-fine text-fault">
          {faultSentence(key.state.fault)}
        </p>
      )}
    </div>
  )
}

function Network({ status: { addresses, ddns, port, tun, resolver } }: { status: StatusFact }) {
  const now = useNow()
  const mayWrite = useMayWrite()
  const update = useAct('ddnsUpdate')
  return (
    <Section title={statusText.network}>
      <Facts>
        <Fact name={statusText.addresses}>
          {addresses.length === 0 && (
            <span className="text-ink-soft">{statusText.noAddresses}</span>
          )}
          {addresses.map(({ address, interface: link, preferred }) => (
            <span key={`${address} ${link}`} className="flex flex-wrap items-center gap-2">
              <span className="font-mono text-fine">{address}</span>
              <span className="text-ink-faint">{link}</span>
              {preferred && <Badge>{statusText.preferred}</Badge>}
            </span>
          ))}
        </Fact>
        <Fact name={statusText.ddns}>
          <span className="flex flex-wrap items-center justify-between gap-2">
            <span>{statusText.ddnsState(ddns, now)}</span>
            {ddns.state !== 'off' && (
              <Button
                size="small"
                isDisabled={!mayWrite || update.state.is === 'busy'}
                onClick={() => void update.run({ action: 'force' })}
              >
                {statusText.ddnsUpdate}
              </Button>
            )}
          </span>
          {ddns.state !== 'off' && (
            <span className="text-fine text-ink-faint">{statusText.ddnsPublic}</span>
          )}
          {update.state.is === 'failed' && (
            <span role="alert" className="text-fine text-fault">
              {faultSentence(update.state.fault)}
            </span>
          )}
        </Fact>
        <Fact name={statusText.port}>{statusText.portSentence(port, tun)}</Fact>
        <Fact name={statusText.resolver}>
          {statusText.resolverSentence(resolver.listen, resolver.upstream)}
        </Fact>
      </Facts>
    </Section>
  )
}

function Helper({ status: { version, startedAt, drops } }: { status: StatusFact }) {
  const now = useNow(10_000)
  return (
    <Section title={statusText.helper}>
      <Facts>
        <Fact name={statusText.version}>
          <span title={timeText(startedAt)}>
            {statusText.versionSentence(version, Math.max(0, now - startedAt))}
          </span>
        </Fact>
        <Fact name={statusText.dropped}>
          <DropCounters drops={drops} none={statusText.droppedNone} />
        </Fact>
      </Facts>
    </Section>
  )
}
