// The bars that our figures have to reach, each against anchors of the same run or a fixed limit.
import type { Metric } from './metrics.ts'

/** Of a contestant, or of a part of the scale measurement. */
export type ContestantName = string

export type Condition =
  /** Ours over the anchor's median. */
  | { kind: 'at-least-times'; anchor: ContestantName; times: number }
  | { kind: 'at-most-times'; anchor: ContestantName; times: number }
  | { kind: 'at-most'; limit: number }
  | { kind: 'at-least'; limit: number }

export type Bar = {
  metric: Metric
  /** Whose figure is judged. */
  contestant: ContestantName
  text: string
  /** One that holds is enough. */
  anyOf: readonly Condition[]
}

export type Verdict = {
  bar: string
  /** The condition that holds, or the first that could be judged. */
  anchor: { contestant: ContestantName; median: number } | null
  /** Ours over the anchor's median; our median where the limit is fixed. */
  measured: number | null
  /** Null where no anchor was measured. */
  passed: boolean | null
}

/**
 * @param ours the contestant with the cipher that this machine prefers
 * @param hasAes the bar on CPU time is one for machines with AES instructions
 */
export function barsFor(ours: ContestantName, hasAes: boolean): Bar[] {
  const fromOurs = (metric: Metric, text: string, ...anyOf: Condition[]): Bar => ({
    metric,
    contestant: ours,
    text,
    anyOf,
  })
  const atLeast = (anchor: ContestantName, times: number): Condition => ({
    kind: 'at-least-times',
    anchor,
    times,
  })
  return [
    fromOurs('tcp', ">= 4 x Debian 13's wireguard-go", atLeast('wireguard-go-trixie', 4)),
    fromOurs('tcp', ">= 8 x Debian 12's wireguard-go", atLeast('wireguard-go-bookworm', 8)),
    fromOurs('tcp', '>= 85 % of our null cipher', atLeast('vip-null', 0.85)),
    ...(hasAes ? [fromOurs('tcp-cpu', '<= 1.3 CPU-s/GB', atMost(1.3))] : []),
    fromOurs(
      'udp-64',
      ">= 4 x Debian 13's wireguard-go, or >= 85 % of raw veth",
      atLeast('wireguard-go-trixie', 4),
      atLeast('raw-veth', 0.85),
    ),
    fromOurs('rtt-added-p50', "<= half of Debian 13's wireguard-go's", {
      kind: 'at-most-times',
      anchor: 'wireguard-go-trixie',
      times: 0.5,
    }),
    fromOurs('memory', '<= 100 MB', atMost(100)),
    limited('start', 'vip-few-mappings', '<= 0.5 s', atMost(0.5)),
    limited('start', 'vip-many-mappings', '<= 2 s', atMost(2)),
    ...['vip-lan', 'vip-20ms'].map((one) => limited('first-contact', one, '<= 5 ms', atMost(5))),
    limited('names-answers', 'vip-resolver', '>= 30,000/s', atLeastLimit(30_000)),
    limited('names-p50', 'vip-resolver', '<= 200 us', atMost(200)),
    limited('names-legacy-added', 'vip-resolver', '<= 300 us', atMost(300)),
    ...['vip-strangers', 'vip-known'].map((one) =>
      limited('handshakes', one, '>= 800/s', atLeastLimit(800)),
    ),
    limited('scale-memory', 'vip-many-peers', '<= 1000 B', atMost(1000)),
    {
      metric: 'scale-tcp',
      contestant: 'vip-many-peers',
      text: '>= 95 % of that with one peer',
      anyOf: [atLeast('vip-one-peer', 0.95)],
    },
  ]
}

function limited(
  metric: Metric,
  contestant: ContestantName,
  text: string,
  condition: Condition,
): Bar {
  return { metric, contestant, text, anyOf: [condition] }
}

function atMost(limit: number): Condition {
  return { kind: 'at-most', limit }
}

function atLeastLimit(limit: number): Condition {
  return { kind: 'at-least', limit }
}

/** @param medianOf undefined where the contestant was not measured */
export function judge(
  bar: Bar,
  ours: number,
  medianOf: (contestant: ContestantName) => number | undefined,
): Verdict {
  const verdicts = bar.anyOf.flatMap((condition) => judgeCondition(condition, ours, medianOf))
  const decisive = verdicts.find(({ passed }) => passed) ?? verdicts[0]
  return { bar: bar.text, ...(decisive ?? { anchor: null, measured: null, passed: null }) }
}

/** Nothing where the anchor is missing. */
function judgeCondition(
  condition: Condition,
  ours: number,
  medianOf: (contestant: ContestantName) => number | undefined,
): Omit<Verdict, 'bar'>[] {
  if (condition.kind === 'at-most') {
    return [{ anchor: null, measured: ours, passed: ours <= condition.limit }]
  }
  if (condition.kind === 'at-least') {
    return [{ anchor: null, measured: ours, passed: ours >= condition.limit }]
  }
  const median = medianOf(condition.anchor)
  if (median === undefined) return []
  const anchor = { contestant: condition.anchor, median }
  // Not by the quotient: an anchor of 0 is surpassed by anything.
  const limit = median * condition.times
  const passed = condition.kind === 'at-least-times' ? ours >= limit : ours <= limit
  return [{ anchor, measured: median === 0 ? null : ours / median, passed }]
}
