// Which phases of a move stand in one row, what each looks like there, and which two are the ends of one bar. Pure.
import type { HandoverPhase } from '../../dataplane/contract/handovers.ts'

/** Rows of a lane, from the top. */
export const trackNames = ['link', 'records', 'hints', 'search', 'path', 'packets'] as const
export type TrackName = (typeof trackNames)[number]

/** A token of theme.css. */
export type Tone = 'series-1' | 'series-2' | 'series-3' | 'series-4' | 'alive' | 'fault'

/** Each is told apart without its colour. */
export type MarkShape = 'ring' | 'disc' | 'diamond' | 'cross' | 'rise' | 'leave' | 'arrive' | 'box'

export type PhaseLook = { track: TrackName; shape: MarkShape; tone: Tone }

/** Rings: asked or told. Discs: the answer to it. */
export const phaseLooks: Readonly<Record<HandoverPhase, PhaseLook>> = {
  'link-lost': { track: 'link', shape: 'cross', tone: 'series-2' },
  'address-up': { track: 'link', shape: 'rise', tone: 'series-2' },
  'dns-sent': { track: 'records', shape: 'ring', tone: 'series-3' },
  'dns-acknowledged': { track: 'records', shape: 'disc', tone: 'series-3' },
  'dns-visible': { track: 'records', shape: 'diamond', tone: 'series-3' },
  'dns-failed': { track: 'records', shape: 'cross', tone: 'fault' },
  'hint-sent': { track: 'hints', shape: 'ring', tone: 'series-1' },
  'hint-acknowledged': { track: 'hints', shape: 'disc', tone: 'series-1' },
  'hint-received': { track: 'hints', shape: 'disc', tone: 'series-1' },
  'source-port-changed': { track: 'hints', shape: 'diamond', tone: 'series-1' },
  'gave-up': { track: 'hints', shape: 'cross', tone: 'fault' },
  'dns-asked': { track: 'search', shape: 'ring', tone: 'series-3' },
  'dns-answered': { track: 'search', shape: 'disc', tone: 'series-3' },
  'path-challenged': { track: 'path', shape: 'ring', tone: 'series-1' },
  'path-confirmed': { track: 'path', shape: 'disc', tone: 'series-1' },
  'held-sent': { track: 'packets', shape: 'box', tone: 'series-4' },
  resent: { track: 'packets', shape: 'box', tone: 'series-4' },
  'first-packet-out': { track: 'packets', shape: 'leave', tone: 'series-4' },
  'first-packet-in': { track: 'packets', shape: 'arrive', tone: 'alive' },
}

/** From the first of these that is open to the one that ends it. `faint`: it is done, and others are waited for. */
export type BarRule = {
  opens: HandoverPhase
  closes: HandoverPhase
  look: 'solid' | 'faint' | 'hatched'
}

export const barRules: readonly BarRule[] = [
  { opens: 'link-lost', closes: 'address-up', look: 'hatched' },
  { opens: 'dns-sent', closes: 'dns-acknowledged', look: 'solid' },
  { opens: 'dns-acknowledged', closes: 'dns-visible', look: 'faint' },
  { opens: 'hint-sent', closes: 'hint-acknowledged', look: 'solid' },
  { opens: 'dns-asked', closes: 'dns-answered', look: 'solid' },
  { opens: 'path-challenged', closes: 'path-confirmed', look: 'solid' },
]
