// A first host: looked up as a program would, and the command to try.
import { useState } from 'react'
import * as v from 'valibot'
import type { CallOutput } from '../../dataplane/contract/calls.ts'
import { hostNameSchema } from '../../dataplane/contract/model.ts'
import { useAct } from '../state/use-act.ts'
import { faultSentence } from '../text/fault-text.ts'
import { firstRunText } from '../text/first-run-text.ts'
import { resolutionSentence } from '../text/peers-text.ts'
import { Button } from '../ui/Button.tsx'
import { CopyText } from '../ui/CopyText.tsx'
import { Field, TextInput } from '../ui/Field.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Step } from './Step.tsx'

const words = firstRunText.reach

export function ReachStep({ isThere, hasPeers }: { isThere: boolean; hasPeers: boolean }) {
  const [typed, setTyped] = useState('')
  const [isBad, setIsBad] = useState(false)
  const [found, setFound] = useState<CallOutput<'resolve'> | undefined>()
  const resolve = useAct('resolve')
  const look = async () => {
    const name = v.safeParse(hostNameSchema, typed.trim())
    setIsBad(!name.success)
    setFound(undefined)
    if (!name.success) return
    const reply = await resolve.run({ name: name.output })
    if (reply.ok) setFound(reply.value)
  }
  const state = hasPeers || found?.kind === 'vip' ? 'done' : 'open'
  return (
    <Step number={4} state={state} title={words.title} what={words.what}>
      {isThere && (
        <form
          className="flex flex-wrap items-start gap-2"
          onSubmit={(event) => {
            event.preventDefault()
            void look()
          }}
        >
          <div className="w-80 max-w-full">
            <Field label={words.label} problem={isBad ? words.badName : undefined}>
              {(links) => (
                <TextInput
                  {...links}
                  value={typed}
                  onText={setTyped}
                  placeholder={words.placeholder}
                />
              )}
            </Field>
          </div>
          <div className="pt-6.5">
            <Button type="submit" isDisabled={resolve.state.is === 'busy'}>
              {words.button}
            </Button>
          </div>
        </form>
      )}
      <div role="status" className="grid gap-2 empty:hidden">
        {found !== undefined && <p>{resolutionSentence(found)}</p>}
        {found?.kind === 'vip' && (
          <p className="grid gap-1">
            <span className="text-ink-soft">{words.tryIt}</span>
            <CopyText text={words.command(found.name)} what={words.copied} />
          </p>
        )}
      </div>
      {resolve.state.is === 'failed' && (
        <Notice tone="error" title={faultSentence(resolve.state.fault)} isAlert />
      )}
    </Step>
  )
}
