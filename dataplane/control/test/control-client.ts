// A client for tests that hides nothing: it sends any bytes, and gives every frame that comes.
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import * as v from 'valibot'
import { helperFrameSchema } from '../../contract/control-protocol.ts'
import type { HelperFrame } from '../../contract/control-protocol.ts'

export class ControlTestClient {
  readonly socket: Socket
  readonly #lines: AsyncIterator<string>

  private constructor(socket: Socket) {
    this.socket = socket
    this.#lines = createInterface({ input: socket })[Symbol.asyncIterator]()
  }

  /** Connected, with the hello still to come. */
  static async connect(path: string): Promise<ControlTestClient> {
    const socket = connect(path)
    // What ended the connection shows in the frames that come, or do not.
    socket.on('error', () => {})
    await once(socket, 'connect')
    return new ControlTestClient(socket)
  }

  send(...frames: object[]): void {
    this.socket.write(frames.map((frame) => `${JSON.stringify(frame)}\n`).join(''))
  }

  /** The next frame, which must fit the contract; undefined at the end. */
  async next(): Promise<HelperFrame | undefined> {
    const line = await this.#lines.next()
    return line.done === true ? undefined : v.parse(helperFrameSchema, JSON.parse(line.value))
  }

  async nextOf<Kind extends HelperFrame['kind']>(
    kind: Kind,
  ): Promise<Extract<HelperFrame, { kind: Kind }>> {
    for (;;) {
      const frame = await this.next()
      if (frame === undefined) throw new Error(`the connection ended before a frame "${kind}"`)
      if (frame.kind === kind) return frame as Extract<HelperFrame, { kind: Kind }>
    }
  }

  async call(id: number, call: string, input: unknown = {}): Promise<HelperFrame | undefined> {
    this.send({ kind: 'call', id, call, input })
    return this.next()
  }

  async closed(): Promise<void> {
    this.socket.resume()
    if (!this.socket.destroyed) await once(this.socket, 'close')
  }

  close(): void {
    this.socket.destroy()
  }
}
