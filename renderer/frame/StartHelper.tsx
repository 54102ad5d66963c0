// The button that starts the helper. On a machine without a configuration it asks for the one thing that must be in it.
import { useState } from 'react'
import * as v from 'valibot'
import { hostNameSchema } from '../../dataplane/contract/model.ts'
import { useDesk } from '../state/desk-store.ts'
import { useAct } from '../state/use-act.ts'
import { faultSentence } from '../text/fault-text.ts'
import { firstNameText } from '../text/helper-text.ts'
import { Button } from '../ui/Button.tsx'
import { Field, TextInput } from '../ui/Field.tsx'
import { Notice } from '../ui/Notice.tsx'

export function StartHelper({ button }: { button: string }) {
  const asksName = useDesk(
    ({ shell, viewpoint }) => shell?.configured === false && viewpoint?.kind === 'machine',
  )
  const start = useAct('startHelper')
  const [text, setText] = useState('')
  const name = v.safeParse(hostNameSchema, text.trim())
  const isWrong = text.trim() !== '' && !name.success
  const run = () => {
    if (!asksName) return start.run({})
    return name.success ? start.run({ name: name.output }) : undefined
  }
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        void run()
      }}
    >
      {asksName && (
        <Field
          label={firstNameText.label}
          hint={firstNameText.hint}
          problem={isWrong ? firstNameText.wrong : undefined}
        >
          {(links) => (
            <TextInput
              {...links}
              value={text}
              onText={setText}
              isMono
              placeholder={firstNameText.placeholder}
            />
          )}
        </Field>
      )}
      <div>
        <Button
          kind="primary"
          isDisabled={start.state.is === 'busy' || (asksName && !name.success)}
          onClick={() => void run()}
        >
          {button}
        </Button>
      </div>
      {start.state.is === 'failed' && (
        <Notice tone="error" title={faultSentence(start.state.fault)} isAlert />
      )}
    </form>
  )
}
