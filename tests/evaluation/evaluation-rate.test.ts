import { expect, test } from 'vitest';
import { measureEvaluation } from '../../src/evaluation/evaluation-rate.ts';
import { builtIn } from '../../src/models/index.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';

/** Measured on this many rows without a bound of time: so every try is followed by a larger one, if there are rows for it. */
const measuredOn = (rows: number) => {
  let seconds = 0;
  return measureEvaluation({
    panel: panelOf([walk(rows, 1)]),
    options: optionsOf({ models: ['mlp'], inputSize: 5 }),
    registry: builtIn,
    clock: () => (seconds += 1000),
    budget: Infinity,
  });
};

test('a panel that is too short for the largest try is measured by the smaller ones', async () => {
  expect(await measuredOn(150)).toMatchObject({ fixed: expect.closeTo(1000, -1) });
});

test('one that is too short for any is not', async () => {
  expect(await measuredOn(15)).toBeUndefined();
});
