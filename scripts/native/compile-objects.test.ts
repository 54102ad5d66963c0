import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { projectRoot } from '../project-root.mjs'
import { compileObjects, parseDependencies } from './compile-objects.ts'

describe('compileObjects', () => {
  let folder: string
  beforeEach(() => {
    mkdirSync(join(projectRoot, 'out'), { recursive: true })
    folder = relative(projectRoot, mkdtempSync(join(projectRoot, 'out', 'compile test ')))
    write('a.cc', '#include "a.h"\nint a() { return kA; }\n')
    write('a.h', 'constexpr int kA = 1;\n')
    write('b.cc', 'int b() { return 2; }\n')
  })
  afterEach(() => {
    rmSync(join(projectRoot, folder), { recursive: true })
  })

  function write(name: string, text: string): void {
    writeFileSync(join(projectRoot, folder, name), text)
  }

  function compile(flags: readonly string[] = []) {
    return compileObjects({
      compiler: 'g++',
      objectFolder: `${folder}/obj`,
      sources: ['a.cc', 'b.cc'].map((name) => ({ file: `${folder}/${name}`, flags })),
      fingerprint: '',
    })
  }

  it('compiles once what does not change', async () => {
    const first = await compile()
    expect(first.compiledCount).toBe(2)
    expect(await compile()).toEqual({ ...first, compiledCount: 0 })
  })

  it('compiles again what a changed header is part of, and no more', async () => {
    const first = await compile()
    write('a.h', 'constexpr int kA = 3;\n')
    const second = await compile()
    expect(second.compiledCount).toBe(1)
    expect(second.hash).not.toBe(first.hash)
  })

  it('compiles all again for other flags', async () => {
    await compile()
    expect((await compile(['-O1'])).compiledCount).toBe(2)
  })

  it("fails with the compiler's words, and does not take that for done", async () => {
    write('b.cc', 'int b() { return nothing; }\n')
    await expect(compile()).rejects.toThrow(/b\.cc does not compile:[^]*nothing/)
    await expect(compile()).rejects.toThrow(/b\.cc does not compile/)
  })
})

describe('parseDependencies', () => {
  it('reads what g++ -MMD writes', () => {
    const rule = 'out/obj/a.cc.o: core/a.cc core/a.h \\\n core/bytes.h\n'
    expect(parseDependencies(rule)).toEqual(['core/a.cc', 'core/a.h', 'core/bytes.h'])
  })

  it('reads a name with a space', () => {
    expect(parseDependencies('a.o: my\\ folder/a.h b.h\n')).toEqual(['my folder/a.h', 'b.h'])
  })

  it('reads a rule without prerequisites', () => {
    expect(parseDependencies('a.o:\n')).toEqual([])
  })
})
