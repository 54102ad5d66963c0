// Starting and stopping the stream of numbered messages, over UDP or TCP.
import { useState } from 'react'
import { streamTransports } from '../../dataplane/contract/stream-points.ts'
import type { StreamTransport } from '../../dataplane/contract/stream-points.ts'
import type { StreamState } from '../../main/bridge/desk-state.ts'
import { labText } from '../text/lab-text.ts'
import { Button } from '../ui/Button.tsx'
import { SegmentedChoice } from '../ui/SegmentedChoice.tsx'
import type { AskLab } from './use-lab-acts.ts'

const transports = streamTransports.map((value) => ({ value, word: value.toUpperCase() }))

export function StreamControls({
  stream,
  ask,
  isBusy,
}: {
  stream: StreamState
  ask: AskLab
  isBusy: boolean
}) {
  const [wanted, setWanted] = useState<StreamTransport>('udp')
  const isRunning = stream.is === 'running'
  const chosen = isRunning ? stream.transport : wanted
  return (
    <section className="grid content-start gap-3">
      <h2 className="text-base font-semibold">{labText.stream}</h2>
      <div className="flex flex-wrap items-center gap-2.5">
        <SegmentedChoice
          label={labText.transport}
          choices={transports}
          chosen={chosen}
          onChoice={(transport) => {
            setWanted(transport)
            if (isRunning) ask('labStream', { transport })
          }}
        />
        <Button
          isDisabled={isBusy}
          onClick={() => ask('labStream', { transport: isRunning ? null : wanted })}
        >
          {isRunning ? labText.stop : labText.start}
        </Button>
        <span role="status" className="text-fine text-ink-soft">
          {isRunning && labText.running(stream.transport)}
        </span>
      </div>
      <p className="text-fine text-ink-soft">{labText.streamExplained}</p>
    </section>
  )
}
