import { expect, test } from 'vitest';
import { backtest } from '../../src/evaluation/backtest.ts';
import { Random } from '../../src/math/random.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';

/** Changes that reverse half of the last one, which ar learns well. */
function reversing(rows: number): number[] {
  const random = Random.from(1, 'reversing');
  const values = [100];
  let change = 0;
  while (values.length < rows) {
    change = -0.7 * change + random.normal();
    values.push(values.at(-1)! + change);
  }
  return values;
}
const options = { target: 'diff', test: '80', inputSize: 4, epochs: 1, units: [2], refit: 0 } as const;

test('networks are compared with the strongest other model, which the first sentence names', async () => {
  const result = await backtest(
    panelOf([reversing(300)]),
    optionsOf({ ...options, models: ['ar', 'drift', 'mlp'] }),
  );
  const of = (name: string) => result.models.find(({ model }) => model === name)!;
  const mlp = of('mlp').strongest!;
  expect(mlp.to).toBe('ar');
  expect(mlp.of).toBe(3);
  expect(mlp.ratio).toBeCloseTo(of('mlp').scores.rmse / of('ar').scores.rmse, 10);
  expect(mlp.dm).toHaveLength(1);
  expect(mlp.dm[0].statistic).toBeGreaterThan(0);
  expect(mlp.dm[0].adjusted).toBeCloseTo(Math.min(1, 3 * mlp.dm[0].p), 12);
  expect(of('ar').strongest).toBeNull();
  expect(result.answer.sentence).toMatch(
    /^ar .* significantly better than naive .*; against ar, the strongest other model, mlp (is significantly worse|does not differ significantly)\./,
  );
});

test('nothing is said where the strongest is the benchmark, or there is no network', async () => {
  const random = await backtest(panelOf([walk(300, 3)]), optionsOf({ ...options, models: ['drift', 'mlp'] }));
  const drift = random.models.find(({ model }) => model === 'drift')!;
  const mlp = random.models.find(({ model }) => model === 'mlp')!;
  expect(mlp.strongest?.to).toBe(drift.scores.u2 < 1 ? 'drift' : undefined);
  const without = await backtest(panelOf([reversing(300)]), optionsOf({ ...options, models: ['ar'] }));
  expect(without.models.every(({ strongest }) => strongest === null)).toBe(true);
  expect(without.answer.sentence).not.toContain('strongest');
});
