// Writes out/vip, the one executable that a person calls from anywhere; packages have it, too.
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../project-root.mjs'

/** The bundles are written for this Node; see ARCHITECTURE.md, toolchain. */
const LEAST_NODE = 24

export const launcherText = `#!/bin/sh
# Starts vip.mjs beside this file (symbolic links are followed) on the Node beside it, as packages have
# one; else on the checkout's own, or on the system's where out/ was copied away from it.
here=$(dirname -- "$(readlink -f -- "$0")")
node=$here/node
[ -x "$node" ] || node=$here/../node_modules/.bin/node
if [ ! -x "$node" ]; then
  node=$(command -v node) || {
    echo "vip: needs Node.js ${LEAST_NODE} or later, and no node is in PATH" >&2
    exit 1
  }
  major=$("$node" -p 'parseInt(process.versions.node)')
  if [ "$major" -lt ${LEAST_NODE} ]; then
    echo "vip: needs Node.js ${LEAST_NODE} or later; $node is version $major" >&2
    exit 1
  fi
fi
if [ ! -f "$here/vip.mjs" ]; then
  echo "vip: $here/vip.mjs is not built; run: npm run build" >&2
  exit 1
fi
export VIP_CALLED_AS="$0"
exec "$node" "$here/vip.mjs" "$@"
`

/** @returns whether it had to be written */
export function writeLauncher(): boolean {
  const path = join(projectRoot, 'out', 'vip')
  if (existsSync(path) && readFileSync(path, 'utf8') === launcherText) return false
  writeFileSync(`${path}.new`, launcherText)
  chmodSync(`${path}.new`, 0o755)
  renameSync(`${path}.new`, path)
  return true
}
