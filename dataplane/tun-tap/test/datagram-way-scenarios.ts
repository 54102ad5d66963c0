// What `datagram-way.test.ts` runs in a network namespace; prints what it saw as JSON.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createSocket } from 'node:dgram'
import { closeSync, openSync, writeFileSync } from 'node:fs'
import type { DatagramWay } from '../datagram-way.ts'

// The sources run as they are: this takes the place of the bundler's define, and must come first.
Object.assign(globalThis, { __NATIVE_ADDON__: process.env['VIP_TEST_ADDON'] })
// Sanitizers are for this process alone.
delete process.env['LD_PRELOAD']
const { datagramWayTo } = await import('../datagram-way.ts')
const { outerMark } = await import('../netlink.ts')

function ip(...argv: string[]): string {
  return execFileSync('ip', argv, { encoding: 'utf8' })
}

/** Each line is one command of ip(8). */
function ipLines(lines: string): void {
  for (const line of lines.trim().split('\n')) ip(...line.trim().split(' '))
}

/** What iproute2 says of the same question; `mtuBytes` only where the route or the kernel's memory has one. */
function wayByIproute(address: string): { source: string | null; mtuBytes?: number } | null {
  const { status, stdout } = spawnSync(
    'ip',
    ['-json', 'route', 'get', address, 'mark', String(outerMark())],
    { encoding: 'utf8' },
  )
  if (status !== 0) return null
  const [route] = JSON.parse(stdout) as [
    { type?: string; prefsrc?: string; metrics?: { mtu?: number }[] },
  ]
  if (route.type === 'unreachable') return null
  const mtuBytes = route.metrics?.[0]?.mtu
  return { source: route.prefsrc ?? null, ...(mtuBytes === undefined ? {} : { mtuBytes }) }
}

function refused(endpoint: string): string {
  try {
    datagramWayTo(endpoint)
    return 'taken'
  } catch (error) {
    return String(error)
  }
}

function endpointOf(address: string): string {
  return address.includes(':') ? `[${address}]:10567` : `${address}:10567`
}

/** Every way as we see it and as iproute2 does. */
function compared(addresses: readonly string[]) {
  const entries = addresses.map((address) => {
    return [address, { ours: datagramWayTo(endpointOf(address)), theirs: wayByIproute(address) }]
  })
  return Object.fromEntries(entries) as Record<string, { ours: DatagramWay | null }>
}

const scenarios: Record<string, () => unknown> = {
  ways() {
    ipLines(`link set lo up
      link add v0 mtu 1450 type veth peer name v1
      link set v0 up
      link set v1 up
      address add 192.0.2.1/24 dev v0
      address add 192.0.2.2/24 dev v0
      address add 198.51.100.1/24 dev v1
      address add 2001:db8::1/64 dev v0 nodad
      route add 203.0.113.0/24 via 192.0.2.254 mtu 1300
      route add 203.0.113.64/26 via 192.0.2.254 src 192.0.2.2
      route add 203.0.113.128/32 dev v1 table 10
      rule add fwmark ${outerMark()} lookup 10
      route add unreachable 240.0.0.0/8
      route add blackhole 241.0.0.0/8
      route add prohibit 242.0.0.0/8
      route add unreachable 2001:db8:1::/48
      route add blackhole 2001:db8:2::/48
      route add prohibit 2001:db8:3::/48
      route add 2001:db8:4::/48 via 2001:db8::9 mtu 1280`)
    const theirs = ['192.0.2.77', '192.0.2.1', '203.0.113.1', '203.0.113.65', '203.0.113.128']
    const noWhere = ['240.0.0.1', '241.0.0.1', '242.0.0.1', '243.0.0.1']
    const v6 = ['1', '2', '3', '4', '5'].map((net) => `2001:db8:${net}::1`)
    return compared([...theirs, ...noWhere, '2001:db8::99', ...v6])
  },

  /** An address goes, a link goes down, a route changes: each answer is of the moment. */
  changes() {
    ipLines(`link add v0 type veth peer name v1
      link set v1 up
      link set v0 up
      address add 192.0.2.1/24 dev v0`)
    const seen = [datagramWayTo('203.0.113.1:9')]
    const steps = [
      'route add default via 192.0.2.254',
      'route change default via 192.0.2.254 mtu 1200',
      'route add 203.0.113.1 via 192.0.2.254 src 192.0.2.1 mtu 1100',
      'link set v0 down',
    ]
    for (const step of steps) {
      ipLines(step)
      seen.push(datagramWayTo('203.0.113.1:9'))
    }
    return seen
  },

  /** Behind a router is a link of 1,300 bytes: an ICMP error tells us, and the kernel remembers. */
  async learnedMtu() {
    ip('link', 'add', 'v0', 'type', 'veth', 'peer', 'name', 'v1')
    const router = spawn('unshare', ['--net', 'cat'], { stdio: ['pipe', 'pipe', 'inherit'] })
    router.stdin.write('in its namespace\n')
    await once(router.stdout, 'data')
    const inRouter = (...argv: string[]) =>
      execFileSync('nsenter', [`--net=/proc/${router.pid}/ns/net`, ...argv])
    ipLines(`link set v1 netns ${router.pid}
      address add 192.0.2.1/24 dev v0
      link set v0 up`)
    inRouter('ip', 'address', 'add', '192.0.2.254/24', 'dev', 'v1')
    inRouter('ip', 'link', 'set', 'v1', 'up')
    inRouter('ip', 'link', 'add', 'n0', 'mtu', '1300', 'type', 'veth', 'peer', 'name', 'n1')
    for (const name of ['n0', 'n1']) inRouter('ip', 'link', 'set', name, 'up')
    inRouter('ip', 'route', 'add', '203.0.113.0/24', 'dev', 'n0')
    inRouter('sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward')
    ip('route', 'add', '203.0.113.0/24', 'via', '192.0.2.254')
    const before = datagramWayTo('203.0.113.1:9')
    const dontFragment = ['-M', 'do', '-s', '1400', '-c', '1', '-W', '1']
    spawnSync('ping', [...dontFragment, '203.0.113.1'], { stdio: 'ignore' })
    const after = datagramWayTo('203.0.113.1:9')
    router.kill()
    return { before, after }
  },

  /** What is sent to a port that a question left open would be kept for nobody. */
  openPorts() {
    ipLines('link set lo up')
    for (const endpoint of ['127.0.0.1:9', '[::1]:9', '192.0.2.1:9']) datagramWayTo(endpoint)
    return execFileSync('ss', ['--udp', '--all', '--no-header'], { encoding: 'utf8' })
  },

  /** A question needs a port, and any local program may take all that there are. */
  async outOfPorts() {
    ipLines('link set lo up')
    writeFileSync('/proc/sys/net/ipv4/ip_local_port_range', '40000 40003')
    const taken = Array.from({ length: 4 }, () => createSocket('udp4'))
    for (const [at, socket] of taken.entries()) {
      await new Promise<void>((resolve) => void socket.bind(40_000 + at, '127.0.0.1', resolve))
    }
    const asked = refused('127.0.0.1:9')
    for (const socket of taken) socket.close()
    return [asked, refused('127.0.0.1:9')]
  },

  /** While none is left nothing can be asked: it can again as soon as one is. */
  outOfDescriptors() {
    // The addon is a file, too.
    outerMark()
    const open: number[] = []
    let asked = ''
    try {
      for (;;) open.push(openSync('/dev/null', 'r'))
    } catch {
      asked = refused('192.0.2.1:9')
    }
    for (const each of open) closeSync(each)
    return [asked, refused('192.0.2.1:9')]
  },

  refusals() {
    return ['', '192.0.2.1', '192.0.2.1:70000', '127.0.0.1:9'].map(refused)
  },
}

const [name = ''] = process.argv.slice(2)
const scenario = scenarios[name]
if (scenario === undefined) throw new Error(`no scenario ${name}`)
process.stdout.write(JSON.stringify(await scenario()))
