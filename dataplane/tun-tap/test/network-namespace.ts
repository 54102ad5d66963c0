// Runs a test's child process in a network namespace of its own, which goes with the process.
import { spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Why no namespace can be made here; null where it can, as root or, with a user namespace, as anybody. */
export const noNamespaceReason: string | null = (() => {
  if (tryUnshare(unshareFlags)) return null
  return 'needs root, or a kernel that lets a user make user namespaces'
})()

function tryUnshare(flags: () => string[]): boolean {
  return spawnSync('unshare', [...flags(), 'ip', 'link'], { stdio: 'ignore' }).status === 0
}

function unshareFlags(): string[] {
  return process.getuid?.() === 0 ? ['--net'] : ['--net', '--user', '--map-root-user']
}

export type ScenarioRun = { status: number | null; result: unknown; errors: string }

/**
 * Runs one scenario in a new namespace, with the addon that the tests load.
 * @param wrapper a command that starts the rest of its arguments, such as setpriv
 * @param file the program beside this one that has the scenario
 * @returns what the scenario printed, parsed
 */
export async function runScenario(
  name: string,
  argument = '',
  wrapper: readonly string[] = [],
  file = 'netlink-scenarios.ts',
): Promise<ScenarioRun> {
  const script = fileURLToPath(new URL(`./${file}`, import.meta.url))
  const command = [...unshareFlags(), ...wrapper, process.execPath, script, name, argument]
  const child = spawn('unshare', command, {
    env: { ...process.env, VIP_TEST_ADDON: addonFile() },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve)
  })
  return { status, result: output === '' ? undefined : (JSON.parse(output) as unknown), errors }
}

declare const __NATIVE_ADDON__: string

/** The child runs from the sources, without the define that tells vitest's modules which addon to load. */
function addonFile(): string {
  return fileURLToPath(new URL(__NATIVE_ADDON__, new URL('../load-addon.ts', import.meta.url)))
}
