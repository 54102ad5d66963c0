// INITs as anybody can make them who knows public keys: of IX the first message proves nothing.
import { Handshake } from '../../identity/noise.ts'
import { encodeControlMessage, handshakePrologue } from '../../wire/control-message.ts'
import type { ControlMessage } from '../../wire/control-message.ts'
import type { DnsName } from '../../wire/dns-name.ts'
import { encodeRequest } from '../../wire/payloads.ts'
import type { Request } from '../../wire/payloads.ts'
import type { Datagram } from './simulated-network.ts'
import type { Simulation } from './simulation.ts'

export interface ForgedCaller {
  /** Undefined: a host without a name. */
  name: DnsName | undefined
  /** Ed25519, of whomever. */
  hostKey: Uint8Array
  noiseKey: Uint8Array
  endpoint: string
}

/** `said`: what else the Request says. */
export function forgedInit(
  simulation: Simulation,
  from: ForgedCaller,
  to: DnsName,
  said: Partial<Pick<Request, 'senderVip' | 'receiverVip' | 'hasVip6'>> = {},
): Extract<ControlMessage, { type: 'init' }> {
  const { random } = simulation
  const senderIndex = random.between(0, 2 ** 32 - 1)
  const handshake = new Handshake({
    role: 'initiator',
    pattern: 'IX',
    staticKeys: { publicKey: from.noiseKey, privateKey: random.bytes(32) },
    prologue: handshakePrologue(senderIndex),
  })
  const written = handshake.writeMessage(
    encodeRequest({
      ...(from.name === undefined ? {} : { senderName: from.name }),
      senderVip: `241.${random.between(0, 255)}.${random.between(0, 255)}.7`,
      receiverName: to,
      hostKey: from.hostKey,
      spi: random.between(256, 2 ** 32 - 1),
      transforms: ['aes-256-gcm'],
      endpoints: ['198.51.100.66:10567'],
      source: from.endpoint,
      hasVip6: false,
      ...said,
    }),
  )
  if (!written.ok) throw new Error('the forged INIT could not be written')
  return { type: 'init', senderIndex, pattern: 'IX', noise: written.message }
}

export function clear(message: ControlMessage): Datagram {
  return { kind: 'clear', bytes: encodeControlMessage(message) }
}
