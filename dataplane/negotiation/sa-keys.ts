// The keys of a pair of SAs, from the handshake that made them (PROTOCOL sections 1 and 3).
import type { Directions, FinishedHandshake } from '../identity/noise.ts'
import type { Transform } from '../wire/payloads.ts'

/** 36 bytes each way. The cipher is in the label: no key is ever used by two of them. */
export function saKeys(handshake: FinishedHandshake, transform: Transform): Directions {
  return handshake.exportKeys(`VIP/1 ESP ${transform}`)
}
