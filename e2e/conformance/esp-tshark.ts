// A tshark that knows ChaCha20-Poly1305 in ESP (RFC 7634), for which Debian's stable releases are too old: the list of
// algorithms in the preference `esp_sa` (Wireshark's epan/dissectors/packet-ipsec.c, esp_encryption_type_vals) ends with
// AES-GCM [RFC4106] in Debian 12's 4.0.17 and in Debian 13's 4.4.19, and both refuse any other name. Wireshark 4.6 has
// it, so Debian 14's tshark is fetched by apt from where this machine takes its own packages, with an apt state of its
// own, and unpacked without being installed. It brings its libraries, the C library too, and runs by their loader.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

const suite = 'forky'
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg'
const folder = join(import.meta.dirname, '..', '..', 'out', 'analysers', `tshark-${suite}`)
/** For 50 MB; a host that swallows packets must not hold up the tests. */
const patienceMs = 180_000

export type UnpackedTshark =
  { kind: 'unpacked'; argv: readonly string[] } | { kind: 'missing'; reason: string }

let unpacked: Promise<UnpackedTshark> | undefined

/**
 * The first time some 50 MB are downloaded, which take 200 MB once unpacked; after that nothing.
 * @returns `argv`, to which tshark's own arguments are added
 */
export function unpackTshark(): Promise<UnpackedTshark> {
  return (unpacked ??= unpackUnlessThere())
}

async function unpackUnlessThere(): Promise<UnpackedTshark> {
  if (!existsSync(folder)) {
    const reason = await unpack()
    if (reason !== undefined) return { kind: 'missing', reason }
  }
  const libraries = join(folder, 'lib')
  const loader = readdirSync(libraries).find((name) => name.startsWith('ld-linux'))
  if (loader === undefined) return { kind: 'missing', reason: `no loader in ${libraries}` }
  const argv = [join(libraries, loader), '--library-path', libraries, join(folder, 'tshark')]
  return { kind: 'unpacked', argv }
}

/** @returns why it cannot be had */
async function unpack(): Promise<string | undefined> {
  // Others may test in the same checkout.
  const work = `${folder}.${process.pid}`
  await rm(work, { recursive: true, force: true })
  await mkdir(join(work, 'lists/partial'), { recursive: true })
  await mkdir(join(work, 'archives/partial'), { recursive: true })
  try {
    return await unpackIn(work, AbortSignal.timeout(patienceMs))
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function unpackIn(work: string, signal: AbortSignal): Promise<string | undefined> {
  const ownSources = await outputOf(['apt-get', 'update', '--print-uris'], signal)
  const mirror = mirrorOf(ownSources ?? '', codenameOf(readIfThere('/etc/os-release')))
  if (mirror === undefined) return "this machine's apt has no source of its own Debian release"
  const source = { Types: 'deb', URIs: mirror, Suites: suite, Components: 'main' }
  const stanza = Object.entries({ ...source, 'Signed-By': keyring })
  const sourceFile = join(work, 'suite.sources')
  await writeFile(sourceFile, stanza.map(([name, value]) => `${name}: ${value}\n`).join(''))
  // Nothing counts as installed: the whole closure is wanted, down to the C library.
  await writeFile(join(work, 'status'), '')
  const ownState = [
    `Dir::State=${work}`,
    `Dir::State::status=${join(work, 'status')}`,
    `Dir::Cache=${work}`,
    `Dir::Etc::sourcelist=${sourceFile}`,
    'Dir::Etc::sourceparts=/dev/null',
    'APT::Sandbox::User=root',
    'Acquire::Retries=1',
    'Acquire::http::Timeout=10',
  ].flatMap((option) => ['-o', option])
  const download = ['install', '--download-only', '--yes', '--no-install-recommends', 'tshark']
  for (const command of [['--error-on=any', 'update'], download]) {
    const output = await outputOf(['apt-get', ...ownState, '--quiet', ...command], signal)
    if (output === undefined)
      return `apt-get ${command.at(-1)} of Debian ${suite} failed (offline?)`
  }
  const tree = join(work, 'tree')
  const archives = join(work, 'archives')
  for (const name of readdirSync(archives).filter((file) => file.endsWith('.deb'))) {
    const argv = ['dpkg-deb', '--extract', join(archives, name), tree]
    if ((await outputOf(argv, signal)) === undefined) return `dpkg-deb --extract ${name} failed`
  }
  return keep(tree, join(work, 'kept'))
}

/** Keeps the program and its libraries, and puts them in place in one step. */
async function keep(tree: string, kept: string): Promise<string | undefined> {
  const triplet = readdirSync(join(tree, 'usr/lib')).find((name) => /-linux-gnu\w*$/.test(name))
  if (triplet === undefined) return `no libraries in the packages of Debian ${suite}`
  await mkdir(kept)
  await rename(join(tree, 'usr/bin/tshark'), join(kept, 'tshark'))
  await rename(join(tree, 'usr/lib', triplet), join(kept, 'lib'))
  try {
    await rename(kept, folder)
  } catch (error) {
    // Who was quicker has put the same there.
    if (!existsSync(folder)) throw error
  }
  return undefined
}

/** `VERSION_CODENAME` of os-release(5); a name that is no suite where there is none. */
function codenameOf(osRelease: string): string {
  return /^VERSION_CODENAME=(\w+)/m.exec(osRelease)?.[1] ?? ''
}

/**
 * @param printedUris what `apt-get update --print-uris` says, whichever form the machine's sources have
 * @returns from where the machine takes the release `codename` itself, not its updates or security fixes
 */
export function mirrorOf(printedUris: string, codename: string): string | undefined {
  return printedUris
    .split('\n')
    .map((line) => /^'(.+)\/dists\/([^/']+)\/InRelease'/.exec(line))
    .find((match) => match?.[2] === codename)?.[1]
}

function readIfThere(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

/**
 * What apt says of a failure names the machine's package host, which is nobody's business: it is not shown.
 * @returns undefined when it did not succeed
 */
async function outputOf(
  [command = '', ...rest]: readonly string[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const child = spawn(command, rest, { signal, stdio: ['ignore', 'pipe', 'ignore'] })
  try {
    const [output] = await Promise.all([text(child.stdout), once(child, 'close')])
    return child.exitCode === 0 ? output : undefined
  } catch {
    return undefined
  }
}
