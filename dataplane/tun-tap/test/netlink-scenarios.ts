// What `netlink.test.ts` runs in a network namespace: `netlink-scenarios.ts <scenario> <argument>` prints
// the scenario's result as JSON. Expectations are the test's.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import type { NetworkEvent, WatchOptions } from '../netlink.ts'
import { pictureByIproute, pictureOf, type Picture } from './iproute-model.ts'
import { randomChanges } from './random-network-changes.ts'

// The sources run as they are: this takes the place of the bundler's define, and must come first.
Object.assign(globalThis, { __NATIVE_ADDON__: process.env['VIP_TEST_ADDON'] })
// Sanitizers are for this process: they would judge iproute2, too, and it has findings of its own.
delete process.env['LD_PRELOAD']
const { addAddress, addRoute, readNetwork, removeAddress, removeRoute, setLink } =
  await import('../netlink.ts')
const { watchNetwork } = await import('../netlink.ts')
const { NetworkState } = await import('../netlink-state.ts')

const PATIENCE_MS = 90_000

/** A watch with everything that it told, and a way to wait for more. */
function follow(options?: WatchOptions) {
  const events: NetworkEvent[] = []
  const state = new NetworkState()
  let check = () => {}
  let isScheduled = false
  const watch = watchNetwork((event) => {
    events.push(event)
    state.apply(event)
    if (isScheduled) return
    isScheduled = true
    setImmediate(() => {
      isScheduled = false
      check()
    })
  }, options)
  /** Looks again after each batch of events until `condition` holds. The timer also keeps the process alive. */
  const until = (condition: () => boolean, what: string) =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`never: ${what}`)), PATIENCE_MS)
      check = () => {
        if (!condition()) return
        clearTimeout(timer)
        check = () => {}
        resolve()
      }
      check()
    })
  return { events, state, until, stop: () => watch.stop() }
}

type Following = ReturnType<typeof follow>

/** Ends with null when our picture has become the kernel's, or with both when it never does. */
async function comparison({ state, until }: Following): Promise<null | Picture[]> {
  const isEqual = () => JSON.stringify(pictureOf(state)) === JSON.stringify(pictureByIproute())
  try {
    await until(isEqual, 'the pictures are equal')
    return null
  } catch {
    return [pictureOf(state), pictureByIproute()]
  }
}

/** Waits for a change that is made now: whatever the kernel told before is told by then. */
async function afterMark({ until, state }: Following): Promise<void> {
  const before = state.links.find(({ name }) => name === 'lo')?.mtu
  const mark = before === 65_536 ? 65_000 : 65_536
  setLink('lo', { mtu: mark })
  const isMarked = () => state.links.some(({ name, mtu }) => name === 'lo' && mtu === mark)
  await until(isMarked, 'the mark is told')
}

function ip(...argv: string[]): void {
  execFileSync('ip', argv)
}

function ipBatch(lines: readonly string[]): void {
  execFileSync('ip', ['-batch', '-'], { input: lines.join('\n') })
}

/** Two ends of one cable, up. */
function makeCable(): void {
  ip('link', 'add', 'v0', 'type', 'veth', 'peer', 'name', 'v1')
  for (const name of ['lo', 'v0', 'v1']) setLink(name, { up: true })
}

/** Lets JavaScript run meanwhile. */
async function ipBatchAside(lines: readonly string[]): Promise<void> {
  const child = spawn('ip', ['-batch', '-'], { stdio: ['pipe', 'ignore', 'inherit'] })
  child.stdin.end(lines.join('\n'))
  await once(child, 'close')
}

/** The one socket that has joined groups, as the kernel counts: messages lost, bytes not read yet. */
function watchingSocket(): { drops: number; unreadBytes: number } {
  const [header = '', ...sockets] = readFileSync('/proc/net/netlink', 'utf8').trim().split('\n')
  const columns = header.trim().split(/\s+/)
  const isWatching = (cells: string[]) => Number(`0x${cells[columns.indexOf('Groups')]}`) !== 0
  const watching = sockets.map((row) => row.trim().split(/\s+/)).find(isWatching)
  const numberIn = (name: string) => Number(watching?.[columns.indexOf(name)])
  return { drops: numberIn('Drops'), unreadBytes: numberIn('Rmem') }
}

/** Keeps JavaScript busy until the native thread has read all that the kernel holds for it. */
function holdUntilAllIsRead(): void {
  while (watchingSocket().unreadBytes > 0);
}

/** Each brings a message for itself and three for its routes, all within one system call. */
function manyAddresses(verb: 'add' | 'del', count: number): string[] {
  return Array.from({ length: count }, (_, i) => {
    return `address ${verb} 240.${i >> 8}.${i & 255}.1/24 dev v0`
  })
}

function microseconds(): number {
  return Number(process.hrtime.bigint() / 1000n)
}

function codeOf(act: () => void): { code: unknown; message: string } | null {
  try {
    act()
    return null
  } catch (error) {
    return error as Error & { code: unknown }
  }
}

const refusals = (acts: Record<string, () => void>) =>
  Object.fromEntries(
    Object.entries(acts).map(([name, act]) => {
      const refused = codeOf(act)
      return [name, refused === null ? null : `${String(refused.code)}: ${refused.message}`]
    }),
  )

const scenarios: Record<string, (argument: string) => unknown> = {
  /** Each kind of event, in the order of the changes. */
  async events() {
    const following = follow()
    const startedUs = microseconds()
    makeCable()
    addAddress('v0', '192.0.2.1', 24)
    addRoute({ destination: '203.0.113.0', prefixLength: 24, via: '192.0.2.254', mtu: 1300 })
    removeRoute({ destination: '203.0.113.0', prefixLength: 24 })
    removeAddress('v0', '192.0.2.1', 24)
    ip('link', 'del', 'v0')
    const isGone = (event: NetworkEvent) =>
      event.kind === 'link' && event.change === 'removed' && event.link.name === 'v1'
    await following.until(() => following.events.some(isGone), 'v1 is gone')
    const difference = await comparison(following)
    following.stop()
    return { startedUs, endedUs: microseconds(), events: following.events, difference }
  },

  /** Requests and refusals, beside what iproute2 sees of them. */
  async requests() {
    makeCable()
    const following = follow()
    const isEqual = () =>
      JSON.stringify(pictureOf(readNetwork())) === JSON.stringify(pictureByIproute())
    setLink('v0', { mtu: 1400 })
    addAddress('v0', '192.0.2.1', 24)
    addAddress('v0', '198.51.100.1', 32, { peer: '198.51.100.2' })
    addAddress('v0', '2001:db8::1', 64, { nodad: true })
    addAddress('v0', '2001:db8:7::1', 64, { nodad: true, noPrefixRoute: true })
    addRoute({ destination: '0.0.0.0', prefixLength: 0, via: '192.0.2.254', metric: 50, mtu: 1300 })
    addRoute({ destination: '203.0.113.0', prefixLength: 25, via: '2001:db8::9', interface: 'v0' })
    addRoute({ destination: '240.0.0.0', prefixLength: 4, type: 'unreachable', table: 1000 })
    addRoute({ destination: '2001:db8:5::', prefixLength: 48, via: '2001:db8::9', interface: 'v0' })
    await following.until(isEqual, 'what we read is what iproute2 reads')
    const full = pictureByIproute()
    removeRoute({ destination: '240.0.0.0', prefixLength: 4, type: 'unreachable', table: 1000 })
    removeRoute({ destination: '2001:db8:5::', prefixLength: 48 })
    removeRoute({ destination: '203.0.113.0', prefixLength: 25 })
    removeRoute({ destination: '0.0.0.0', prefixLength: 0, metric: 50 })
    removeAddress('v0', '198.51.100.1', 32, { peer: '198.51.100.2' })
    removeAddress('v0', '2001:db8::1', 64)
    removeAddress('v0', '2001:db8:7::1', 64)
    removeAddress('v0', '192.0.2.1', 24)
    setLink(1, { up: false })
    following.stop()
    return { full, empty: pictureByIproute() }
  },

  refusals() {
    makeCable()
    addAddress('v0', '192.0.2.1', 24)
    const to = { destination: '203.0.113.0', prefixLength: 24 }
    return refusals({
      'address twice': () => addAddress('v0', '192.0.2.1', 24),
      'address not there': () => removeAddress('v0', '192.0.2.9', 24),
      'not an address': () => addAddress('v0', '192.0.2', 24),
      'prefix too long': () => addAddress('v0', '192.0.2.7', 33),
      'no such interface': () => setLink('v9', { up: true }),
      'MTU too small': () => setLink('v0', { mtu: 1 }),
      'gateway out of reach': () => addRoute({ ...to, via: '198.51.100.1' }),
      'route not there': () => removeRoute(to),
    })
  },

  /** Started without CAP_NET_ADMIN. */
  async unprivileged() {
    const following = follow()
    await following.until(() => following.events.length > 0, 'the first snapshot')
    following.stop()
    const acts = { address: () => addAddress('lo', '192.0.2.1', 32) }
    return { firstEvent: following.events[0]?.kind, refused: refusals(acts) }
  },

  /** Random changes by iproute2; the picture must be the kernel's after each dozen. */
  async random(seed) {
    const following = follow()
    ip('link', 'set', 'lo', 'up')
    const changes = randomChanges(Number(seed))
    let changeCount = 0
    for (let round = 0; round < 25; ++round) {
      for (let i = 0; i < 12; ++i, ++changeCount) {
        // What the network's state forbids is refused by the kernel, and that is well.
        codeOf(() => execFileSync('ip', changes.next(), { stdio: 'ignore' }))
      }
      await afterMark(following)
      const difference = await comparison(following)
      if (difference !== null) return { changeCount, round, difference }
    }
    following.stop()
    const kinds = following.events.map((event) => event.kind)
    return { changeCount, difference: null, deltas: kinds.filter((k) => k !== 'snapshot').length }
  },

  /** Of a route with two next hops one goes: the kernel tells which went, but not what is left. */
  async multipath() {
    ip('link', 'add', 'v0', 'type', 'veth', 'peer', 'name', 'v1')
    // Without addresses of their own the links do nothing by themselves after coming up.
    for (const name of ['v0', 'v1']) ip('link', 'set', name, 'addrgenmode', 'none', 'up')
    addAddress('v0', '2001:db8::1', 64, { nodad: true })
    const destination = '2001:db8:5::/48'
    const hops = ['2001:db8::8', '2001:db8::9'].flatMap((hop) => ['nexthop', 'via', hop])
    ip('-6', 'route', 'add', destination, ...hops)
    const following = follow()
    const hopCounts = () =>
      following.state.routes.filter((r) => r.destination === '2001:db8:5::').map((r) => r.nextHops)
    await following.until(() => hopCounts().length > 0, 'the route is told')
    const before = hopCounts()
    ip('-6', 'route', 'del', destination, 'via', '2001:db8::8')
    const difference = await comparison(following)
    following.stop()
    return { before, after: hopCounts(), difference }
  },

  /** A receive buffer of a few messages, and JavaScript that keeps up: only the kernel can lose some. */
  async kernelOverflow() {
    makeCable()
    const following = follow({ receiveBufferBytes: 1 })
    await following.until(() => following.events.length > 0, 'the first snapshot')
    await ipBatchAside([...manyAddresses('add', 2000), ...manyAddresses('del', 1000)])
    const dropped = watchingSocket().drops
    const difference = await comparison(following)
    const { events, state } = following
    following.stop()
    const causes = events.flatMap((event) => (event.kind === 'snapshot' ? [event.cause] : []))
    return { dropped, causes, difference, addresses: state.addresses.length }
  },

  /** JavaScript is busy while 12,000 messages come, all of which the kernel keeps for us. */
  async queueOverflow() {
    makeCable()
    const following = follow({ receiveBufferBytes: 64 * 1024 * 1024 })
    await following.until(() => following.events.length > 0, 'the first snapshot')
    const toldBefore = following.events.length
    // Additions alone: nothing but a loss brings a snapshot.
    ipBatch(manyAddresses('add', 3000))
    holdUntilAllIsRead()
    const dropped = watchingSocket().drops
    const difference = await comparison(following)
    const told = following.events.slice(toldBefore)
    following.stop()
    const causes = told.flatMap((event) => (event.kind === 'snapshot' ? [event.cause] : []))
    return { dropped, causes, toldCount: told.length, difference }
  },

  /** Stopped from inside the callback with thousands waiting, and twice. */
  async stop() {
    makeCable()
    let told = 0
    const watch = watchNetwork(() => {
      told += 1
      watch.stop()
      watch.stop()
    })
    ipBatch(manyAddresses('add', 500))
    const other = follow()
    await afterMark(other)
    const toldAtMark = told
    ipBatch(manyAddresses('del', 500))
    await afterMark(other)
    other.stop()
    return { toldAtMark, toldAtEnd: told }
  },

  /** What the callback throws reaches the process, and the events after it reach the callback. */
  async throwing() {
    const uncaught: string[] = []
    process.on('uncaughtException', (error) => uncaught.push(error.message))
    let told = 0
    const watch = watchNetwork(() => {
      told += 1
      throw new Error(`event ${told}`)
    })
    const other = follow()
    makeCable()
    await afterMark(other)
    await other.until(() => uncaught.length > 3, 'errors arrive')
    watch.stop()
    other.stop()
    return { isEveryErrorSeen: uncaught.length === told, first: uncaught[0] }
  },

  /** The process ends by itself, or by force, while events are on their way: nothing may crash. */
  exit(how) {
    makeCable()
    watchNetwork(() => {
      if (how === 'inside') process.exit(0)
    })
    ipBatch(manyAddresses('add', 500))
    if (how === 'at once') process.exit(0)
    return { how }
  },

  /** Worker threads that watch are ended by force in a storm of changes. */
  async workers() {
    makeCable()
    let ended = 0
    for (let i = 0; i < 10; ++i) {
      const worker = new Worker(new URL('./watching-worker.ts', import.meta.url))
      await new Promise((resolve) => worker.once('message', resolve))
      ipBatch(manyAddresses(i % 2 === 0 ? 'add' : 'del', 300))
      await worker.terminate()
      ended += 1
    }
    return { ended }
  },
}

const [name = '', argument = ''] = process.argv.slice(2)
const scenario = scenarios[name]
if (scenario === undefined) throw new Error(`no scenario ${name}`)
process.stdout.write(JSON.stringify(await scenario(argument)))
