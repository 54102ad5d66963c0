// Runs `npm ci` when, and only when, the installed packages are not those of package-lock.json.
import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { hashOf, hasStamp, writeStamp } from './content-hash.mjs'
import { Failure } from './failure.mjs'
import { projectRoot } from './project-root.mjs'
import { capture } from './run-command.mjs'

/** The Node that runs everything after this step; it is a package, pinned like the others. */
export const projectNode = join(projectRoot, 'node_modules', '.bin', 'node')

/** Inside node_modules: whoever removes that folder removes the stamp. */
const stampFile = join(projectRoot, 'node_modules', '.vip-lock-hash')

const npmOptions = [
  // The settings of a person's own npm must not leave out what the build needs.
  '--include=dev',
  '--include=optional',
  '--no-audit',
  '--no-fund',
  // As many tries as npm makes anyway, but a machine without a network is told so after seconds
  // rather than after the minute of npm's own pauses.
  '--fetch-retry-mintimeout=1000',
  '--fetch-retry-maxtimeout=5000',
]

const NETWORK_ERROR = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH)\b/

/**
 * @param {import('./progress.mjs').StepReport} report
 * @throws {Failure} when npm fails, or has no Node for this machine
 */
export async function installNpmPackages(report) {
  const lock = readFileSync(join(projectRoot, 'package-lock.json'))
  const hash = hashOf([lock, process.platform, process.arch])
  if (hasStamp(stampFile, hash) && existsSync(projectNode)) {
    report.outcome('up to date')
    return
  }
  const { status, output } = await capture([...npmCommand(), 'ci', ...npmOptions], {
    cwd: projectRoot,
  })
  if (status !== 0) throw new Failure(npmFailure(output))
  await requireProjectNode()
  writeStamp(stampFile, hash)
  report.outcome('installed')
}

function npmCommand() {
  const path = process.env['npm_execpath']
  return path !== undefined && basename(path) === 'npm-cli.js' && existsSync(path)
    ? [process.execPath, path]
    : ['npm']
}

/** @param {string} output what npm printed */
function npmFailure(output) {
  const lines = output.trim().split('\n')
  const words = lines
    .filter((line) => !line.startsWith('npm warn'))
    .slice(-12)
    .join('\n')
  return NETWORK_ERROR.test(output)
    ? `npm could not fetch the packages of package-lock.json:\n${words}\n` +
        'The first run in a fresh clone needs the network (later ones do not). Connect, or tell npm ' +
        'of your proxy or mirror (npm config set proxy …), and run the same command again.'
    : `npm ci failed:\n${words}`
}

async function requireProjectNode() {
  const { platform, arch } = process
  if (!existsSync(projectNode)) {
    throw new Failure(
      `There is no Node package for ${platform}-${arch}. VIP is built on Linux, x86-64 or arm64.`,
    )
  }
  const { status, output } = await capture([projectNode, '--version'])
  if (status !== 0) {
    throw new Failure(
      `The Node package for ${platform}-${arch} does not run here (it needs glibc 2.28):\n${output}`,
    )
  }
}
