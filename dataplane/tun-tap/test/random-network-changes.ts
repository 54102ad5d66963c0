// Random changes to a network namespace, as arguments of `ip`: links, addresses and routes of both families
// come, go and change. The same seed gives the same changes.

const LINKS = ['v0', 'v1', 'v2', 'v3']
const MTUS = [1280, 1400, 1500, 9000]

export function randomChanges(seed: number): { next(): string[] } {
  const random = generator(seed)
  const upTo = (limit: number) => Math.floor(random() * limit)
  const pick = <Item>(items: readonly Item[]) => items[upTo(items.length)] as Item
  const link = () => pick(LINKS)
  const address4 = () => `192.0.2.${1 + upTo(6)}`
  const address6 = () => `2001:db8::${1 + upTo(6)}`
  const prefix4 = () => `203.0.113.${16 * upTo(4)}/28`
  const prefix6 = () => `2001:db8:${1 + upTo(4)}::/48`
  const optionalMtu = () => (upTo(2) === 0 ? ['mtu', String(pick(MTUS))] : [])

  const kinds: (() => string[])[] = [
    () => {
      const pair = upTo(2) * 2
      return ['link', 'add', `v${pair}`, 'type', 'veth', 'peer', 'name', `v${pair + 1}`]
    },
    () => ['link', 'set', link(), 'up'],
    () => ['link', 'set', link(), 'up'],
    () => ['link', 'set', link(), pick(['up', 'down'])],
    () => ['link', 'set', link(), 'mtu', String(pick(MTUS))],
    () => (upTo(4) === 0 ? ['link', 'del', link()] : ['link', 'set', link(), 'up']),
    () => ['address', 'add', `${address4()}/${pick([24, 28, 32])}`, 'dev', link()],
    () => ['address', 'add', `${address6()}/64`, 'dev', link(), ...pick([['nodad'], []])],
    () => ['address', 'add', address4(), 'peer', `198.51.100.${1 + upTo(4)}`, 'dev', link()],
    () => ['address', 'del', `${address4()}/${pick([24, 28, 32])}`, 'dev', link()],
    () => ['address', 'del', `${address6()}/64`, 'dev', link()],
    () => ['address', 'flush', 'dev', link(), 'scope', 'global'],
    () => ['route', pick(['add', 'append']), prefix4(), 'via', address4(), ...optionalMtu()],
    () => ['route', 'replace', prefix4(), 'via', address4(), 'metric', String(upTo(2))],
    () => ['route', 'add', prefix4(), 'dev', link(), 'src', address4(), ...optionalMtu()],
    () => ['route', 'add', prefix4(), 'nexthop', 'via', address4(), 'nexthop', 'via', address4()],
    () => ['route', 'add', 'unreachable', prefix4(), 'metric', String(upTo(9))],
    () => ['route', 'del', prefix4()],
    () => ['-6', 'route', pick(['add', 'append']), prefix6(), 'via', address6(), ...optionalMtu()],
    () => ['-6', 'route', 'replace', prefix6(), 'via', address6(), 'dev', link()],
    () => ['-6', 'route', 'add', prefix6(), 'dev', link(), 'src', address6()],
    () => ['-6', 'route', 'add', 'default', 'via', address6(), 'metric', String(1 + upTo(3))],
    () => ['-6', 'route', 'del', pick([prefix6(), 'default'])],
  ]
  return { next: () => pick(kinds)() }
}

/** Numbers in [0, 1): mulberry32. */
function generator(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
