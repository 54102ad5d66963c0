// Where a machine's helper has its files, unless somebody says otherwise.

export const defaultPlaces = {
  configuration: '/etc/vip/vip.toml',
  /** Its control socket and what the next boot need not know. */
  runDirectory: '/run/vip',
  /** Its keys. */
  stateDirectory: '/var/lib/vip',
} as const

/** Of a helper: the one that was named, that of the environment, or the machine's. */
export function runDirectoryOf(
  named: string | undefined,
  environment: { readonly VIP_RUN_DIR?: string | undefined },
): string {
  return named ?? (environment.VIP_RUN_DIR || defaultPlaces.runDirectory)
}
