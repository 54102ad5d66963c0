// One connection and the facts that go on, against a real control socket with an invented domain.
import { afterEach, beforeEach, expect, it } from 'vitest'
import { samplePeer, sampleStatus } from '../../control/test/sample-facts.ts'
import { ServedDomain } from '../../control/test/served-domain.ts'
import { ClientError } from '../client-error.ts'
import { ControlConnection } from '../control-connection.ts'

let served: ServedDomain
let connection: ControlConnection
beforeEach(async () => {
  served = await ServedDomain.start()
  connection = await ControlConnection.connect(served.folder)
})
afterEach(async () => {
  connection.close()
  await served.stop()
})

it('knows which helper it is connected to', () => {
  // The helper of this test runs as its client's user.
  expect(connection.helper).toEqual({ version: '1.2.3', rights: 'write' })
})

it('follows facts: first all that there is, then each change', async () => {
  const facts = connection.followFacts('status', 'peers')
  const { value: snapshot } = await facts.next()
  expect(snapshot).toMatchObject({
    ...{ kind: 'snapshot', isFirst: true, isLast: true },
    changes: [
      { collection: 'status', value: sampleStatus },
      { collection: 'peers', name: samplePeer.name, value: samplePeer },
    ],
  })
  await connection.call('down', {})
  served.hub.changed('status')
  const { value: off } = await facts.next()
  expect(off).toMatchObject({ kind: 'delta', change: { value: { enabled: false } } })
  served.domain.peers = []
  served.hub.changed('peers')
  const { value: gone } = await facts.next()
  const change = { collection: 'peers', name: samplePeer.name, value: null }
  expect(gone).toMatchObject({ kind: 'delta', change })
})

it('ends following with the connection, by what ended it', async () => {
  const facts = connection.followFacts('status')
  await facts.next()
  const next = facts.next()
  await served.server.stop()
  await expect(next).rejects.toThrow(ClientError)
  expect(connection.hasEnded).toBe(true)
})
