// wireguard-go on both hosts, the newer one that the bench has unpacked, else the installed one. It learns a peer's new
// place from the peer's packets, and in no other way.
import type { ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { addressOf, firstLan, otherHost, staticVipOf } from '../../address-plan.ts'
import type { LabHost } from '../../address-plan.ts'
import { installedProgram } from '../../installed-program.ts'
import { wireguardKeyPair } from '../../measuring/wireguard-keys.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import type { Contestant, ContestantWish, RunningContestant } from './contestant.ts'
import { createPlainLab } from './plain-lab.ts'

const port = 51820
/** wg-quick's, for links of 1500. */
const mtuBytes = 1420
const appearsWithinMs = 10_000

export const wireguardGo: Contestant = {
  id: 'wireguard-go',
  label: 'wireguard-go',
  missing: () =>
    findProgram() === undefined || installedProgram('wg') === undefined
      ? 'not installed: apt-get install wireguard-go wireguard-tools'
      : undefined,
  start,
}

/** bench/anchors unpacks it beside the bundles. */
function findProgram(): string | undefined {
  const out = import.meta.url.endsWith('.ts') ? '../../../../out/' : './'
  const unpacked = new URL(
    `${out}anchors/wireguard-go-trixie/usr/bin/wireguard-go`,
    import.meta.url,
  )
  const path = fileURLToPath(unpacked)
  return existsSync(path) ? path : installedProgram('wireguard-go')
}

async function start({ name, folder }: ContestantWish): Promise<RunningContestant> {
  const sandbox = await createPlainLab(name)
  try {
    const keys = { a: wireguardKeyPair(), b: wireguardKeyPair() }
    const vips = { a: staticVipOf('a').v4, b: staticVipOf('b').v4 }
    const startOn = async (host: LabHost): Promise<ChildProcess> => {
      const peer = otherHost(host)
      const file = join(folder, `${name}-${host}.conf`)
      const configuration = [
        '[Interface]',
        `PrivateKey = ${keys[host].privateKey}`,
        `ListenPort = ${port}`,
        '[Peer]',
        `PublicKey = ${keys[peer].publicKey}`,
        `Endpoint = ${addressOf(peer, firstLan[peer]).v4}:${port}`,
        `AllowedIPs = ${vips[peer]}/32`,
      ]
      await writeFile(file, `${configuration.join('\n')}\n`, { mode: 0o600 })
      const program = sandbox.spawn(host, [findProgram() ?? 'wireguard-go', '-f', 'wg0'], {
        stdio: 'ignore',
        detached: true,
        env: { ...process.env, LOG_LEVEL: 'error', WG_PROCESS_FOREGROUND: '1' },
      })
      await configure(sandbox, host, file)
      await sandbox.ip(host, [
        `address add ${vips[host]}/32 dev wg0`,
        `link set wg0 mtu ${mtuBytes} up`,
        `route add ${vips[peer]}/32 dev wg0`,
      ])
      return program
    }
    const programs = { a: await startOn('a'), b: await startOn('b') }
    return {
      sandbox,
      vips,
      afterMove: () => Promise.resolve(),
      signal: (host, signal) => void programs[host].kill(signal),
      stop: () => sandbox.destroy(),
    }
  } catch (error) {
    await sandbox.destroy()
    throw error
  }
}

/** The interface appears when the program is ready. */
async function configure(sandbox: Sandbox, host: LabHost, file: string): Promise<void> {
  const deadline = performance.now() + appearsWithinMs
  for (;;) {
    const argv = [installedProgram('wg') ?? 'wg', 'setconf', 'wg0', file]
    const { status, stderr } = await sandbox.run(host, argv)
    if (status === 0) return
    if (performance.now() > deadline) throw new Error(`wireguard-go on ${host}: ${stderr.trim()}`)
  }
}
