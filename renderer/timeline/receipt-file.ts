// A receipt as a file, and saving it.
import type { Handover } from '../../dataplane/contract/handovers.ts'

/** One of the receipts that `vip handovers --json` prints, on more lines. */
export function receiptJson(handover: Handover): string {
  return `${JSON.stringify(handover, null, 2)}\n`
}

/** As a download: the person chooses where, or has chosen. */
export function saveFile(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
