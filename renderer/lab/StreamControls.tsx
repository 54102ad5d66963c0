// Starting and stopping the stream of numbered messages, over UDP or TCP.
import { useState } from 'react'
import type { StreamState } from '../../main/bridge/desk-state.ts'
import { labText } from '../text/lab-text.ts'
import { Button } from '../ui/Button.tsx'
import { SegmentedChoice } from '../ui/SegmentedChoice.tsx'
import type { AskLab } from './use-lab-acts.ts'

type Transport = 'udp' | 'tcp'
const transports: readonly { value: Transport; word: string }[] = [
  { value: 'udp', word: 'UDP' },
  { value: 'tcp', word: 'TCP' },
]

export function StreamControls({
  stream,
  ask,
  isBusy,
}: {
  stream: StreamState
  ask: AskLab
  isBusy: boolean
}) {
  const [wanted, setWanted] = useState<Transport>('udp')
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
