// Our own tunnel, as built: the static tunnel of out/, or that of out/bench, whose native part encrypts nothing.
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { StaticTunnelConfig } from '../../dataplane/contract/static-tunnel.ts'
import type { Sandbox } from '../../dataplane/lab/sandbox/sandbox.ts'
import type { Contestant, ContestantId, Topology } from './contestant.ts'

export type VipCipher = StaticTunnelConfig['peers'][number]['cipher']

type Variant = {
  id: ContestantId
  label: string
  cipher: VipCipher
  /** Relative to the project's root. */
  program: string
}

/** What our lab gives its tunnels, too: it fits 1500 with IPv6, UDP and ESP around it. */
export const vipMtuBytes = 1400

export const vipAes: Contestant = vipContestant({
  id: 'vip-aes',
  label: 'vip aes-256-gcm',
  cipher: 'aes-256-gcm',
  program: 'out/static-tunnel.mjs',
})

export const vipChacha: Contestant = vipContestant({
  id: 'vip-chacha',
  label: 'vip chacha20-poly1305',
  cipher: 'chacha20-poly1305',
  program: 'out/static-tunnel.mjs',
})

export const vipNull: Contestant = vipContestant({
  id: 'vip-null',
  label: 'vip null cipher',
  cipher: 'aes-256-gcm',
  program: 'out/bench/static-tunnel.mjs',
})

function vipContestant({ id, label, cipher, program }: Variant): Contestant {
  const path = fileURLToPath(new URL(`../../${program}`, import.meta.url))
  return {
    id,
    label,
    mtuBytes: vipMtuBytes,
    find: () =>
      Promise.resolve(
        existsSync(path)
          ? { kind: 'found', version: 'this checkout', start: (on) => start(path, cipher, on) }
          : { kind: 'missing', reason: `${program} is not built; npm run bench builds it` },
      ),
  }
}

async function start(program: string, cipher: VipCipher, { sandbox, underlay }: Topology) {
  const configs = vipConfigs(cipher, underlay)
  const helpers = [
    await startVipHelper(sandbox, 'a', [program], configs.a),
    await startVipHelper(sandbox, 'b', [program], configs.b),
  ].map(({ helper }) => helper)
  return { sandbox, target: configs.b.local.vip, helpers }
}

/** What the helpers of a and b are told, each the other's only peer; with fresh keys. */
export function vipConfigs(
  cipher: VipCipher,
  underlay: Topology['underlay'],
): Record<'a' | 'b', StaticTunnelConfig> {
  const port = 4500
  const association = (spi: number) => ({ spi, key: randomBytes(36).toString('hex') })
  const towards = { a: association(0x1001), b: association(0x2001) }
  const vip = { a: '240.0.0.1', b: '240.0.0.2' }
  const config = (host: 'a' | 'b', peer: 'a' | 'b'): StaticTunnelConfig => ({
    tun: 'vip0',
    port,
    mtu: vipMtuBytes,
    local: { vip: vip[host] },
    peers: [
      {
        name: peer,
        vip: vip[peer],
        endpoints: [`${underlay[peer]}:${port}`],
        cipher,
        outbound: towards[peer],
        inbound: towards[host],
      },
    ],
  })
  return { a: config('a', 'b'), b: config('b', 'a') }
}

/**
 * Resolves when packets can flow.
 * @param argv the program and its arguments, for this process's Node
 * @param config one JSON line for its standard input
 * @throws with its last words when it ends instead
 */
export async function startVipHelper(
  sandbox: Sandbox,
  host: 'a' | 'b',
  argv: readonly string[],
  config: unknown,
): Promise<{ helper: ChildProcess; readyLine: string }> {
  const helper = sandbox.spawn(host, [process.execPath, ...argv], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    cwd: '/',
  })
  const { stdin, stdout, stderr } = helper as ChildProcess & { stdout: Readable; stderr: Readable }
  const complaint = text(stderr)
  stdin?.on('error', () => {}).end(`${JSON.stringify(config)}\n`)
  for await (const line of createInterface({ input: stdout })) {
    if (line.startsWith('{"ready":true')) return { helper, readyLine: line }
  }
  if (helper.exitCode === null) await once(helper, 'exit')
  throw new Error(`the helper on host ${host} did not start: ${(await complaint).trim()}`)
}
