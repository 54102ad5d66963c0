// A download by curl through the tunnel over a bad link arrives whole: loss, reordering and duplication outside are TCP's
// to repair inside, and nothing is let through twice, cut or mixed up on the way.
// 64 MB by default; with VIP_FULL=1 the 1 GB.
import { createHash } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import { impairLink } from './impaired-link.ts'
import { rootIsMissing } from './lab-machine.ts'
import { missingProgram } from './missing-program.ts'
import { randomBody } from './random-body.ts'
import { seededRandom } from '../../dataplane/lab/measuring/seeded-random.ts'
import { startTalking } from './talking-program.ts'
import { createTunnelNetwork, vip4, vip6, type TunnelNetwork } from './tunnel-network.ts'

const missing = rootIsMissing ?? missingProgram('curl', 'sha256sum')
const isFull = process.env['VIP_FULL'] === '1'
const bodyBytes = isFull ? 2 ** 30 : 2 ** 26
const withinMs = isFull ? 1_800_000 : 240_000
const port = '8080'

const badLink = {
  delayMs: 0,
  jitterMs: 0,
  lossPercent: 2,
  reorderPercent: 2,
  duplicatePercent: 2,
  rateBitPerSecond: null,
}

let network: TunnelNetwork | undefined
afterEach(async () => {
  await network?.destroy()
  network = undefined
})

test.for([
  { outer: 'IPv4', inner: 'IPv4', url: `http://${vip4.b}:${port}/`, address: vip4.b },
  { outer: 'IPv6', inner: 'IPv6', url: `http://[${vip6.b}]:${port}/`, address: vip6.b },
  { outer: 'IPv6', inner: 'IPv4', url: `http://${vip4.b}:${port}/`, address: vip4.b },
] as const)(
  `${bodyBytes / 2 ** 20} MB over $outer outside, $inner inside`,
  { timeout: withinMs },
  async ({ outer, url, address }, { skip }) => {
    if (missing !== undefined) return skip(missing)
    network = await createTunnelNetwork({ name: 'tunnel-download', outer })
    const { sandbox } = network
    const { seed } = seededRandom()
    const link = await impairLink(network, 'a', badLink, seed)
    const server = await startTalking(sandbox, 'b', 'download-server.ts', [
      ...[address, port, String(bodyBytes)],
    ])
    const startedAt = performance.now()
    const command = `curl --silent --show-error --globoff '${url}' | sha256sum`
    const { stdout, stderr } = await sandbox.run('a', ['sh', '-c', command])
    const seconds = (performance.now() - startedAt) / 1000
    expect(stderr, `seed ${seed}`).toBe('')
    expect(stdout.split(' ')[0], `seed ${seed}`).toBe(expectedSha256())
    await server.stop()

    const { out, in: back } = await link.read()
    for (const { counters } of [out, back]) {
      expect(counters.lost).toBeGreaterThan(0.01 * counters.received)
      expect(counters.reordered).toBeGreaterThan(0.01 * counters.received)
      expect(counters.duplicated).toBeGreaterThan(0.01 * counters.received)
    }
    // The copies were seen for what they are.
    const duplicates = (await network.status('a')).drops['replay'] ?? 0
    expect(duplicates).toBeGreaterThan(0.5 * back.counters.duplicated)
    const speed = ((bodyBytes * 8) / seconds / 1e6).toFixed(0)
    console.log(
      `${bodyBytes} bytes in ${seconds.toFixed(1)} s (${speed} Mbit/s); towards a: ` +
        `${back.counters.received} frames, ${back.counters.lost} lost, ` +
        `${back.counters.reordered} reordered, ${back.counters.duplicated} twice`,
    )
  },
)

function expectedSha256(): string {
  const hash = createHash('sha256')
  for (const chunk of randomBody(bodyBytes)) hash.update(chunk)
  return hash.digest('hex')
}
