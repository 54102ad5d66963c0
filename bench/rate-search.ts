// Finds the highest rate that arrives with little loss, by offering rates and seeing what comes.

export type ProbeResult = {
  /** What the sender really sent, in packets a second. */
  sentRate: number
  /** Packets a second from the first one sent to the last one received. */
  receivedRate: number
  /** From 0 to 1. */
  lostShare: number
  /** How long packets still came after the last was sent. */
  drainMs: number
}

export type RateSearch = {
  /** Sends at `rate` for a while; Infinity: as fast as the sender can. */
  probe: (rate: number) => Promise<ProbeResult>
  /** Largest share of packets that may be lost, such as 0.01. */
  mostLoss: number
  /** A rate that fills queues arrives too, while they last: what takes longer to drain was not carried at that rate. */
  mostDrainMs: number
  /** Ends when the rate is known to this share of itself, such as 0.03. */
  precision: number
  mostProbes: number
}

/**
 * The first probe is a flood: if that arrives, the sender is the limit. Else what arrived of the flood says where to begin,
 * and bisection goes on from there. A probe that fails counts only when it fails twice: on a busy machine a moment without
 * the processor loses packets at any rate.
 *
 * @returns the received rate of the best probe within the limits; 0 where there was none
 */
export async function searchHighestRate(search: RateSearch): Promise<number> {
  const { probe, mostLoss, mostDrainMs, precision, mostProbes } = search
  const isGood = ({ lostShare, drainMs }: ProbeResult) =>
    lostShare <= mostLoss && drainMs <= mostDrainMs
  const flood = await probe(Infinity)
  if (isGood(flood)) return flood.receivedRate
  let good = 0
  let bad = flood.sentRate
  let best = 0
  let probes = 1
  let next = flood.receivedRate > 0 ? flood.receivedRate : bad / 2
  while (probes < mostProbes && bad - good > bad * precision) {
    let result = await probe(next)
    probes += 1
    if (!isGood(result) && probes < mostProbes) {
      result = await probe(next)
      probes += 1
    }
    if (isGood(result)) {
      good = next
      best = Math.max(best, result.receivedRate)
    } else {
      bad = next
    }
    // Nothing good yet: halving finds the magnitude soonest.
    next = (good + bad) / 2
  }
  return best
}
