// The lab as a desk shows it, for tests and for looking at pages, and a stream with a move in it.
import { perfectLink } from '../../dataplane/contract/link-settings.ts'
import type { LinkSettings } from '../../dataplane/contract/link-settings.ts'
import type { EmulatedLinkStatus, LabHostStatus } from '../../dataplane/contract/lab-status.ts'
import type { StreamTransport } from '../../dataplane/contract/stream-points.ts'
import type { PeerState } from '../../dataplane/contract/model.ts'
import type { LabState, StreamPoints } from '../../main/bridge/desk-state.ts'

type LabUp = NonNullable<LabState['status']>
type Lan = 'lan1' | 'lan2'

const networks: Readonly<Record<Lan, string>> = { lan1: '198.51.100.', lan2: '203.0.113.' }

export function sampleLabHost(
  host: 'a' | 'b',
  lan: Lan | null,
  state: PeerState = 'active',
): LabHostStatus {
  const other = host === 'a' ? 'b' : 'a'
  const number = host === 'a' ? 10 : 20
  return {
    host,
    fqdn: `${host}.vipip.net`,
    vip: host === 'a' ? '240.77.3.18' : '240.201.64.9',
    vip6: host === 'a' ? 'fd56:4950::3:12' : 'fd56:4950::40:9',
    lan,
    addresses:
      lan === null
        ? []
        : [
            { interface: lan, address: `${networks[lan]}${number}` },
            { interface: lan, address: `2001:db8:${lan === 'lan1' ? 1 : 2}::${number}` },
          ],
    tunnel: {
      state: 'running',
      tun: 'vip0',
      port: 10_567,
      mtu: 1420,
      drops: {},
      peers: [
        {
          name: `${other}.vipip.net`,
          vip: other === 'a' ? '240.77.3.18' : '240.201.64.9',
          endpoints: [`${networks[lan ?? 'lan1']}20:10567`],
          rxBytes: 182_400,
          txBytes: 181_900,
          lastHeardMs: 3,
          drops: {},
          state,
        },
      ],
    },
  }
}

export function sampleLink(
  host: 'a' | 'b',
  lan: Lan,
  others: Partial<LinkSettings>,
): EmulatedLinkStatus {
  const settings = { ...perfectLink, ...others }
  const counters = {
    ...{ received: 0, sent: 0, lost: 0, duplicated: 0, reordered: 0 },
    ...{ queueFull: 0, overrun: 0, refused: 0 },
  }
  return {
    host,
    lan,
    state: 'running',
    seed: 1,
    out: { settings, counters },
    in: { settings, counters },
  }
}

export function sampleLabStatus(others: Partial<LabUp> = {}): LabUp {
  return {
    name: 'lab',
    state: 'up',
    mode: 'helpers',
    nameServer: { kind: 'vip', state: 'running', addresses: ['192.0.2.53', '2001:db8:53::53'] },
    legacy: { host: 'c', fqdn: 'legacy.vipip.net', addresses: ['203.0.113.30'] },
    rootless: false,
    foreground: true,
    runDirectory: '/run/vip-lab/lab',
    keeperPid: 4711,
    hosts: [sampleLabHost('a', 'lan1'), sampleLabHost('b', 'lan2')],
    links: [],
    services: [],
    ...others,
  }
}

export function sampleLab(others: Partial<LabState> = {}): LabState {
  return {
    phase: { is: 'up' },
    status: sampleLabStatus(),
    statusAt: Date.now(),
    moving: [],
    stream: { is: 'running', transport: 'udp' },
    problem: null,
    ...others,
  }
}

/** What came of a stream in a time, in which nothing arrived during `pause`; what was sent then comes at its end, or is lost. */
export function sampleStream({
  fromMs,
  toMs,
  pause = null,
  lost = 0,
  transport = 'udp',
}: {
  fromMs: number
  toMs: number
  pause?: { fromMs: number; toMs: number } | null
  lost?: number
  transport?: StreamTransport
}): StreamPoints[] {
  return (['a', 'b'] as const).map((at): StreamPoints => {
    const sent: [number, number][] = []
    const received: [number, number][] = []
    let lostSoFar = 0
    for (let number = fromMs; number < toMs; number += 1) {
      sent.push([number, number])
      // A little different in each direction, as on any machine.
      const cameAt = number + 0.4 + ((number * (at === 'a' ? 7 : 13)) % 10) / 25
      const isInPause = pause !== null && cameAt >= pause.fromMs && cameAt < pause.toMs
      if (!isInPause) received.push([number, cameAt])
      else if (lostSoFar < lost) lostSoFar += 1
      else received.push([number, pause.toMs + (number - pause.fromMs) * 0.02])
    }
    return { transport, at, sent, received }
  })
}
