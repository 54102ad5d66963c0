// The launcher, in a folder of its own that has a space in its name, with fake programs around it.
import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { temporaryFolder } from '../temporary-folder.ts'
import { launcherText } from './launcher.ts'

/** Prints its name and the arguments; answers `-p` (the version question) with `major`. */
const fakeNode = (name: string, major: number) =>
  `#!/bin/sh\n[ "$1" = -p ] && { echo ${major}; exit; }\necho ${name} "$@"\n`

let checkout: string
let launcher: string

beforeEach(() => {
  checkout = temporaryFolder()
  launcher = makeProgram('out/vip', launcherText)
  writeFileSync(join(checkout, 'out/vip.mjs'), '')
})

function makeProgram(path: string, text: string): string {
  const file = join(checkout, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text, { mode: 0o755 })
  return file
}

function launch(program: string, path = '/usr/bin:/bin') {
  const { stdout, stderr, status } = spawnSync(program, ['peers', 'two words'], {
    cwd: '/',
    env: { PATH: path },
    encoding: 'utf8',
  })
  return { stdout, stderr, status }
}

it("runs on the checkout's own Node, through a symbolic link from elsewhere", () => {
  makeProgram('node_modules/.bin/node', fakeNode('own', 24))
  const link = join(checkout, 'link')
  symlinkSync(launcher, link)
  expect(launch(link).stdout).toBe(`own ${checkout}/out/vip.mjs peers two words\n`)
})

it('runs on the Node beside it, as in a package', () => {
  makeProgram('node_modules/.bin/node', fakeNode('own', 24))
  makeProgram('out/node', fakeNode('packaged', 24))
  expect(launch(launcher).stdout).toMatch(/^packaged /)
})

it("runs on the system's Node where there is no other", () => {
  makeProgram('bin/node', fakeNode('system', 24))
  expect(launch(launcher, `${checkout}/bin:/usr/bin:/bin`).stdout).toMatch(/^system /)
})

it("refuses a system's Node that is too old", () => {
  makeProgram('bin/node', fakeNode('system', 20))
  const { stderr, status } = launch(launcher, `${checkout}/bin:/usr/bin:/bin`)
  expect(stderr).toBe(`vip: needs Node.js 24 or later; ${checkout}/bin/node is version 20\n`)
  expect(status).toBe(1)
})

it('says so when nothing is built', () => {
  makeProgram('node_modules/.bin/node', fakeNode('own', 24))
  const { stderr, status } = launch(makeProgram('other/vip', launcherText))
  expect(stderr).toBe(`vip: ${checkout}/other/vip.mjs is not built; run: npm run build\n`)
  expect(status).toBe(1)
})
