// A move as the host mover is told it: what is done to a host's card, address and route, one kernel
// change a step (topology.ts does the same by ip(8)). Pure.
import { addressOf, lanNames, prefixLengths, switchHost } from '../address-plan.ts'
import type { LabHost, LanName } from '../address-plan.ts'
import { portOf } from '../topology.ts'
import type { MoveKind } from '../topology.ts'

/** Where hosts go; those that stay are left out. */
export type Destinations = Readonly<Partial<Record<LabHost, LanName>>>

export interface MovePlan {
  to: Destinations
  kind: MoveKind
  /** Between leaving and arriving, or, when the new link comes first, between arriving and leaving. */
  pauseMs: number
}

export interface StepList {
  steps: readonly string[]
  /** The step after which a host's new link has address and route. */
  usableAfter: Readonly<Partial<Record<LabHost, number>>>
}

/** All hosts leave, and then all arrive: nobody is usable before everybody has left. */
export function stepsOf({ to, kind, pauseMs }: MovePlan): StepList {
  const moves = (Object.entries(to) as [LabHost, LanName][]).map(([host, lan]) => ({ host, lan }))
  const leaving = moves.flatMap(({ host, lan }) => leaveSteps(host, lan))
  const pause = [`pause ${Math.round(pauseMs * 1000)}`]
  const steps = kind === 'break-before-make' ? [...leaving, ...pause] : []
  steps.push(...moves.map(({ host, lan }) => `up ${host} ${lan}`))
  steps.push(...moves.flatMap(({ host, lan }) => carrierSteps(host, lan)))
  const usableAfter: Partial<Record<LabHost, number>> = {}
  for (const { host, lan } of moves) {
    steps.push(...arriveSteps(host, lan))
    usableAfter[host] = steps.length - 1
  }
  if (kind === 'make-before-break') steps.push(...pause, ...leaving)
  return { steps, usableAfter }
}

function leaveSteps(host: LabHost, destination: LanName): string[] {
  return lanNames
    .filter((lan) => lan !== destination)
    .flatMap((lan) => [
      `down ${host} ${lan}`,
      ...prefixesOf(host, lan).map((prefix) => `no-address ${host} ${lan} ${prefix}`),
    ])
}

/** As a card that says that it has a link has one: without this, a first packet comes before the switch has noticed. */
function carrierSteps(host: LabHost, lan: LanName): string[] {
  return [`carrier ${host} ${lan}`, `carrier ${switchHost} ${portOf(host, lan)}`]
}

function arriveSteps(host: LabHost, lan: LanName): string[] {
  const gateway = addressOf('r', lan)
  return [
    ...prefixesOf(host, lan).map((prefix) => `address ${host} ${lan} ${prefix}`),
    ...[gateway.v4, gateway.v6].map((address) => `route ${host} ${lan} ${address}`),
  ]
}

function prefixesOf(host: LabHost, lan: LanName): string[] {
  const { v4, v6 } = addressOf(host, lan)
  return [`${v4}/${prefixLengths.v4}`, `${v6}/${prefixLengths.v6}`]
}
