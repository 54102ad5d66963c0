// The documents at the root speak of things that exist.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { folderRules } from './import-rules.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const documents = readdirSync(root).filter((name) => name.endsWith('.md'))

describe.each(documents)('%s', (document) => {
  it('links to files that exist', () => {
    const links = [...read(document).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link]) => link)
    expect(links.filter((link) => !existsSync(join(root, link ?? '')))).toEqual([])
  })

  it('names npm scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    const named = [...read(document).matchAll(/npm run ([a-z:-]+)/g)].map(([, name]) => name ?? '')
    expect(named.filter((name) => !(name in scripts))).toEqual([])
  })
})

it('ARCHITECTURE.md has every folder of the import ladder', () => {
  const text = read('ARCHITECTURE.md')
  const folders = folderRules.map(({ folder }) => folder).filter((f) => !f.endsWith('.config.ts'))
  expect(folders.filter((folder) => !text.includes(`\`${folder}`))).toEqual([])
})

it('the import ladder has every folder of the product', () => {
  const inDataplane = readdirSync(join(root, 'dataplane'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `dataplane/${name}`)
  const ruled = folderRules.map(({ folder }) => folder)
  expect(inDataplane.filter((folder) => !ruled.includes(folder))).toEqual([])
})
