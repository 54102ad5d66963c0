// Where a machine's helper has its files, unless somebody says otherwise.

export const defaultPlaces = {
  configuration: '/etc/vip/vip.toml',
  /** Its control socket and what the next boot need not know. */
  runDirectory: '/run/vip',
  /** Its keys. */
  stateDirectory: '/var/lib/vip',
} as const
