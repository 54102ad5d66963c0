// The part `names` of the bench: how fast a name becomes an address.
import type { Topology } from '../contestants/contestant.ts'
import type { Effort } from '../measurements/measurement.ts'
import type { Observation } from '../results.ts'
import { measureFirstContact } from './first-contact.ts'
import { measureHandshakes } from './handshakes.ts'
import { measureResolver } from './resolver.ts'

const resolverSeconds = 2
const legacyPairs = 500
const handshakesOfEachKind = 1000

export const namesContestants = [
  { id: 'vip-resolver', label: 'resolver of vip' },
  { id: 'vip-lan', label: 'vip, links without delay' },
  { id: 'vip-20ms', label: 'vip, 20 ms each way' },
  { id: 'vip-strangers', label: 'strangers (IX)' },
  { id: 'vip-known', label: 'known hosts (IK)' },
] as const

/** @throws where a program fails */
export async function measureNames(
  newTopology: (name: string) => Promise<Topology>,
  { runs }: Effort,
): Promise<Observation[]> {
  const resolver = await measureResolver(await newTopology('names'), {
    runs,
    seconds: resolverSeconds,
    pairs: legacyPairs,
  })
  const firstContact = await measureFirstContact(runs)
  const handshakes: Observation[] = []
  for (let round = 0; round < runs; round += 1) {
    const { strangersPerSecond, knownPerSecond } = await measureHandshakes(handshakesOfEachKind)
    handshakes.push(
      { round, contestant: 'vip-strangers', metric: 'handshakes', value: strangersPerSecond },
      { round, contestant: 'vip-known', metric: 'handshakes', value: knownPerSecond },
    )
  }
  return [...resolver, ...firstContact, ...handshakes]
}
