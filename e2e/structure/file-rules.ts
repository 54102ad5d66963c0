// Rules that a single file can break: its length, its name, what it holds and what it gives away.
import { readModuleGraph } from './module-graph.ts'
import type { SourceTree } from './source-tree.ts'

const SOURCE = /\.(ts|tsx|mjs|cc|h)$/
const MAX_LINES = 400

/**
 * Words in a name that say nothing about what the file does. ("Helper" in the singular is the word for
 * the privileged process.)
 */
const EMPTY_WORDS = /(^|[-/])(utils?|helpers|managers?|misc|common)([-./]|$)/

/** A word that belongs to one file alone. */
const RESERVED: readonly { pattern: RegExp; within: RegExp; why: string }[] = [
  {
    pattern: /\bipcMain\b/,
    within: /^main\/(bridge\/router\.ts$|test\/)/,
    why: 'every call of a page passes one router, where rights are checked',
  },
  {
    pattern: /\bipcRenderer\b/,
    within: /^main\/(bridge\/preload\.ts$|test\/)/,
    why: 'a page gets the bridge, never the channel',
  },
  {
    pattern: /#include\s+[<"](napi|node_api|js_native_api)/,
    within: /^dataplane\/tun-tap\/addon\//,
    why: 'packet code is built for fuzzing without Node',
  },
]

/** What must not leave the builder's machine. */
const PRIVATE: readonly { pattern: RegExp; what: string }[] = [
  {
    pattern: /(?<![\w}.*/])\/(?:home|root|Users|work)\/[\w.-]+/,
    what: "a path of somebody's machine",
  },
  { pattern: /\b(?:registry|npm|proxy|mirror)\.[a-z0-9-]+\.[a-z]{2,}/i, what: 'a registry host' },
  { pattern: /"resolved": "https?:/, what: 'the address of a registry' },
]

/** @returns one sentence a violation, beginning with the file's path */
export function fileViolations(tree: SourceTree): string[] {
  const barrels = [...readModuleGraph(tree)].filter(([, { isBarrel }]) => isBarrel)
  return [
    ...[...tree].flatMap(([path, text]) => [
      ...(SOURCE.test(path) ? sourceViolations(path, text) : []),
      ...privacyViolations(path, text),
    ]),
    ...barrels.map(([path]) => `${path} only passes on what others export: import from those`),
  ]
}

function sourceViolations(path: string, text: string): string[] {
  const found: string[] = []
  const lines = text.split('\n').length - 1
  if (lines > MAX_LINES) found.push(`${path} has ${lines} lines, more than ${MAX_LINES}`)
  if (EMPTY_WORDS.test(path)) {
    found.push(`${path} has a name that does not say its job`)
  }
  if (!isWellNamed(path)) found.push(`${path} is not named in kebab-case`)
  if (/^export (interface|type) I(?!Pv)[A-Z][a-z]/m.test(text) && /\.tsx?$/.test(path)) {
    found.push(`${path} exports a type with an "I" before its name`)
  }
  for (const { pattern, within, why } of RESERVED) {
    if (isJudged(path) && pattern.test(text) && !within.test(path)) {
      found.push(`${path} has ${pattern.source}, which is reserved: ${why}`)
    }
  }
  return found
}

function isWellNamed(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const isComponent = path.startsWith('renderer/') && name.endsWith('.tsx')
  return isComponent
    ? /^[A-Z][A-Za-z0-9]*(\.test)?\.tsx$/.test(name) || /^[a-z0-9-]+(\.\w+)*$/.test(name)
    : /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)+$/.test(name)
}

function privacyViolations(path: string, text: string): string[] {
  if (!isJudged(path)) return []
  return PRIVATE.flatMap(({ pattern, what }) => {
    const match = pattern.exec(text)
    return match === null ? [] : [`${path} holds ${what}: ${match[0]}`]
  })
}

/** This folder's tests plant what the rules forbid. */
function isJudged(path: string): boolean {
  return !path.startsWith('e2e/structure/')
}
