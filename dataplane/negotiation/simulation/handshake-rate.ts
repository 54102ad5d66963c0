// How many handshakes one core answers: the real responder, from the datagram of an INIT of a
// stranger (IX) or of a known host (IK) to the RESPONSE and the installed SAs. Prints one line of
// JSON.
//
//     node handshake-rate.ts [count]
import { Handshake } from '../../identity/noise.ts'
import type { HostKey } from '../../identity/host-key.ts'
import { encodeControlMessage, handshakePrologue } from '../../wire/control-message.ts'
import type { NoisePattern } from '../../wire/control-message.ts'
import { encodeRequest } from '../../wire/payloads.ts'
import { allInitsPerSecond } from '../limits.ts'
import { hostKeyOfSeed } from './simulated-host.ts'
import type { SimulatedHost } from './simulated-host.ts'
import { Simulation, nameOf } from './simulation.ts'

/** The first ones pay for compilation. */
const warmUp = 200

interface Init {
  source: string
  bytes: Uint8Array
}

function initTo(
  host: SimulatedHost,
  simulation: Simulation,
  at: number,
  pattern: NoisePattern,
): Init {
  const hostKey: HostKey = hostKeyOfSeed(simulation.random.bytes(32))
  // A network each, as the limits are by network.
  const source = `10.${at >> 8}.${at & 0xff}.1:10567`
  const name = nameOf(`n${at}`)
  simulation.dns.publish(name, source, undefined)
  const prologue = handshakePrologue(at)
  const both = { staticKeys: hostKey.noiseKeys(), prologue, role: 'initiator' } as const
  const responderStatic = host.hostKey.noiseKeys().publicKey
  const handshake = new Handshake(
    pattern === 'IX' ? { ...both, pattern } : { ...both, pattern, responderStatic },
  )
  const written = handshake.writeMessage(
    encodeRequest({
      senderName: name,
      senderVip: `241.${at >> 8}.${at & 0xff}.1`,
      receiverName: host.name,
      receiverVip: { vip: host.ownVips.all[0] ?? '', isAccepted: true },
      hostKey: hostKey.publicKey,
      spi: 256 + at,
      transforms: ['aes-256-gcm'],
      endpoints: [source],
      source,
      hasVip6: true,
    }),
  )
  if (!written.ok) throw new Error('an INIT could not be written')
  const noise = written.message
  return {
    source,
    bytes: encodeControlMessage({ type: 'init', senderIndex: at, pattern, noise }),
  }
}

/** @returns handshakes answered in a second of one core */
async function rate(pattern: NoisePattern, count: number): Promise<number> {
  const simulation = new Simulation(1)
  simulation.dns.delayMs = { least: 0, greatest: 0 }
  const host = simulation.host('a')
  const inits = Array.from({ length: warmUp + count }, (_, at) =>
    initTo(host, simulation, at, pattern),
  )
  let before = process.cpuUsage()
  for (const [at, { source, bytes }] of inits.entries()) {
    if (at === warmUp) before = process.cpuUsage()
    host.negotiation.handleClear(source, bytes)
    // Simulated time, in which the load guard lets the next one through.
    await simulation.run(1000 / allInitsPerSecond)
  }
  // Processor time: on a machine with other work the clock on the wall says less.
  const { user, system } = process.cpuUsage(before)
  const answered = host.negotiation.counters.of('response-sent')
  if (answered !== inits.length) throw new Error(`${answered} of ${inits.length} were answered`)
  return (count * 1e6) / (user + system)
}

const count = Number(process.argv[2] ?? 2000)
const strangers = await rate('IX', count)
const known = await rate('IK', count)
process.stdout.write(
  `${JSON.stringify({ strangersPerSecond: strangers, knownPerSecond: known })}\n`,
)
