// The Node that has to be there already: it runs npm and the bootstrap. All else runs on the Node
// that package-lock.json pins.
import { Failure } from './failure.mjs'

/** `engines.node` in package.json says the same. */
const LEAST = { major: 20, minor: 19 }

/**
 * @param {string} version such as "20.19.0", without a "v"
 * @throws {Failure} when it is too old
 */
export function requireNodeVersion(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > LEAST.major || (major === LEAST.major && minor >= LEAST.minor)) return
  throw new Failure(
    `VIP is built with Node.js ${LEAST.major}.${LEAST.minor} or later, and this is ${version}: ` +
      'install a newer one (https://nodejs.org/download) and run the same command again.',
  )
}
