// How much passes between this computer and each partner, second by second: differences of successive counters. The helper
// tells sums only, so that the past minute is known only from when the page was loaded.
import type { Partner } from '../../dataplane/contract/model.ts'
import { deskStore } from './desk-store.ts'
import type { ByName } from './desk-view.ts'

export const shownSeconds = 60

/** The helper tells its counters about once a second, too, not in step with us: each figure is the mean of so many. */
const meanOfSeconds = 3

export type Throughput = {
  /** Both directions, bytes a second, for each past second; newest last. */
  series: readonly number[]
  perSecond: number
}

type Known = { rxBytes: number; txBytes: number; passed: readonly number[]; throughput: Throughput }

const nothing: Throughput = { series: [], perSecond: 0 }

export class ThroughputMeter {
  #known = new Map<string, Known>()

  /** Once a second. A partner that is no more is forgotten. */
  sample(partners: ByName<Partner>): void {
    const next = new Map<string, Known>()
    for (const [name, { rxBytes, txBytes }] of partners) {
      next.set(name, this.#after(this.#known.get(name), rxBytes, txBytes))
    }
    this.#known = next
  }

  #after(before: Known | undefined, rxBytes: number, txBytes: number): Known {
    // Counters that went back are another helper's.
    if (before === undefined || rxBytes < before.rxBytes || txBytes < before.txBytes)
      return { rxBytes, txBytes, passed: [], throughput: nothing }
    const bytes = rxBytes - before.rxBytes + txBytes - before.txBytes
    const passed = [...before.passed, bytes].slice(-meanOfSeconds)
    const perSecond = passed.reduce((sum, each) => sum + each, 0) / passed.length
    const series = [...before.throughput.series, perSecond].slice(-shownSeconds)
    return { rxBytes, txBytes, passed, throughput: { series, perSecond } }
  }

  of(name: string): Throughput | undefined {
    return this.#known.get(name)?.throughput
  }
}

export const throughputMeter = new ThroughputMeter()

/** @returns a function that ends it */
export function startThroughput(): () => void {
  const timer = setInterval(() => throughputMeter.sample(deskStore.getState().partners), 1000)
  return () => clearInterval(timer)
}
