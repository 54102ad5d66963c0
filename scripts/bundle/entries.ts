// The programs that are bundled from TypeScript, each to one file in out/.

export type BundleEntry = {
  /** Relative to the project's root. */
  source: string
  /** File name inside a flavour's output folder. */
  output: string
  /** What is copied beside it: types that other programs see, by their names in the output folder. */
  types?: { source: string; output: string }
  /** The only output folder that gets it; all of them when left out. */
  onlyIn?: string
  /** Of modules, where not `esm`. */
  format?: 'cjs'
  /** Where it finds the native addon, when that is not beside it. */
  addon?: string
}

export const bundleEntries: readonly BundleEntry[] = [
  { source: 'dataplane/cli/vip.ts', output: 'vip.mjs' },
  { source: 'dataplane/vipd.ts', output: 'vipd.mjs' },
  { source: 'dataplane/tunnel/static-tunnel.ts', output: 'static-tunnel.mjs' },
  { source: 'main/browser/index.ts', output: 'vip-ui.mjs', onlyIn: 'out' },
  { source: 'main/index.ts', output: 'main.mjs', onlyIn: 'out' },
  // A sandboxed preload script can be no ES module.
  { source: 'main/bridge/preload.ts', output: 'preload.cjs', format: 'cjs', onlyIn: 'out' },
  {
    source: 'dataplane/client/vip-client.ts',
    output: 'vip-client.mjs',
    types: { source: 'dataplane/client/vip-client.d.mts', output: 'vip-client.d.mts' },
    onlyIn: 'out',
  },
  {
    source: 'bench/scale/many-peers.ts',
    output: 'many-peers.mjs',
    onlyIn: 'out/bench',
    // It measures what is shipped, not the null cipher that lies beside it.
    addon: '../tun-tap.node',
  },
]

/** What `import` of a bundle leaves for the runtime; everything else is inside the bundle. */
export const externalModules = /^(?:node:|electron$)/

/** Where a bundle finds the native addon: beside itself, so that out/ may be moved or copied. */
export const bundledAddonPath = './tun-tap.node'
