// What a pasted text says of an offered key. Pure.
import { fingerprintIn } from '../ui/fingerprint-groups.ts'

export type Pasted =
  | { is: 'nothing' }
  /** No fingerprint is in it: half of one, or something else. */
  | { is: 'no-fingerprint' }
  | { is: 'same'; fingerprint: string }
  | { is: 'different'; fingerprint: string }

/** @param text the fingerprint alone, or a line that holds it, such as that of `ssh-keygen -l` */
export function judgePasted(text: string, offered: string): Pasted {
  if (text.trim() === '') return { is: 'nothing' }
  const fingerprint = fingerprintIn(text)
  if (fingerprint === undefined) return { is: 'no-fingerprint' }
  return { is: fingerprint === offered ? 'same' : 'different', fingerprint }
}
