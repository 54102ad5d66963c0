// wireguard-go in the foreground on both hosts, as Debian builds it: the one that is installed, and the newer one that
// anchors/ unpacks beside it.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { wireguardKeyPair } from '../../dataplane/lab/measuring/wireguard-keys.ts'
import type { Sandbox } from '../../dataplane/lab/sandbox/sandbox.ts'
import { unpackTrixieWireguardGo } from '../anchors/trixie-wireguard-go.ts'
import { installedProgram } from '../../dataplane/lab/installed-program.ts'
import { versionOf } from '../../dataplane/lab/measuring/program-version.ts'
import type { Contestant, Finding, Path, Topology } from './contestant.ts'

/** wg-quick's, for an underlay of 1500. */
const mtuBytes = 1420
/** From before it moved packets in batches. */
const bookwormVersion = '0.0.20220316'
const port = 51820
const startPatienceMs = 10_000
const inner = { a: '192.0.2.1', b: '192.0.2.2' }

export const wireguardGoBookworm: Contestant = {
  id: 'wireguard-go-bookworm',
  label: "wireguard-go (Debian 12's)",
  mtuBytes,
  find: () => Promise.resolve(findBookworm()),
}

function findBookworm(): Finding {
  const program = installedProgram('wireguard-go')
  if (program === undefined) {
    return { kind: 'missing', reason: 'not installed: apt-get install wireguard-go' }
  }
  const version = versionOf(program, '--version')
  return version === bookwormVersion
    ? usable(program, version)
    : { kind: 'missing', reason: `the one that is installed is ${version}` }
}

export const wireguardGoTrixie: Contestant = {
  id: 'wireguard-go-trixie',
  label: "wireguard-go (Debian 13's)",
  mtuBytes,
  find: async () => {
    const unpacked = await unpackTrixieWireguardGo()
    return unpacked.kind === 'unpacked' ? usable(unpacked.program, unpacked.version) : unpacked
  },
}

function usable(program: string, version: string): Finding {
  const wg = installedProgram('wg')
  if (wg === undefined) {
    return { kind: 'missing', reason: 'wg is not installed: apt-get install wireguard-tools' }
  }
  return {
    kind: 'found',
    version,
    start: (topology) => start(program, wg, topology),
  }
}

async function start(program: string, wg: string, topology: Topology): Promise<Path> {
  const { sandbox, underlay, directory } = topology
  const keys = { a: wireguardKeyPair(), b: wireguardKeyPair() }
  const startOn = async (host: 'a' | 'b', peer: 'a' | 'b') => {
    const helper = sandbox.spawn(host, [program, '-f', 'wg0'], {
      stdio: 'ignore',
      detached: true,
      env: { ...process.env, LOG_LEVEL: 'error', WG_PROCESS_FOREGROUND: '1' },
    })
    const configuration = [
      '[Interface]',
      `PrivateKey = ${keys[host].privateKey}`,
      `ListenPort = ${port}`,
      '[Peer]',
      `PublicKey = ${keys[peer].publicKey}`,
      `Endpoint = ${underlay[peer]}:${port}`,
      `AllowedIPs = ${inner[peer]}/32`,
    ]
    const file = join(directory, `${host}.conf`)
    await writeFile(file, `${configuration.join('\n')}\n`, { mode: 0o600 })
    await configure(sandbox, host, [wg, 'setconf', 'wg0', file])
    await sandbox.ip(host, [
      `address add ${inner[host]}/24 dev wg0`,
      `link set wg0 mtu ${mtuBytes} up`,
    ])
    return helper
  }
  const helpers = [await startOn('a', 'b'), await startOn('b', 'a')]
  return { sandbox, target: inner.b, helpers }
}

/** wireguard-go tells nobody when its control socket is there, so wg is run until it finds it. */
async function configure(sandbox: Sandbox, host: string, argv: readonly string[]): Promise<void> {
  const deadlineMs = performance.now() + startPatienceMs
  for (;;) {
    const { status, stderr } = await sandbox.run(host, argv)
    if (status === 0) return
    if (performance.now() > deadlineMs) throw new Error(`wireguard-go on ${host}: ${stderr.trim()}`)
  }
}
