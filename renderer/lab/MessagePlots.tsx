// The paper's figures 2 and 3 from what arrives: for each direction the last seconds, and below it the last move from near.
import { useSyncExternalStore } from 'react'
import type { ReactNode } from 'react'
import 'uplot/dist/uPlot.min.css'
import type { StreamState } from '../../main/bridge/desk-state.ts'
import { CloseUpPlot, closeUpSentence } from '../plots/CloseUpPlot.tsx'
import { LivePlot } from '../plots/LivePlot.tsx'
import type { StreamSource } from '../plots/LivePlot.tsx'
import type { DrawnMessages } from '../plots/draw-messages.ts'
import { receivers } from '../plots/stream-record.ts'
import type { Receiver } from '../plots/stream-record.ts'
import { labText } from '../text/lab-text.ts'
import { Section } from '../ui/Page.tsx'
import { liveStream } from './live-stream.ts'

const tones: Readonly<Record<Receiver, DrawnMessages['tone']>> = { b: 'series-1', a: 'series-2' }

function sourceOf(at: Receiver): StreamSource {
  return {
    direction: () => liveStream.record.direction(at),
    untilMs: () => liveStream.shownUntilMs(),
  }
}
const sources: Readonly<Record<Receiver, StreamSource>> = { a: sourceOf('a'), b: sourceOf('b') }

export function MessagePlots({ stream }: { stream: StreamState }) {
  const lastMove = useSyncExternalStore(liveStream.onLastMove, () => liveStream.lastMove)
  const isRunning = stream.is === 'running'
  return (
    <Section title={labText.plots} explanation={labText.plotsExplained}>
      <div className="@container">
        <div className="grid gap-x-8 gap-y-6 @2xl:grid-cols-2">
          {receivers.map((at) => (
            <div key={at} className="grid min-w-0 content-start gap-4">
              <h3 className="flex items-center gap-2 font-medium">
                <Dot at={at} />
                {labText.direction[at]}
              </h3>
              <Labelled words={labText.live}>
                {isRunning ? (
                  <LivePlot source={sources[at]} tone={tones[at]} name={labText.direction[at]} />
                ) : (
                  <Waiting words={labText.noStream} />
                )}
              </Labelled>
              <Labelled words={labText.closeUp}>
                {lastMove === null ? (
                  <Waiting words={labText.noCloseUp} />
                ) : (
                  <CloseUpPlot {...lastMove} at={at} tone={tones[at]} />
                )}
              </Labelled>
            </div>
          ))}
        </div>
      </div>
      <p className="text-fine text-ink-soft">{labText.pauseExplained}</p>
      <p role="status" className="sr-only">
        {lastMove?.isSettled === true &&
          receivers.map((at) => closeUpSentence(lastMove.closeUp, at)).join(' ')}
      </p>
    </Section>
  )
}

function Labelled({ words, children }: { words: string; children: ReactNode }) {
  return (
    <div className="grid min-w-0 gap-1">
      <p className="text-fine text-ink-faint">{words}</p>
      {children}
    </div>
  )
}

function Waiting({ words }: { words: string }) {
  return (
    <p className="grid min-h-24 place-items-center rounded-control bg-sunken px-6 py-4 text-center text-fine text-balance text-ink-soft">
      {words}
    </p>
  )
}

function Dot({ at }: { at: Receiver }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 10 10"
      width="10"
      height="10"
      className={at === 'b' ? 'text-series-1' : 'text-series-2'}
    >
      <circle cx="5" cy="5" r="4" fill="currentColor" />
    </svg>
  )
}
