// Test projects: `unit` is pure and fast and sits beside the code; `lab` makes network namespaces and
// real TUN devices and therefore runs file by file.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'dataplane/**/*.test.ts',
            'scripts/**/*.test.ts',
            'bench/**/*.test.ts',
            'e2e/structure/*.test.ts',
          ],
        },
      },
      {
        test: {
          name: 'lab',
          include: ['e2e/lab/*.spec.ts', 'e2e/conformance/*.spec.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
