// Reads the sources of a tree: the real checkout, or one that a test made up.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Path relative to the root, with `/`, to the file's text. */
export type SourceTree = ReadonlyMap<string, string>

/** Installed, built, or not ours; dot folders other than .ci hold no sources. */
const SKIPPED = /^(node_modules|out|coverage|\..*)$/
const KEPT = new Set(['.ci'])
const TEXT_FILE =
  /\.(ts|tsx|mts|mjs|cjs|js|json|cc|h|md|yml|yaml|toml|txt|sh|css|html|svg)$|^\.ci\/|LICENSE$/

/** @param root absolute path of the checkout */
export function readSourceTree(root: string): SourceTree {
  const files = new Map<string, string>()
  const visit = (folder: string) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) {
        if (KEPT.has(entry.name) || !SKIPPED.test(entry.name)) visit(path)
      } else if (entry.isFile() && TEXT_FILE.test(path)) {
        files.set(path, readFileSync(join(root, path), 'utf8'))
      }
    }
  }
  visit('')
  return files
}
