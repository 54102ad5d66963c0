// What a profile's samples were spent on, told by the names of functions.

export type Share = { group: string; percent: number }

/** `where` is what perf calls the object: `[kernel.kallsyms]`, `tun-tap.node`. The first group that fits counts. */
const groups: readonly { group: string; where: RegExp; symbol: RegExp }[] = [
  {
    group: 'kernel: copies between kernel and helper',
    where: /kernel/,
    symbol: /_(to|from)_iter$|_copy_(to|from)_user|^rep_movs|^memcpy|__check_object_size/,
  },
  {
    group: 'kernel: waking, sleeping, switching threads',
    where: /kernel/,
    // A virtual machine's clock samples these where interrupts are on again: after the other processor was woken.
    symbol: /finish_task_switch|_raw_spin_unlock_irqrestore|schedul|poll|try_to_wake|futex|eventfd/,
  },
  { group: 'kernel: the rest of the network stack', where: /kernel/, symbol: /./ },
  {
    group: 'helper: cipher',
    where: /tun-tap/,
    symbol: /^\.\.@|gcm|ghash|chacha|poly1305|sealEsp|openEsp|seal|open/i,
  },
  {
    group: 'helper: sums, cutting and merging segments',
    where: /tun-tap/,
    symbol: /add(Avx2|ToChecksum)|checksum|writeSegment|Coalescer|planSegments/i,
  },
  { group: 'helper: the rest of the packet path', where: /tun-tap|libc|vdso/, symbol: /./ },
  { group: 'helper: Node', where: /./, symbol: /./ },
]

/**
 * @param report of `perf report --sort dso,symbol --field-separator=;`: lines of `percent;object;[k] symbol`
 * @returns shares in percent, largest first, and the largest single functions
 */
export function groupsOf(report: string): { shares: Share[]; functions: Share[] } {
  const samples = report.split('\n').flatMap((line) => {
    const [, percent, where, symbol] =
      /^\s*([\d.]+)%?\s*;\s*(\S+)\s*;\s*\[.\]\s+([^;]+?)\s*(;|$)/.exec(line) ?? []
    return percent === undefined || where === undefined || symbol === undefined
      ? []
      : [{ percent: Number(percent), where, symbol }]
  })
  const sums = new Map<string, number>()
  for (const { percent, where, symbol } of samples) {
    const found = groups.find((each) => each.where.test(where) && each.symbol.test(symbol))
    const group = found?.group ?? 'unknown'
    sums.set(group, (sums.get(group) ?? 0) + percent)
  }
  const shares = [...sums].map(([group, percent]) => ({ group, percent }))
  const functions = samples.map(({ symbol, percent }) => ({ group: symbol, percent }))
  return { shares: largestFirst(shares), functions: largestFirst(functions).slice(0, 12) }
}

function largestFirst(shares: readonly Share[]): Share[] {
  return shares.toSorted((a, b) => b.percent - a.percent)
}
