// Sees to it that the Debian packages of a purpose are installed: looks first, without network; then
// installs as root; else names the one command that a person has to run.
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { hashOf, hasStamp, writeStamp } from './content-hash.mjs'
import { Failure } from './failure.mjs'
import { projectRoot } from './project-root.mjs'
import { capture } from './run-command.mjs'
import { packagesFor } from './system-packages.mjs'

/**
 * @typedef {import('./system-packages.mjs').Purpose} Purpose
 * @typedef {import('./system-packages.mjs').SystemPackage} SystemPackage
 * @typedef {import('./progress.mjs').StepReport} StepReport
 */

/** Nobody is there to answer a package's questions (tshark asks one). */
const aptEnvironment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' }

/**
 * @param {Purpose} purpose
 * @param {StepReport} report
 * @param {string} [stampFolder] where it is noted what this distribution does not have
 * @throws {Failure} when a needed package is missing and cannot be installed
 */
export async function installSystemPackages(
  purpose,
  report,
  stampFolder = join(projectRoot, 'out', 'stamp'),
) {
  const { needed, wanted } = packagesFor(purpose)
  const missing = await findMissing([...needed, ...wanted])
  report.outcome(missing.length === 0 ? 'all present' : 'needed ones present')
  if (missing.length === 0) return
  const missingNeeded = missing.filter((each) => needed.includes(each))
  const missingWanted = missing.filter((each) => wanted.includes(each))
  const canInstall = process.getuid?.() === 0 && isInPath('apt-get')
  if (!canInstall && missingNeeded.length > 0) throw explain(missingNeeded, missingWanted)
  const installed = canInstall
    ? await install(
        join(stampFolder, `unavailable-packages+${purpose}`),
        missingNeeded,
        missingWanted,
      )
    : []
  if (installed.length > 0) report.outcome(`installed ${names(installed)}`)
  for (const each of missingWanted.filter((left) => !installed.includes(left))) {
    report.note(`${each.name} is not installed; ${purpose} does without it (${each.why})`)
  }
}

/**
 * @param {readonly SystemPackage[]} packages
 * @returns {Promise<SystemPackage[]>}
 */
async function findMissing(packages) {
  if (!isInPath('dpkg-query')) {
    return packages.filter(({ program }) => program !== undefined && !isInPath(program))
  }
  if (packages.length === 0) return []
  const format = '${Package} ${db:Status-Status}\n'
  const argv = ['dpkg-query', '-W', `-f=${format}`, ...packages.map(({ name }) => name)]
  const lines = (await capture(argv)).output.split('\n')
  return packages.filter(({ name }) => !lines.includes(`${name} installed`))
}

/**
 * @param {string} stampFile
 * @param {readonly SystemPackage[]} needed
 * @param {readonly SystemPackage[]} wanted
 * @returns {Promise<SystemPackage[]>} those that were installed
 */
async function install(stampFile, needed, wanted) {
  // What could not be had is not asked for again, which would need the network each time, until the
  // list of what is missing changes.
  const worthTrying = hasStamp(stampFile, hashOf(wanted.map(({ name }) => name))) ? [] : wanted
  if (needed.length + worthTrying.length === 0) return []
  const update = await capture(['apt-get', 'update'], { env: aptEnvironment })
  if (needed.length > 0) {
    const result = await aptInstall(needed)
    if (result.status !== 0) {
      throw new Failure(
        `apt-get could not install ${names(needed)}:\n${lastLines(result.output, 8)}\n` +
          (update.status === 0 ? '' : `(apt-get update failed too: is there a network?)\n`) +
          `Install by hand, then run the same command again:\n  ${aptCommand(needed)}`,
      )
    }
  }
  // One by one: one that this distribution does not have must not keep the others away.
  const installed = [...needed]
  for (const each of worthTrying) {
    if ((await aptInstall([each])).status === 0) installed.push(each)
  }
  const unavailable = wanted.filter((each) => !installed.includes(each))
  if (update.status === 0) writeStamp(stampFile, hashOf(unavailable.map(({ name }) => name)))
  return installed
}

/** @param {readonly SystemPackage[]} packages */
function aptInstall(packages) {
  const options = ['install', '-y', '--no-install-recommends']
  return capture(['apt-get', ...options, ...packages.map(({ name }) => name)], {
    env: aptEnvironment,
  })
}

/**
 * @param {readonly SystemPackage[]} needed
 * @param {readonly SystemPackage[]} wanted
 */
function explain(needed, wanted) {
  const list = needed.map(({ name, why }) => `  ${name}: ${why}`).join('\n')
  return new Failure(
    `These system packages are needed and not installed (Debian's names):\n${list}\n` +
      (isInPath('apt-get')
        ? `Run this, then the same command again:\n  sudo ${aptCommand([...needed, ...wanted])}`
        : "Install them with your system's package manager, then run the same command again."),
  )
}

/** @param {string} program */
function isInPath(program) {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** @param {readonly SystemPackage[]} packages */
function aptCommand(packages) {
  return `apt-get install -y --no-install-recommends ${packages.map(({ name }) => name).join(' ')}`
}

/** @param {readonly SystemPackage[]} packages */
function names(packages) {
  return packages.map(({ name }) => name).join(', ')
}

/**
 * @param {string} text
 * @param {number} count
 */
function lastLines(text, count) {
  return text.trimEnd().split('\n').slice(-count).join('\n')
}
