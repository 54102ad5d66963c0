// The library against a real control socket with an invented domain.
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PhysicalAddress } from '../../contract/calls.ts'
import { samplePeer } from '../../control/test/sample-facts.ts'
import { ServedDomain } from '../../control/test/served-domain.ts'
import { connect } from '../vip-client.ts'
import type { VipClient } from '../vip-client.ts'

const home = samplePeer.name

let served: ServedDomain
let client: VipClient
beforeEach(async () => {
  served = await ServedDomain.start()
  client = await connect({ runDirectory: served.folder })
})
afterEach(async () => {
  client.close()
  await served.stop()
})

/** Collects places, and waits for the next one. */
function places() {
  const seen: (string | null)[] = []
  let wake: () => void = () => {}
  return {
    seen,
    onPlace: ({ endpoint, addresses }: PhysicalAddress) => {
      seen.push(endpoint ?? addresses.join(' '))
      wake()
    },
    until: async (count: number): Promise<void> => {
      while (seen.length < count) await new Promise<void>((resolve) => (wake = resolve))
    },
  }
}

const move = (endpoint: string) => served.events.publish(served.domain.movePeer(endpoint))

describe('calls', () => {
  it('tell where a peer is, and where DNS has another host', async () => {
    expect(await client.physicalAddress('Home.Example.Org.')).toEqual({
      name: home,
      endpoint: '198.51.100.7:10567',
      addresses: ['198.51.100.7', '2001:db8::7'],
      source: 'peer',
    })
    expect(await client.physicalAddress('www.example.org')).toMatchObject({
      endpoint: null,
      addresses: ['203.0.113.80'],
      source: 'dns',
    })
  })

  it('fail with what the helper says, each for itself, many at once', async () => {
    const asked = ['no name', 'silent.example.org', ...Array<string>(50).fill(home)]
    const answers = await Promise.allSettled(asked.map((name) => client.physicalAddress(name)))
    const [bad, silent, ...others] = answers
    expect(bad).toMatchObject({ reason: { name: 'VipError', fault: { code: 'bad-input' } } })
    expect(silent).toMatchObject({ reason: { name: 'VipError', fault: { code: 'act-failed' } } })
    expect(others.filter(({ status }) => status === 'fulfilled')).toHaveLength(50)
  })

  it('give the receipts of moves, also those of later pages', async () => {
    const [first] = served.domain.handovers
    if (first === undefined) throw new Error('no sample')
    served.domain.handovers = Array.from({ length: 25 }, (_, i) => ({ ...first, id: i + 1 }))
    served.domain.acts.handovers = ({ since }) => ({
      handovers: served.domain.handovers.slice(since, since + 10),
      more: since + 10 < 25,
    })
    expect((await client.handovers()).map(({ id }) => id)).toEqual(
      served.domain.handovers.map(({ id }) => id),
    )
    expect(await client.handovers(24)).toEqual([{ ...first, id: 25 }])
  })

  it('open another connection when the helper has ended the idle one, or was started again', async () => {
    served.clock.advance(3_600_000)
    await client.handovers()
    await served.server.stop()
    await expect(client.handovers()).rejects.toMatchObject({ name: 'ClientError' })
    served.server = served.makeServer()
    await served.server.start()
    expect(await client.handovers()).toHaveLength(1)
    expect(served.server.clientCount).toBe(1)
  })
})

describe('onChange', () => {
  it('tells the present place at once, and then each move, in order', async () => {
    const { seen, onPlace, until } = places()
    client.onChange('HOME.example.org.', onPlace)
    await until(1)
    const moves = Array.from({ length: 300 }, (_, i) => `192.0.2.${i % 2}:${10_000 + (i >> 1)}`)
    for (const endpoint of moves) move(endpoint)
    await until(301)
    // There and back at once is two moves.
    move('192.0.2.0:1')
    move(moves[299] ?? '')
    await until(303)
    expect(seen).toEqual(['198.51.100.7:10567', ...moves, '192.0.2.0:1', moves[299]])
  })

  it('tells of others nothing, and nothing twice', async () => {
    const { seen, onPlace, until } = places()
    client.onChange(home, onPlace)
    await until(1)
    move('192.0.2.1:10567')
    served.events.publish({
      kind: 'peer-moved',
      name: 'x.example.org',
      endpoint: '192.0.2.9:1',
      previous: null,
    })
    move('192.0.2.1:10567')
    move('192.0.2.2:10567')
    await until(3)
    expect(seen).toEqual(['198.51.100.7:10567', '192.0.2.1:10567', '192.0.2.2:10567'])
  })

  it('ends when told, for each callback alone', async () => {
    const [one, other] = [places(), places()]
    const stop = client.onChange(home, one.onPlace)
    client.onChange(home, other.onPlace)
    await Promise.all([one.until(1), other.until(1)])
    stop()
    stop()
    move('192.0.2.1:10567')
    await other.until(2)
    expect(one.seen).toHaveLength(1)
  })

  it('survives a restart of the helper, and tells what has changed meanwhile, and only that', async () => {
    const [moved, still] = [places(), places()]
    client.onChange(home, moved.onPlace)
    client.onChange('www.example.org', still.onPlace)
    await Promise.all([moved.until(1), still.until(1)])
    await served.server.stop()
    served.domain.movePeer('203.0.113.4:10567')
    served.server = served.makeServer()
    await served.server.start()
    await moved.until(2)
    move('203.0.113.5:10567')
    await moved.until(3)
    expect(moved.seen.slice(1)).toEqual(['203.0.113.4:10567', '203.0.113.5:10567'])
    expect(still.seen).toEqual(['203.0.113.80'])
  })

  it('follows a stranger from when it becomes a peer, and a peer that is given up by DNS again', async () => {
    const { seen, onPlace, until } = places()
    served.domain.peers = []
    client.onChange(home, onPlace)
    await until(1)
    served.events.publish({
      ...{ kind: 'peer-agreed', name: home, vip: '240.7.7.7', localVip: '240.1.2.3' },
      ...{ endpoint: '[2001:db8::7]:10567', rounds: 1, elapsedMs: 3, role: 'responder' },
    })
    await until(2)
    served.events.publish({ kind: 'mapping-dropped', name: home, vip: '240.7.7.7' })
    await until(3)
    expect(seen).toEqual(['203.0.113.80', '[2001:db8::7]:10567', '203.0.113.80'])
  })

  it('takes an answer that a move has overtaken for stale', async () => {
    const { seen, onPlace, until } = places()
    const asked = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    const answer = served.domain.acts.physicalAddress
    served.domain.acts.physicalAddress = async (input, signal, rights) => {
      const old = await answer(input, signal, rights)
      asked.resolve()
      await release.promise
      return old
    }
    client.onChange(home, onPlace)
    await asked.promise
    served.domain.acts.physicalAddress = answer
    // Whoever watches from now on has begun to watch before the move.
    served.events.publish({ kind: 'switched', enabled: true })
    await until(1)
    move('192.0.2.1:10567')
    await until(2)
    release.resolve()
    await client.physicalAddress(home)
    expect(seen).toEqual(['198.51.100.7:10567', '192.0.2.1:10567'])
  })

  it('calls nobody after close, and lets nobody begin', async () => {
    const { seen, onPlace } = places()
    client.onChange(home, onPlace)
    client.close()
    client.close()
    expect(() => client.onChange(home, onPlace)).toThrow('closed')
    await expect(client.handovers()).rejects.toMatchObject({ name: 'ClientError' })
    expect(seen).toEqual([])
  })
})

it('says plainly that there is no helper', async () => {
  await expect(connect({ runDirectory: '/nonexistent' })).rejects.toMatchObject({
    name: 'ClientError',
    problem: { code: 'helper-not-running' },
  })
})
