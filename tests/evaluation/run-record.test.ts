import { expect, test } from 'vitest';
import { runConfiguration } from '../../src/evaluation/run-identity.ts';
import { runsToPrune } from '../../src/evaluation/run-record.ts';
import type { RunRecord } from '../../src/evaluation/run-record.ts';
import { optionsOf, panelOf } from '../helpers/panels.ts';

test('a configuration depends on the options, the series and their step, not on the rows', () => {
  const options = optionsOf({});
  const configuration = runConfiguration(panelOf([[1, 2, 3]]), options);
  expect(configuration).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(runConfiguration(panelOf([[1, 2, 3, 4]]), options)).toBe(configuration);
  expect(
    runConfiguration(
      panelOf([
        [1, 2, 3],
        [1, 2, 3],
      ]),
      options,
    ),
  ).not.toBe(configuration);
  expect(runConfiguration(panelOf([[1, 2, 3]]), { ...options, seed: 9 })).not.toBe(configuration);
  expect(runConfiguration({ ...panelOf([[1, 2, 3]]), timeframe: null }, options)).not.toBe(configuration);
});

/** Newest first: configuration c at 5, 3 and 1, d at 4 and 2. */
const runs = [5, 4, 3, 2, 1].map(
  (at) => ({ run: `r${at}`, at, configuration: at % 2 === 1 ? 'c' : 'd' }) as RunRecord,
);

test.each([
  [undefined, undefined, []],
  [3, undefined, ['r2', 'r1']],
  [undefined, 1, ['r3', 'r2', 'r1']],
  [undefined, 0, ['r5', 'r4', 'r3', 'r2', 'r1']],
  [3, 1, ['r2', 'r1']],
  [3, 2, ['r1']],
])('runs before %s beyond the newest %s of each configuration are pruned', (before, keep, gone) => {
  expect(runsToPrune(runs, { before, keep })).toEqual(gone);
});
