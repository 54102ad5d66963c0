// Debian 13's wireguard-go on an older Debian: its package is fetched by apt from where this machine takes its own
// packages, with an apt state of its own, and unpacked without being installed.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { sourcesOfSuite } from './apt-sources.ts'

const suite = 'trixie'
const folder = fileURLToPath(new URL('../../out/anchors/wireguard-go-trixie', import.meta.url))
const program = join(folder, 'usr/bin/wireguard-go')
const versionFile = join(folder, 'version')

export type Unpacked =
  { kind: 'unpacked'; program: string; version: string } | { kind: 'missing'; reason: string }

/** Downloads some 10 MB the first time; after that nothing. */
export async function unpackTrixieWireguardGo(): Promise<Unpacked> {
  if (!existsSync(versionFile)) {
    const reason = await unpack()
    if (reason !== undefined) return { kind: 'missing', reason }
  }
  return { kind: 'unpacked', program, version: readFileSync(versionFile, 'utf8') }
}

/** @returns why it cannot be had */
async function unpack(): Promise<string | undefined> {
  const sources = machineSources(suite)
  if (sources === '') return 'no Debian source in /etc/apt to derive that of Debian 13 from'
  const work = `${folder}.work`
  await rm(work, { recursive: true, force: true })
  await mkdir(join(work, 'lists/partial'), { recursive: true })
  await mkdir(join(work, 'unpacked'))
  await writeFile(join(work, 'suite.sources'), sources)
  const ownState = [
    `Dir::State=${work}`,
    `Dir::State::lists=${join(work, 'lists')}`,
    `Dir::Cache=${work}`,
    `Dir::Etc::sourcelist=${join(work, 'suite.sources')}`,
    'Dir::Etc::sourceparts=/dev/null',
    'APT::Sandbox::User=root',
    'Acquire::Retries=1',
  ].flatMap((option) => ['-o', option])
  try {
    const steps = [
      ['apt-get', ...ownState, '--quiet', '--error-on=any', 'update'],
      ['apt-get', ...ownState, '--quiet', 'download', 'wireguard-go'],
    ]
    for (const argv of steps) {
      if (!(await succeeds(argv, work))) return `${argv[0]} ${argv.at(-1)} failed (no network?)`
    }
    const deb = readdirSync(work).find((name) => /^wireguard-go_.*\.deb$/.test(name))
    if (deb === undefined) return 'apt-get downloaded no package'
    if (!(await succeeds(['dpkg-deb', '-x', deb, 'unpacked'], work))) return 'dpkg-deb failed'
    // wireguard-go_0.0.20231211-1+b9_amd64.deb
    await writeFile(join(work, 'unpacked/version'), deb.split('_')[1]?.split('-')[0] ?? 'unknown')
    await rm(folder, { recursive: true, force: true })
    await rename(join(work, 'unpacked'), folder)
    return undefined
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

function machineSources(wanted: string): string {
  const etc = '/etc/apt'
  const release = /^VERSION_CODENAME=(\w+)/m.exec(readIfThere('/etc/os-release'))?.[1] ?? ''
  const parts = existsSync(`${etc}/sources.list.d`) ? readdirSync(`${etc}/sources.list.d`) : []
  const files = ['sources.list', ...parts.map((name) => `sources.list.d/${name}`)]
    .filter((name) => /\.(list|sources)$/.test(name))
    .map((name) => ({ name, text: readIfThere(`${etc}/${name}`) }))
  return sourcesOfSuite(files, release, wanted)
}

function readIfThere(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

/** What apt says names the machine's package host, which is nobody's business: only whether it succeeds is kept. */
async function succeeds(argv: readonly string[], cwd: string): Promise<boolean> {
  const [command = '', ...rest] = argv
  const child = spawn(command, rest, { cwd, stdio: ['ignore', 'pipe', 'ignore'] })
  try {
    await Promise.all([once(child, 'close'), text(child.stdout)])
    return child.exitCode === 0
  } catch {
    return false
  }
}
