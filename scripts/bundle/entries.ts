// The programs that are bundled from TypeScript, each to one file in out/.

export type BundleEntry = {
  /** Relative to the project's root. */
  source: string
  /** File name inside a flavour's output folder. */
  output: string
}

export const bundleEntries: readonly BundleEntry[] = [
  { source: 'dataplane/cli/vip.ts', output: 'vip.mjs' },
  { source: 'dataplane/tunnel/static-tunnel.ts', output: 'static-tunnel.mjs' },
]

/** What `import` of a bundle leaves for the runtime; everything else is inside the bundle. */
export const externalModules = /^node:/

/** Where a bundle finds the native addon: beside itself, so that out/ may be moved or copied. */
export const bundledAddonPath = './tun-tap.node'
