// An act on what is stored of a host, confirmed by typing its name: nobody does that by habit.
import { useRef, useState } from 'react'
import type { ActFault } from '../../main/bridge/acts.ts'
import { faultSentence } from '../text/fault-text.ts'
import { peerText } from '../text/peers-text.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Field, TextInput } from '../ui/Field.tsx'
import { Notice } from '../ui/Notice.tsx'

export function TypedNameDialog({
  name,
  title,
  explanation,
  button,
  isOpen,
  onClose,
  onConfirm,
}: {
  name: string
  title: string
  explanation: string
  button: string
  isOpen: boolean
  onClose: () => void
  /** @returns why it was not done */
  onConfirm: () => Promise<ActFault | undefined>
}) {
  const field = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState('')
  const [fault, setFault] = useState<ActFault | undefined>()
  const isSame = typed.trim().toLowerCase().replace(/\.$/, '') === name.toLowerCase()
  const isWrong = typed !== '' && !name.startsWith(typed.trim().toLowerCase())
  const leave = () => {
    setTyped('')
    setFault(undefined)
    onClose()
  }
  const confirm = async () => {
    if (!isSame) return
    const failed = await onConfirm()
    if (failed === undefined) leave()
    else setFault(failed)
  }
  return (
    <Dialog
      title={title}
      explanation={explanation}
      isOpen={isOpen}
      onClose={leave}
      initialFocus={field}
      actions={
        <>
          <Button onClick={leave}>{peerText.cancel}</Button>
          <Button kind="danger" isDisabled={!isSame} onClick={() => void confirm()}>
            {button}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void confirm()
        }}
      >
        <Field
          label={peerText.typeName(name)}
          problem={isWrong && !isSame ? peerText.nameDiffers : undefined}
        >
          {(links) => <TextInput {...links} ref={field} value={typed} onText={setTyped} isMono />}
        </Field>
      </form>
      {fault !== undefined && <Notice tone="error" title={faultSentence(fault)} isAlert />}
    </Dialog>
  )
}
