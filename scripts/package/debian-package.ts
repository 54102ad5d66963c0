// Makes a Debian package of a tree: control file, checksums, maintainer scripts, archive.
import {
  chmodSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createHash } from 'node:crypto'
import { join, relative } from 'node:path'
import { Failure } from '../failure.mjs'
import { projectRoot } from '../project-root.mjs'
import { capture } from '../run-command.mjs'

const maintainerScripts = ['postinst', 'prerm', 'postrm']

/** Node's names of processors, and Debian's. */
const architectures: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' }

/** @throws {Failure} */
export async function writeDebianPackage(
  root: string,
  libraries: string,
): Promise<{ path: string; bytes: number }> {
  const architecture = architectures[process.arch]
  if (architecture === undefined) throw new Failure(`no package is made for ${process.arch}`)
  const version = readVersion()
  const files = filesIn(root)
  const installedBytes = files.reduce((sum, file) => sum + lstatSync(file).size, 0)
  const control = join(root, 'DEBIAN')
  mkdirSync(control, { mode: 0o755 })
  const text = controlText({ version, architecture, libraries, installedBytes })
  writeFileSync(join(control, 'control'), text)
  writeFileSync(join(control, 'md5sums'), checksums(root, files))
  for (const name of maintainerScripts) {
    copyFileSync(join(projectRoot, 'assets/debian', name), join(control, name))
    chmodSync(join(control, name), 0o755)
  }
  const path = `out/package/vip_${version}_${architecture}.deb`
  // The default, xz, takes more than a minute for Node, and so does zstd's highest level, for 5 % less.
  const argv = ['dpkg-deb', '--root-owner-group', '-Zzstd', '-z9', '--build', root, path]
  const { status, output } = await capture(argv, { cwd: projectRoot })
  if (status !== 0) throw new Failure(`dpkg-deb failed:\n${output}`)
  return { path, bytes: statSync(join(projectRoot, path)).size }
}

export interface ControlFields {
  version: string
  architecture: string
  libraries: string
  installedBytes: number
}

/** deb-control(5). */
export function controlText(fields: ControlFields): string {
  const { version, architecture, libraries, installedBytes } = fields
  return `Package: vip
Version: ${version}
Architecture: ${architecture}
Maintainer: The VIP authors <vip@localhost>
Installed-Size: ${Math.ceil(installedBytes / 1024)}
Depends: ${libraries}, adduser, iproute2
Suggests: bind9-dnsutils, openssh-client, xdg-utils
Section: net
Priority: optional
Description: keeps every connection while this machine changes networks
 A virtual IP layer: with nothing but a DNS name for each machine, open
 connections go on when either end moves, or both.
 .
 This package has the helper, which runs as a service under a user of its own
 once /etc/vip/vip.toml is there, the command line, and the pages for a browser.
`
}

/** Regular files and links, in order. */
function filesIn(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

/** deb-md5sums(5): by it `dpkg --verify` finds files that were changed. */
function checksums(root: string, files: readonly string[]): string {
  return files
    .filter((file) => lstatSync(file).isFile())
    .map((file) => {
      const sum = createHash('md5').update(readFileSync(file)).digest('hex')
      return `${sum}  ${relative(root, file)}\n`
    })
    .join('')
}

function readVersion(): string {
  const text = readFileSync(join(projectRoot, 'package.json'), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
