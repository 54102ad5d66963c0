// The two hosts and the cable between them. Every contestant has a pair of its own, made alike, so that all can be up at
// once and take turns without an address, a route or a socket buffer in common.
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSandbox } from '../dataplane/lab/sandbox/sandbox.ts'
import type { Topology } from './contestants/contestant.ts'

const underlay = { a: '198.51.100.1', b: '198.51.100.2' }
const prefixLength = 24

/** @throws LabError where namespaces are forbidden */
export async function createTopology(name: string): Promise<Topology> {
  const directory = await mkdtemp(join(tmpdir(), 'vip-bench-'))
  const sandbox = await createSandbox({ name: `bench-${name}`, removeAfterwards: directory })
  await sandbox.addHost('a')
  await sandbox.addHost('b')
  await sandbox.link({ host: 'a', interface: 'underlay' }, { host: 'b', interface: 'underlay' })
  for (const host of ['a', 'b'] as const) {
    await sandbox.ip(host, [
      `address add ${underlay[host]}/${prefixLength} dev underlay`,
      'link set underlay up',
    ])
    // Control sockets of the contestants (/run/wireguard) have fixed names: each host sees its own.
    await sandbox.run(host, ['mount', '-t', 'tmpfs', 'tmpfs', '/run'])
  }
  return { sandbox, underlay, directory }
}
