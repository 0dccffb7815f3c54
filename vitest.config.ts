import { defineConfig } from 'vitest/config';

/** Tests that run the whole program or start processes; all others answer within seconds (`npm run test:unit`). */
const e2e = [
  'tests/cli/e2e/**/*.test.ts',
  'tests/bench/*.test.ts',
  'tests/exchange/serve.test.ts',
  'tests/store/{crash,full-disk,ledger,lock}.test.ts',
  'tests/cli/{doctor-checks,options/settings,terminal/output-files}.test.ts',
  'tests/{determinism,docs,pack}.test.ts',
];

export default defineConfig({
  test: {
    setupFiles: ['tests/setup.ts'],
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', './tests/counts-reporter.ts'],
    // Projects run by name and files by length, so that no core waits for one long file at the end.
    projects: [
      { extends: true, test: { name: 'e2e', include: e2e } },
      {
        extends: true,
        // Pure functions share nothing, and one process for all files halves their time (measured).
        test: { name: 'unit', include: ['tests/**/*.test.ts'], exclude: e2e, isolate: false },
      },
    ],
  },
});
