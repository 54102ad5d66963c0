// A real data path in a network namespace, for scenarios; and programs that send through it.
import { execFileSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { setTimeout as wait } from 'node:timers/promises'
import type { DataplaneEvent, PeerId } from '../dataplane.ts'

// The sources run as they are: this takes the place of the bundler's define, and must come first.
Object.assign(globalThis, { __NATIVE_ADDON__: process.env['VIP_TEST_ADDON'] })
// Sanitizers are for this process alone.
delete process.env['LD_PRELOAD']
const { Dataplane } = await import('../dataplane.ts')

/** Each line is one command of ip(8). */
export function ipLines(lines: string): void {
  for (const line of lines.trim().split('\n')) execFileSync('ip', line.trim().split(' '))
}

export const events: DataplaneEvent[] = []
export const dataplane = new Dataplane({
  tun: 'vip0',
  port: 0,
  onEvent: (event) => events.push(event),
})
ipLines(`link set lo up
  address add 240.0.0.1/32 dev vip0
  link set vip0 up
  route add 240.0.0.0/8 dev vip0`)

/** With keys, and the VIP 240.0.x.y of its number. */
export function addPeer(number: number, endpoints: readonly string[]): PeerId {
  const vip = `240.0.${1 + (number >> 8)}.${number & 0xff}`
  const peer = dataplane.addPeer({ v4: { local: '240.0.0.1', remote: vip } })
  dataplane.setEndpoints(peer, endpoints)
  const key = new Uint8Array(36).fill(7)
  dataplane.setOutboundSa(peer, { spi: 4096 + number, cipher: 'aes-256-gcm', key })
  return peer
}

export const application = createSocket('udp4')
await new Promise<void>((resolve) => void application.bind(resolve))

/** One packet to each of these VIPs, and time for both threads. */
export async function sendTo(...vips: readonly string[]): Promise<void> {
  for (const vip of vips) {
    await new Promise((resolve) => application.send('x', 5000, vip, resolve))
  }
  await wait(150)
}

/** So many events of this kind until now. */
export function told(kind: DataplaneEvent['kind']): number {
  return events.filter((event) => event.kind === kind).length
}

/** Runs the scenario that the arguments name, and prints what it returns. */
export async function runNamed(scenarios: Record<string, () => unknown>): Promise<never> {
  const [name = ''] = process.argv.slice(2)
  const scenario = scenarios[name]
  if (scenario === undefined) throw new Error(`no scenario ${name}`)
  process.stdout.write(JSON.stringify(await scenario()))
  application.close()
  dataplane.close()
  process.exit()
}
