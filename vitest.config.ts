// Test projects: `unit` is pure and fast and sits beside the code; `main` is the desktop's, over a fake Electron; `lab`
// makes network namespaces and real TUN devices and therefore runs file by file; so does `app`, which drives the pages in
// a browser.
import { defineConfig } from 'vitest/config'

// Which build of the native addon the tests load: the product, or the one with sanitizers
// (`scripts/test.ts` sets the variable for its sanitizer stage).
const addonPath =
  process.env['VIP_TEST_FLAVOUR'] === 'sanitize'
    ? '../../out/sanitize/tun-tap.node'
    : '../../out/tun-tap.node'

export default defineConfig({
  define: { __NATIVE_ADDON__: JSON.stringify(addonPath) },
  test: {
    // Real sockets and hosts on a machine that others use, too: a second try in CI, which the report names.
    retry: process.env['CI'] === 'true' ? 1 : 0,
    // Looked at where it is asked for (`--coverage`): of what runs in Electron, which few machines of tests have.
    coverage: {
      provider: 'v8',
      include: ['main/**/*.ts'],
      exclude: ['main/**/test/**', 'main/**/*.test.ts'],
      reporter: ['text'],
      reportsDirectory: 'out/coverage',
      thresholds: { lines: 90 },
    },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'dataplane/**/*.test.ts',
            'renderer/**/*.test.{ts,tsx}',
            'scripts/**/*.test.ts',
            'bench/**/*.test.ts',
            'e2e/structure/*.test.ts',
          ],
          // Random input took 5.5 s where three others wanted the same two processors.
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        // Electron's package has no program of its own in it, and loading it would fetch one.
        resolve: { alias: { electron: `${import.meta.dirname}/main/test/electron-fake.ts` } },
        test: { name: 'main', include: ['main/**/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'app',
          include: ['e2e/app/*.spec.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'lab',
          include: [
            ...['e2e/lab/*.spec.ts', 'e2e/conformance/*.spec.ts', 'e2e/packaging/*.spec.ts'],
          ],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
