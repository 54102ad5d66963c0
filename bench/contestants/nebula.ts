// nebula on both hosts, b as the lighthouse, with its defaults: AES-256-GCM and an MTU of 1300.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { installedProgram } from '../../dataplane/lab/installed-program.ts'
import { versionOf } from '../../dataplane/lab/measuring/program-version.ts'
import type { Contestant, Path, Topology } from './contestant.ts'

const mtuBytes = 1300
const port = 4242
const inner = { a: '192.0.2.1', b: '192.0.2.2' }

export const nebula: Contestant = {
  id: 'nebula',
  label: 'nebula',
  mtuBytes,
  find: () => {
    const program = installedProgram('nebula')
    const certifier = installedProgram('nebula-cert')
    return Promise.resolve(
      program === undefined || certifier === undefined
        ? { kind: 'missing', reason: 'not installed: apt-get install nebula' }
        : {
            kind: 'found',
            version: versionOf(program, '-version'),
            start: (topology) => start(program, certifier, topology),
          },
    )
  },
}

async function start(program: string, certifier: string, topology: Topology): Promise<Path> {
  const { sandbox, underlay, directory } = topology
  const certify = async (argv: readonly string[]) => {
    const { status, stderr } = await sandbox.run('a', [certifier, ...argv], { cwd: directory })
    if (status !== 0) throw new Error(`nebula-cert: ${stderr.trim()}`)
  }
  await certify(['ca', '-name', 'bench'])
  const startOn = async (host: 'a' | 'b') => {
    await certify(['sign', '-name', host, '-ip', `${inner[host]}/24`])
    const file = join(directory, `${host}.yml`)
    await writeFile(file, configuration(host, topology))
    return sandbox.spawn(host, [program, '-config', file], { stdio: 'ignore', detached: true })
  }
  // The lighthouse first: a asks it at its start, and then only every 60 s.
  const b = await startOn('b')
  return { sandbox, target: inner.b, helpers: [await startOn('a'), b] }

  function configuration(host: 'a' | 'b', { directory: keys }: Topology): string {
    return JSON.stringify({
      pki: {
        ca: join(keys, 'ca.crt'),
        cert: join(keys, `${host}.crt`),
        key: join(keys, `${host}.key`),
      },
      static_host_map: { [inner.b]: [`${underlay.b}:${port}`] },
      lighthouse: { am_lighthouse: host === 'b', hosts: host === 'b' ? [] : [inner.b] },
      listen: { host: '0.0.0.0', port },
      tun: { dev: 'nebula0', mtu: mtuBytes },
      logging: { level: 'error' },
      firewall: {
        outbound: [{ port: 'any', proto: 'any', host: 'any' }],
        inbound: [{ port: 'any', proto: 'any', host: 'any' }],
      },
    })
  }
}
