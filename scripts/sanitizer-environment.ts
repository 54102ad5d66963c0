// The environment in which Node, itself built without sanitizers, loads the addon that has them.
import { join } from 'node:path'
import { projectRoot } from './project-root.mjs'
import { capture } from './run-command.mjs'
import { toolEnvironment } from './tools.ts'

const suppressions = join(projectRoot, 'scripts', 'sanitizer-suppressions.txt')

const asanOptions: readonly string[] = [
  // Node never frees what lives as long as the process, so leaks cannot be told from that.
  'detect_leaks=0',
  'halt_on_error=1',
  'allow_addr2line=1',
  // In quotes: a space would end the value.
  `suppressions='${suppressions}'`,
]

/** The sanitizers' runtimes must be in the process before the addon is loaded. */
export async function sanitizerEnvironment(): Promise<NodeJS.ProcessEnv> {
  const libraries = await Promise.all(['libasan.so', 'libubsan.so'].map(findLibrary))
  return toolEnvironment({
    VIP_TEST_FLAVOUR: 'sanitize',
    LD_PRELOAD: libraries.join(':'),
    ASAN_OPTIONS: asanOptions.join(':'),
    UBSAN_OPTIONS: 'print_stacktrace=1:halt_on_error=1',
  })
}

async function findLibrary(name: string): Promise<string> {
  return (await capture(['g++', `-print-file-name=${name}`])).output.trim()
}
