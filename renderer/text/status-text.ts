// Sentences of the Status page.
import type { LastMove } from '../../dataplane/contract/handovers.ts'
import type { Status } from '../../dataplane/contract/model.ts'
import { durationText } from '../../dataplane/contract/quantities.ts'
import type { Headline } from '../state/headline.ts'
import { preciseText } from './handovers-text.ts'
import { agoText, counted } from './quantities.ts'

/** As people know them; one that is newer than this app has its own word. */
const providerNames: Readonly<Record<string, string>> = {
  rfc2136: 'a name server (RFC 2136)',
  dyndns2: 'DynDNS 2',
  duckdns: 'DuckDNS',
  desec: 'deSEC',
  cloudflare: 'Cloudflare',
}

export const statusText = {
  titleWithoutHelper: 'Status',
  headline: (headline: Headline): { title: string; lede: string } => {
    switch (headline.is) {
      case 'starting':
        return { title: 'Starting', lede: 'The helper is getting its parts ready.' }
      case 'off':
        return {
          title: 'Mobility is off',
          lede: 'Names are answered with physical addresses, and connections break when a host moves.',
        }
      case 'alive':
        return {
          title: 'Mobility is on',
          lede: `${counted(headline.heard, 'partner was', 'partners were')} heard within the last 10 seconds.`,
        }
      case 'silent':
        return {
          title: 'Mobility is on',
          lede:
            headline.names.length === 1
              ? `${headline.names[0]} is not answering, trying …`
              : `${counted(headline.names.length, 'host')} are not answering, trying …`,
        }
      case 'quiet':
        return {
          title: 'Mobility is on',
          lede: 'Quiet: nothing was said to a VIP host in the last 10 seconds.',
        }
    }
  },
  turnOn: 'Turn on',
  turnOff: 'Turn off',

  figures: {
    partners: 'Partners',
    partnersNone: 'none',
    proof: 'Last proof of life',
    proofNever: 'none yet',
    proofUnknown: 'not known',
    move: 'Last move',
    moveNone: 'none yet',
    moveRunning: 'goes on',
    moveUnheard: 'not heard since',
  },

  /** The one action that helps, by the health row’s code. */
  remedyButtons: {
    'ddns-failed': 'Update DNS again',
    'configuration-refused': 'Open Settings',
    'no-network': 'Open Settings',
    'no-name-server': 'Open Settings',
    'network-refused': 'Open Settings',
  } as Readonly<Record<string, string>>,

  thisComputerSentence:
    'What others need to reach it: the name, and the fingerprint to compare at first contact.',
  name: 'Name',
  noName: 'None: it can call others, and cannot be called.',
  /** Behind “Copy”. */
  copied: { name: 'the name', fingerprint: 'the fingerprint' },
  vips: 'VIPs',
  noVips: 'None yet: the first is agreed with the first peer.',
  key: 'Key',
  showPicture: 'Show its picture',
  hidePicture: 'Hide its picture',
  newKeys: 'New keys',
  newKeysPolicy: {
    ask: 'wait until you have looked at them',
    'accept-new': 'are taken at first contact; a changed key is refused',
    dnssec: 'are taken only when DNSSEC proves them',
  } satisfies Record<Status['trustPolicy'], string>,

  network: 'Network',
  addresses: 'Addresses',
  preferred: 'preferred',
  noAddresses: 'None: this computer is offline.',
  ddns: 'Dynamic DNS',
  ddnsUpdate: 'Update now',
  ddnsState: (ddns: Status['ddns'], nowMs: number): string => {
    const by = `by ${providerNames[ddns.provider] ?? ddns.provider}`
    switch (ddns.state) {
      case 'off':
        return 'Off: no provider is configured, so others find this computer only while its address stays.'
      case 'current':
        return ddns.lastUpdate === null
          ? `Current, ${by}`
          : `Current, ${by}, updated ${agoText(Math.max(0, nowMs - ddns.lastUpdate))}`
      case 'updating':
        return `Updating, ${by} …`
      case 'failed':
        return `Failed, ${by}`
    }
  },
  ddnsPublic: 'The name tells everybody who asks DNS where this computer is.',
  port: 'Port',
  portSentence: (port: number, tun: string) => `UDP ${port}, interface ${tun}`,
  resolver: 'Resolver',
  resolverSentence: (listen: string, upstream: readonly string[]) =>
    upstream.length === 0 ? listen : `${listen}, asks ${upstream.join(', ')}`,

  helper: 'Helper',
  version: 'Version',
  versionSentence: (version: string, runsMs: number) =>
    `${version}, runs for ${durationText(runsMs)}`,
  dropped: 'Dropped packets',
  droppedNone: 'none',
  outage: (move: LastMove): string => {
    if (move.outageMs !== null) return preciseText(move.outageMs)
    return move.state === 'running'
      ? statusText.figures.moveRunning
      : statusText.figures.moveUnheard
  },
} as const
