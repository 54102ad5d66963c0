// `node scripts/bootstrap.mjs <purpose>`: what npm runs before each command (package.json: prestart,
// pretest …), with whatever Node is there. This file and node-version.mjs keep to the syntax of Node 12,
// so that an old one ends in a sentence and not in a SyntaxError; what prepare.mjs imports needs Node
// 20.19, and uses Node's built-in modules only.
import { tooOldSentence } from './node-version.mjs'

const sentence = tooOldSentence(process.versions.node)
if (sentence === undefined) {
  void Promise.all([import('./failure.mjs'), import('./prepare.mjs')]).then(
    ([{ runScript }, { prepare }]) => runScript(() => prepare(process.argv[2])),
  )
} else {
  process.stderr.write(sentence + '\n')
  process.exitCode = 1
}
