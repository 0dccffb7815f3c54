import { defineConfig } from 'vitest/config';

/** Tests that run the whole program or start processes. */
const e2e = [
  'tests/cli/e2e/**/*.test.ts',
  'tests/bench/*.test.ts',
  'tests/exchange/{serve,paging/paging}.test.ts',
  'tests/store/{crash,full-disk,ledger,lock,open-to-read}.test.ts',
  'tests/library/{library,pages}.test.ts',
  'tests/cli/{doctor-checks,options/settings,terminal/output-files}.test.ts',
  'tests/{determinism,docs,pack}.test.ts',
];

/** Tests that fit many models or draw many samples: seconds each. */
const long = [
  'tests/backtest/{leak,pool,truth}.test.ts',
  'tests/cli/fuzz.test.ts',
  'tests/data/simulate.test.ts',
  'tests/live/drift.test.ts',
  'tests/significance/model-confidence-set.test.ts',
  'tests/store/damage.test.ts',
];

export default defineConfig({
  test: {
    setupFiles: ['tests/setup.ts'],
    maxWorkers: '100%',
    // Only for tests that hang: a busy machine may be ten times slower.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    reporters: ['default', './tests/counts-reporter.ts'],
    // One process per core for all files: loading everything again for each doubles the time of unit tests (measured).
    isolate: false,
    // Projects run by name and files by length, so that no core waits for one long file at the end.
    projects: [
      {
        extends: true,
        test: {
          name: 'e2e',
          include: e2e,
          setupFiles: ['tests/setup-e2e.ts'],
          globalSetup: ['tests/setup-redis.ts'],
        },
      },
      { extends: true, test: { name: 'long', include: long } },
      { extends: true, test: { name: 'unit', include: ['tests/**/*.test.ts'], exclude: [...e2e, ...long] } },
    ],
  },
});
