// openvpn in point-to-point mode over UDP with AES-256-GCM, in user space: without the kernel module of its data channel
// offload it says so and goes on. Its MTU is 1500, larger packets are fragmented below it, and TCP is told a smaller size.
import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { installedProgram } from '../../dataplane/lab/installed-program.ts'
import { versionOf } from '../../dataplane/lab/measuring/program-version.ts'
import type { Contestant, Path, Topology } from './contestant.ts'

const mtuBytes = 1500
const inner = { a: '192.0.2.1', b: '192.0.2.2' }

export const openvpn: Contestant = {
  id: 'openvpn',
  label: 'openvpn',
  mtuBytes,
  find: () => {
    const program = installedProgram('openvpn')
    const openssl = installedProgram('openssl')
    if (program === undefined) {
      return Promise.resolve({ kind: 'missing', reason: 'not installed: apt-get install openvpn' })
    }
    if (openssl === undefined) {
      return Promise.resolve({ kind: 'missing', reason: 'openssl, for its keys, is not installed' })
    }
    return Promise.resolve({
      kind: 'found',
      version: versionOf(program, '--version'),
      start: (topology) => start(program, openssl, topology),
    })
  },
}

async function start(program: string, openssl: string, topology: Topology): Promise<Path> {
  const { sandbox, underlay, directory } = topology
  const fingerprints = {
    a: await makeCertificate(topology, openssl, 'a'),
    b: await makeCertificate(topology, openssl, 'b'),
  }
  const startOn = (host: 'a' | 'b', peer: 'a' | 'b') =>
    sandbox.spawn(
      host,
      [
        ...[program, '--dev', 'tun0', '--dev-type', 'tun', '--proto', 'udp', '--verb', '1'],
        ...['--local', underlay[host], '--remote', underlay[peer]],
        ...['--ifconfig', inner[host], inner[peer]],
        ...(host === 'b' ? ['--tls-server', '--dh', 'none'] : ['--tls-client']),
        ...['--cert', join(directory, `${host}.crt`), '--key', join(directory, `${host}.key`)],
        ...['--peer-fingerprint', fingerprints[peer], '--data-ciphers', 'AES-256-GCM'],
      ],
      { stdio: 'ignore', detached: true },
    )
  return { sandbox, target: inner.b, helpers: [startOn('a', 'b'), startOn('b', 'a')] }
}

/** @returns its SHA-256 fingerprint, as openvpn wants it */
async function makeCertificate(
  { sandbox, directory }: Topology,
  openssl: string,
  host: 'a' | 'b',
): Promise<string> {
  const certificate = join(directory, `${host}.crt`)
  const argv = [
    ...[openssl, 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
    ...['-subj', `/CN=${host}`, '-days', '2', '-out', certificate],
    ...['-keyout', join(directory, `${host}.key`)],
  ]
  const { status, stderr } = await sandbox.run(host, argv)
  if (status !== 0) throw new Error(`openssl: ${stderr.trim()}`)
  return new X509Certificate(await readFile(certificate)).fingerprint256
}
