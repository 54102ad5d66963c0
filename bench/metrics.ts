// What the figures are: names that --json keeps, units, and the heading that a person reads.

export type Metric =
  | 'tcp'
  | 'tcp-cpu'
  | 'udp-64'
  | 'udp-1200'
  | 'rtt-p50'
  | 'rtt-p99'
  | 'rtt-added-p50'
  | 'memory'
  | 'start'
  | 'scale-memory'
  | 'scale-tcp'
  | 'first-contact'
  | 'names-answers'
  | 'names-answers-core'
  | 'names-p50'
  | 'names-legacy-added'
  | 'handshakes'

export type MetricDescription = {
  unit: string
  heading: string
  /** Digits behind the point, as many as the runs agree on. */
  digits: number
}

/** In the order of the report. */
export const metrics: Readonly<Record<Metric, MetricDescription>> = {
  tcp: { unit: 'Gbit/s', heading: 'TCP, 1 stream (iperf3)', digits: 2 },
  'tcp-cpu': { unit: 'CPU-s/GB', heading: 'CPU for that, both helpers', digits: 2 },
  'udp-64': { unit: 'kpps', heading: 'UDP, 64 B of payload, <= 1 % lost (udp-load)', digits: 1 },
  'udp-1200': { unit: 'kpps', heading: 'UDP, 1200 B of payload, <= 1 % lost', digits: 1 },
  'rtt-p50': { unit: 'us', heading: 'Round trip, p50 (ping every 2 ms)', digits: 0 },
  'rtt-p99': { unit: 'us', heading: 'Round trip, p99', digits: 0 },
  'rtt-added-p50': { unit: 'us', heading: 'Round trip added to raw veth, p50', digits: 0 },
  memory: { unit: 'MB', heading: 'Memory of the larger helper after the loads (RSS)', digits: 1 },
  start: { unit: 's', heading: 'Helper start to ready', digits: 3 },
  'scale-memory': { unit: 'B/peer', heading: 'Memory a peer, of very many', digits: 0 },
  'scale-tcp': { unit: 'Gbit/s', heading: 'TCP, 1 stream, beside very many peers', digits: 2 },
  'first-contact': {
    unit: 'ms',
    heading: 'First contact, key known: beyond one DNS and one peer round trip',
    digits: 1,
  },
  'names-answers': { unit: '1/s', heading: 'Resolver: answers for a name with a VIP', digits: 0 },
  'names-answers-core': { unit: '1/s', heading: 'The same per second of one core', digits: 0 },
  'names-p50': { unit: 'us', heading: 'Resolver: one such answer, p50', digits: 0 },
  'names-legacy-added': { unit: 'us', heading: "Added to a legacy name's answer, p50", digits: 0 },
  handshakes: { unit: '1/s', heading: 'Handshakes answered on one core', digits: 0 },
}

export const metricNames = Object.keys(metrics) as Metric[]
