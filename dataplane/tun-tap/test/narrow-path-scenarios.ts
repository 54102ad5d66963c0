// What `narrow-path.test.ts` runs in a network namespace; prints what it saw as JSON.
import { execFileSync, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import type { Arrivals } from './arrival-counter.ts'
import { addPeer, application, dataplane, ipLines, runNamed, told } from './scenario-dataplane.ts'

/** A router on `v0`, and behind it, by a link of so many bytes, a host that counts what arrives. */
async function makeNetwork(farMtuBytes: number) {
  const counter = new URL('arrival-counter.ts', import.meta.url).pathname
  const router = spawn('unshare', ['--net', 'sh', '-c', 'echo; exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  await new Promise((resolve) => router.stdout.once('data', resolve))
  const far = spawn('unshare', ['--net', process.execPath, counter], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface(far.stdout)[Symbol.asyncIterator]()
  await lines.next()
  const inside = (pid: number | undefined, text: string) => {
    for (const line of text.trim().split('\n')) {
      execFileSync('nsenter', [`--net=/proc/${pid}/ns/net`, ...line.trim().split(' ')])
    }
  }
  ipLines(`link add v0 type veth peer name v1 netns ${router.pid}
    address add 192.0.2.1/24 dev v0
    address add 2001:db8::1/64 dev v0 nodad
    link set v0 up
    route add 203.0.113.0/24 via 192.0.2.254
    route add 2001:db8:1::/64 via 2001:db8::254`)
  inside(
    router.pid,
    `ip address add 192.0.2.254/24 dev v1
    ip address add 2001:db8::254/64 dev v1 nodad
    ip link set v1 up
    ip link add n0 mtu ${farMtuBytes} type veth peer name n1 netns ${far.pid}
    ip address add 203.0.113.254/24 dev n0
    ip address add 2001:db8:1::254/64 dev n0 nodad
    ip link set n0 up
    sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1`,
  )
  inside(
    far.pid,
    `ip link set n1 mtu ${farMtuBytes}
    ip address add 203.0.113.1/24 dev n1
    ip address add 2001:db8:1::1/64 dev n1 nodad
    ip link set n1 up
    ip route add default via 203.0.113.254
    ip route add default via 2001:db8:1::254`,
  )
  // Router and host ask for each other's hardware addresses only once theirs are no longer tentative.
  for (const address of ['203.0.113.1', '2001:db8:1::1']) {
    execFileSync('ping', ['-c', '1', '-w', '10', address])
  }
  return {
    async arrivals(): Promise<Arrivals> {
      await wait(300)
      far.stdin.write('\n')
      return JSON.parse(String((await lines.next()).value)) as Arrivals
    },
    end() {
      router.kill()
      far.kill()
    },
  }
}

const peers = { v4: addPeer(1, ['203.0.113.1:10567']), v6: addPeer(2, ['[2001:db8:1::1]:10567']) }

/** Of the least size that a TUN has, to each peer. */
const fullPackets = 20
const fullBytes = 1280 - 28

async function sendBursts(packets = fullPackets): Promise<void> {
  for (const vip of ['240.0.1.1', '240.0.1.2']) {
    const sends = Array.from({ length: packets }, () => {
      return new Promise((resolve) => application.send(Buffer.alloc(fullBytes), 5000, vip, resolve))
    })
    await Promise.all(sends)
  }
}

const dropsOf = () => [dataplane.drops(peers.v4), dataplane.drops(peers.v6)]

const scenarios: Record<string, () => unknown> = {
  /** What one forged ICMP error makes the kernel believe, on a path that is as wide as ever. */
  async believedNarrow() {
    const network = await makeNetwork(1500)
    ipLines(`route add 203.0.113.1 via 192.0.2.254 mtu 552
      route add 2001:db8:1::1 via 2001:db8::254 mtu 1280`)
    await sendBursts()
    const clear = ['203.0.113.1:10567', '[2001:db8:1::1]:10567'].map((endpoint) =>
      dataplane.sendClear(endpoint, new Uint8Array(1300)),
    )
    const arrivals = await network.arrivals()
    network.end()
    return { arrivals, clear, drops: dropsOf(), isTold: told('pathTooNarrow') > 0 }
  },

  /** A router's link takes less than the least that a TUN has; it says so once, and the packets of that moment are lost. */
  async narrowPath() {
    const network = await makeNetwork(1300)
    await sendBursts(1)
    await wait(300)
    await sendBursts()
    const arrivals = await network.arrivals()
    network.end()
    return { arrivals, drops: dropsOf() }
  },

  /** Our own link does. */
  async narrowLink() {
    const network = await makeNetwork(1500)
    ipLines('link set v0 mtu 1300')
    await sendBursts()
    const arrivals = await network.arrivals()
    network.end()
    return { arrivals, drops: dropsOf() }
  },
}

await runNamed(scenarios)
