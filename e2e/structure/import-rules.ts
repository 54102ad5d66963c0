// The import ladder: which folder may import from which, and why. A folder that has no row here may
// not hold sources: adding a folder is a decision, and this is where it is written down.

export type FolderRule = {
  /** Relative to the project's root. The longest folder that contains a file decides for it. */
  folder: string
  /** Folders it may import from, besides itself. */
  mayImport: readonly string[]
  /** Pure folders load in any process: they import no Node module and no package but these. */
  purePackages?: readonly string[]
  why: string
}

const groundFloor = ['dataplane/contract', 'dataplane/lib']
const upToTables = [
  ...groundFloor,
  'dataplane/tun-tap',
  'dataplane/wire',
  'dataplane/identity',
  'dataplane/tables',
]
const domain = [
  ...upToTables,
  'dataplane/tunnel',
  'dataplane/negotiation',
  'dataplane/mobility',
  'dataplane/naming',
]

/** What of `dataplane/configuration` is pure. */
const configurationText = [
  'dataplane/configuration/parse-configuration.ts',
  'dataplane/configuration/toml-places.ts',
]

export const folderRules: readonly FolderRule[] = [
  {
    folder: 'dataplane/contract',
    mayImport: [],
    purePackages: ['valibot'],
    why: 'every process loads it, the sandboxed renderer too',
  },
  {
    folder: 'dataplane/lib',
    mayImport: ['dataplane/contract'],
    why: 'clock, log, files and journal know nothing of VIP but the shapes they store',
  },
  {
    folder: 'dataplane/tun-tap',
    mayImport: [],
    why: 'a package of its own: it moves packets by tables and knows no other part of the project',
  },
  {
    folder: 'dataplane/wire',
    mayImport: ['dataplane/contract'],
    purePackages: ['dns-packet'],
    why: 'parsers are total functions from bytes to values, fuzzed without a network',
  },
  {
    folder: 'dataplane/identity',
    mayImport: [...groundFloor, 'dataplane/tun-tap', 'dataplane/wire'],
    why: 'keys and trust are decided before any table or packet is touched; of tun-tap it has the arithmetic of handshakes',
  },
  {
    folder: 'dataplane/configuration',
    mayImport: [...groundFloor, ...configurationText],
    why: 'reads what people write; what is done with it is decided elsewhere',
  },
  {
    folder: 'dataplane/configuration/parse-configuration.ts',
    mayImport: ['dataplane/contract', 'dataplane/configuration', ...configurationText],
    purePackages: ['smol-toml', 'valibot'],
    why: 'the settings page judges a text by it while it is typed, as the helper will',
  },
  {
    folder: 'dataplane/configuration/toml-places.ts',
    mayImport: [],
    purePackages: [],
    why: 'the settings page changes single values of a text, and leaves the rest as people wrote it',
  },
  {
    folder: 'dataplane/tables',
    mayImport: [...groundFloor, 'dataplane/wire'],
    purePackages: ['valibot'],
    why: 'the only owners of their facts, tested with a fake clock and no network',
  },
  {
    folder: 'dataplane/tunnel',
    mayImport: upToTables,
    why: 'drives tun-tap by the tables; how a key was agreed or a move noticed is not its business',
  },
  {
    folder: 'dataplane/negotiation',
    mayImport: [...upToTables, 'dataplane/tunnel'],
    why: 'siblings meet in the tables and in callbacks that vipd.ts passes',
  },
  {
    folder: 'dataplane/mobility',
    mayImport: [...upToTables, 'dataplane/tunnel'],
    why: 'siblings meet in the tables and in callbacks that vipd.ts passes',
  },
  {
    folder: 'dataplane/naming',
    mayImport: [...upToTables, 'dataplane/tunnel'],
    why: 'siblings meet in the tables and in callbacks that vipd.ts passes',
  },
  {
    folder: 'dataplane/control',
    mayImport: domain,
    why: 'one call table over the domain; nothing in the domain knows who asks',
  },
  {
    folder: 'dataplane/vipd',
    mayImport: [...domain, 'dataplane/control', 'dataplane/configuration', ...configurationText],
    why: 'pieces of the composition root that are worth a file and a test of their own',
  },
  {
    folder: 'dataplane/vipd.ts',
    mayImport: [...domain, 'dataplane/control', 'dataplane/configuration', 'dataplane/vipd'],
    why: 'the composition root: the one place that wires',
  },
  {
    folder: 'dataplane/client',
    mayImport: groundFloor,
    why: 'other programs load it: the contract, a clock, and nothing of the helper',
  },
  {
    folder: 'dataplane/client/test',
    mayImport: [...groundFloor, 'dataplane/client', 'dataplane/control'],
    why: 'the library is tested against the control socket that it is for',
  },
  {
    folder: 'dataplane/nameserver',
    mayImport: [...groundFloor, 'dataplane/wire'],
    why: 'a server of its own, which the helper meets over the network only',
  },
  {
    folder: 'dataplane/lab',
    mayImport: [...groundFloor, 'dataplane/client'],
    why: 'starts built programs and speaks the contract, so that it proves what is shipped',
  },
  {
    folder: 'dataplane/cli',
    mayImport: [...groundFloor, 'dataplane/client', 'dataplane/lab', 'dataplane/nameserver'],
    why: 'a client of the helper; it hosts `vip lab` and `vip nameserver`, and no domain code',
  },
  {
    folder: 'main',
    mayImport: [
      ...groundFloor,
      'dataplane/client',
      'main/bridge/acts.ts',
      'main/bridge/desk-state.ts',
    ],
    why: 'a client of the helper, like the CLI; the lab it runs by `vip lab`, as a person would',
  },
  {
    folder: 'main/test',
    mayImport: [
      ...groundFloor,
      'dataplane/client',
      'dataplane/control',
      'main',
      'main/bridge/acts.ts',
      'main/bridge/desk-state.ts',
    ],
    why: 'the desk is tested against the control socket that it is for',
  },
  {
    folder: 'main/bridge/acts.ts',
    mayImport: ['dataplane/contract', 'main/bridge/desk-state.ts'],
    purePackages: ['valibot'],
    why: 'the sandboxed renderer loads it, too',
  },
  {
    folder: 'main/bridge/desk-state.ts',
    mayImport: ['dataplane/contract'],
    purePackages: [],
    why: 'the sandboxed renderer loads it, too',
  },
  {
    folder: 'renderer',
    mayImport: [
      'dataplane/contract',
      ...configurationText,
      'main/bridge/acts.ts',
      'main/bridge/desk-state.ts',
      'renderer/test',
    ],
    why: 'sandboxed: it sees snapshots and sends acts. Its tests use the samples',
  },
  {
    folder: 'renderer/test',
    mayImport: ['dataplane/contract', 'main/bridge/acts.ts', 'main/bridge/desk-state.ts'],
    why: 'states to show and a bridge that plays them, for tests, pictures and measurements',
  },
  {
    folder: 'bench',
    mayImport: ['dataplane/contract', 'dataplane/lab', 'dataplane/tun-tap', 'renderer/test'],
    why: 'measures built programs in topologies of the lab, the native tables with a million peers, and the pages',
  },
  {
    folder: 'e2e',
    mayImport: [
      ...['dataplane/contract', 'dataplane/lab', 'dataplane/tun-tap', 'renderer/test'],
      'main/bridge/desk-state.ts',
    ],
    why: 'drives built programs, the pages by scripts of a desk, and the native face where published vectors must reach it',
  },
  { folder: 'scripts', mayImport: [], why: 'must work before anything is built' },
  { folder: 'vitest.config.ts', mayImport: [], why: 'tool configuration' },
]

/**
 * Packages of this repository, and their folders: they are imported by name, so that the `exports` of
 * their package.json is the only door.
 */
export const workspacePackages: ReadonlyMap<string, string> = new Map([
  ['tun-tap', 'dataplane/tun-tap'],
])
