// Resident memory of the helpers, after whatever loads came before it in the same round.
import { largestResidentBytes } from '../helper-usage.ts'
import type { Measurement } from './measurement.ts'

const bytesPerMegabyte = 1e6

export const memory: Measurement = {
  name: 'memory',
  prepare: ({ helpers }) =>
    Promise.resolve(() => {
      const bytes = largestResidentBytes(helpers)
      return Promise.resolve(
        bytes === undefined ? [] : [{ metric: 'memory', value: bytes / bytesPerMegabyte }],
      )
    }),
}
