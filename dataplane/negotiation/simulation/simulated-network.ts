// The network between simulated hosts. A test may watch it, and send other datagrams under any source, as an attacker on
// the path does.
import { LossyNetwork } from '../../lib/lossy-network.ts'

/** ESP is a struct here: whoever has not the same key cannot read it, as with the real one. */
export type Datagram =
  | { kind: 'clear'; bytes: Uint8Array }
  | { kind: 'esp'; spi: number; sequence: number; key: string; control: Uint8Array | undefined }

/** Returns what is to arrive instead: nothing, the same, or others. */
export type Tap = (source: string, destination: string, datagram: Datagram) => readonly Datagram[]

export class SimulatedNetwork extends LossyNetwork<Datagram> {
  tap: Tap = (_source, _destination, datagram) => [datagram]

  send(source: string, destination: string, datagram: Datagram): void {
    for (const each of this.tap(source, destination, datagram)) {
      this.inject(source, destination, each)
    }
  }
}
