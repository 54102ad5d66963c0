// A control server over a domain in memory, with its socket in a folder of its own and a clock that
// the test moves.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FakeClock } from '../../lib/fake-clock.ts'
import { ControlServer } from '../control-server.ts'
import { EventLog } from '../event-log.ts'
import { Redaction } from '../redaction.ts'
import { StateHub } from '../state-hub.ts'
import { ControlTestClient } from './control-client.ts'
import { FakeDomain } from './fake-domain.ts'

/** A group that no machine has: whose members may write. */
export const memberGroup = 4242

/** Few, so that a test can fall behind. */
const keptDeltas = 100

export class ServedDomain {
  readonly folder = mkdtempSync(join(tmpdir(), 'vip-control-'))
  readonly clock = new FakeClock()
  readonly domain = new FakeDomain()
  readonly faults: Error[] = []
  readonly #onFault = (fault: Error) => void this.faults.push(fault)
  readonly hub = new StateHub({
    ...{ clock: this.clock, facts: this.domain.facts, keptDeltas },
    onFault: this.#onFault,
  })
  readonly events = new EventLog(this.clock)
  readonly redaction = new Redaction()
  readonly #clients: ControlTestClient[] = []
  server = this.makeServer()

  static async start(): Promise<ServedDomain> {
    const served = new ServedDomain()
    chmodSync(served.folder, 0o755) // for the other user
    await served.server.start()
    return served
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.close()
    await this.server.stop()
    rmSync(this.folder, { recursive: true })
  }

  /** One more, in the same folder or another. */
  makeServer(runDirectory = this.folder): ControlServer {
    const { clock, hub, events, redaction } = this
    return new ControlServer({
      ...{ runDirectory, clock, hub, events, redaction, version: '1.2.3' },
      acts: this.domain.acts,
      onFault: this.#onFault,
      // Only root can give a file to a group that it is not in.
      ...(process.getuid?.() === 0 && { groupId: memberGroup }),
    })
  }

  async connect(): Promise<ControlTestClient> {
    const client = await ControlTestClient.connect(this.server.path)
    this.#clients.push(client)
    return client
  }

  /** Connected and greeted. */
  async client(): Promise<ControlTestClient> {
    const client = await this.connect()
    const hello = await client.next()
    if (hello?.kind !== 'hello') throw new Error(`greeted with ${JSON.stringify(hello)}`)
    return client
  }
}
