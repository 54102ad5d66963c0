// electron-builder.yml, judged by electron-builder itself.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { getConfig, validateConfiguration } from 'app-builder-lib/out/util/config/config.js'
import { DebugLogger } from 'builder-util'
import { projectRoot } from '../project-root.mjs'
import { joinedScripts } from './desktop-tree.ts'

/** It compiles its schema first, which takes seconds on a busy machine. */
const schemaMs = 60_000

const read = async () => getConfig(projectRoot, 'electron-builder.yml', null)
const asset = (path: string) => readFileSync(join(projectRoot, 'assets', path), 'utf8')

describe('electron-builder.yml', () => {
  it(
    'is valid',
    async () => {
      await expect(validateConfiguration(await read(), new DebugLogger(false))).resolves.toBe(
        undefined,
      )
    },
    schemaMs,
  )

  it('would not be with a key that electron-builder does not know', async () => {
    const configuration = { ...(await read()), electronFuzes: {} }
    await expect(validateConfiguration(configuration, new DebugLogger(false))).rejects.toThrow(
      /unknown property 'electronFuzes'/,
    )
  })

  it('names assets that are there', async () => {
    const { linux, deb, files, extraResources } = await read()
    const scripts = deb?.fpm?.flatMap((word) => /^--[\w-]+=(assets\/.+)$/.exec(word)?.[1] ?? [])
    expect(scripts).toEqual(['assets/debian/prerm'])
    const sets = [files, extraResources]
      .flat()
      .flatMap((each) => (typeof each === 'object' ? [each?.from, ...[each?.filter].flat()] : each))
    const named = [linux?.icon, ...(scripts ?? []), ...sets]
      .filter((path) => typeof path === 'string')
      // What is built, and patterns.
      .filter((path) => !/^out\/|[*!]/.test(path))
    expect(named).toEqual(expect.arrayContaining(['LICENSE', 'package.json']))
    for (const path of named) expect(existsSync(join(projectRoot, path)), path).toBe(true)
  })

  it('turns off what would make Electron a Node for anybody', async () => {
    expect((await read()).electronFuses).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      onlyLoadAppFromAsar: true,
      enableEmbeddedAsarIntegrityValidation: true,
    })
  })

  it.each([
    ['after-install', 'postinst'],
    ['after-remove', 'postrm'],
  ])('has an %s that ends as %s of the helper does', (desktop, helper) => {
    const joined = joinedScripts([asset(`desktop/${desktop}`), asset(`debian/${helper}`)])
    expect(joined.match(/^#!/gm)).toHaveLength(1)
    // electron-builder's own words, which it refuses to leave unfilled.
    const filled = joined.replaceAll(/\$\{(executable|sanitizedProductName)\}/g, 'vip-desktop')
    expect(filled).not.toMatch(/\$\{[a-zA-Z]+\}/)
    expect(execFileSync('bash', ['-n'], { input: filled }).length).toBe(0)
    expect(filled).toContain(asset(`debian/${helper}`).split('\n').slice(2).join('\n'))
  })
})
