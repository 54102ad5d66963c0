// The Node that has to be there already: it runs npm and the bootstrap. All else runs on the Node
// that package-lock.json pins.

/** `engines.node` in package.json says the same. */
const LEAST_MAJOR = 20
const LEAST_MINOR = 19

/**
 * @param {string} version such as "20.19.0", without a "v"
 * @returns {string | undefined} what to tell a person whose Node is too old; undefined when it is not
 */
export function tooOldSentence(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > LEAST_MAJOR || (major === LEAST_MAJOR && minor >= LEAST_MINOR)) return undefined
  return (
    `VIP is built with Node.js ${LEAST_MAJOR}.${LEAST_MINOR} or later, and this is ${version}: ` +
    'install a newer one (https://nodejs.org/download) and run the same command again.'
  )
}
