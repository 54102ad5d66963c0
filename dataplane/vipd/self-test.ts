// Before the helper says that it is ready, it makes a handshake of each kind with itself: what is broken is found before
// a peer is met. (That code is compiled before it is needed is rehearsal.ts's.)
import { Handshake } from '../identity/noise.ts'
import type { KeyPair } from '../identity/x25519.ts'
import { isHostKeyOf, noiseStaticOf } from '../identity/ssh-public-key.ts'
import type { HostKey } from '../identity/host-key.ts'
import { saKeys } from '../negotiation/sa-keys.ts'
import { handshakePrologue } from '../wire/control-message.ts'
import type { NoisePattern } from '../wire/control-message.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { decodeReply, decodeRequest, encodeReply, encodeRequest } from '../wire/payloads.ts'
import type { Reply, Request } from '../wire/payloads.ts'
import { StartError } from './start-error.ts'

const transform = 'aes-256-gcm'
const endpoint = '192.0.2.1:10567'

/** @throws StartError where this machine computes something wrong */
export function selfTest(hostKey: HostKey, name: DnsName): void {
  const request: Request = {
    senderName: name,
    senderVip: '240.0.0.1',
    receiverName: name,
    receiverVip: { vip: '240.0.0.2', isAccepted: true },
    hostKey: hostKey.publicKey,
    spi: 256,
    transforms: [transform],
    endpoints: [endpoint],
    source: endpoint,
    hasVip6: true,
  }
  const reply: Reply = {
    trust: 'accepted',
    senderName: name,
    senderVip: '240.0.0.2',
    receiverName: name,
    receiverVip: { vip: '240.0.0.1', isAccepted: true },
    hostKey: hostKey.publicKey,
    spi: 257,
    transform,
    endpoints: [endpoint],
    source: endpoint,
    observedSource: endpoint,
    hasVip6: true,
  }
  const staticKeys = hostKey.noiseKeys()
  for (const pattern of ['IX', 'IK'] as const) {
    if (isSound(pattern, staticKeys, hostKey.publicKey, request, reply)) continue
    throw new StartError(
      `a ${pattern} handshake of this computer with itself failed`,
      'the program or the machine is damaged; install VIP again, and check the memory',
    )
  }
}

function isSound(
  pattern: NoisePattern,
  staticKeys: KeyPair,
  hostKey: Uint8Array,
  request: Request,
  reply: Reply,
): boolean {
  const both = { staticKeys, prologue: handshakePrologue(1) } as const
  const responderStatic = noiseStaticOf(hostKey)
  if (responderStatic === undefined || !isHostKeyOf(hostKey, staticKeys.publicKey)) return false
  const initiator = new Handshake(
    pattern === 'IK'
      ? { ...both, role: 'initiator', pattern, responderStatic }
      : { ...both, role: 'initiator', pattern },
  )
  const responder = new Handshake({ ...both, role: 'responder', pattern })
  const first = initiator.writeMessage(encodeRequest(request))
  const asked = first.ok && responder.readMessage(first.message)
  const second = responder.writeMessage(encodeReply(reply))
  const answered = second.ok && initiator.readMessage(second.message)
  if (!asked || !asked.ok || !answered || !answered.ok) return false
  const isRead = decodeRequest(asked.payload).ok && decodeReply(answered.payload).ok
  const ours = saKeys(initiator.finish(), transform)
  const theirs = saKeys(responder.finish(), transform)
  const areKeysEqual =
    Buffer.compare(ours.sending, theirs.receiving) === 0 &&
    Buffer.compare(ours.receiving, theirs.sending) === 0
  return isRead && areKeysEqual
}
