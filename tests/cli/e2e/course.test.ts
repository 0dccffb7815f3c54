/** Results of the university course for the naive forecast. Its data cannot be published; without it the tests are skipped. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT, hindcast } from '../../helpers/run.ts';

const FOLDER = path.join(ROOT, '..', 'shared', 'data', 'course');

describe.skipIf(!existsSync(FOLDER))('the naive forecast of the course', () => {
  test.each([
    ['BTCUSD.csv', '1,211.47', '1,693.36', '2.068', 266, '2023-11-30'],
    ['ETHUSD.csv', '59.74', '90.48', '2.132', 364, '2023-08-31'],
  ])('of %s has MAE %s, RMSE %s and MAPE %s %%', async (file, mae, rmse, mape, n, firstTarget) => {
    const args = ['backtest', path.join(FOLDER, file), '--model', 'naive', '--test', '0.15'];
    const [table, json] = await Promise.all([hindcast(args), hindcast([...args, '--json'])]);
    expect([table.code, json.code]).toEqual([0, 0]);
    expect(table.stdout).toMatch(new RegExp(`^naive +${mae} +${rmse} +`, 'm'));
    const { models, folds } = JSON.parse(json.stdout) as {
      models: { scores: Record<'n' | 'mae' | 'rmse' | 'mape', number> }[];
      folds: { firstTarget: string };
    };
    const { scores } = models[0];
    const printed = (value: number) => value.toFixed(2).replace(/\B(?=\d{3}\.)/, ',');
    expect([printed(scores.mae), printed(scores.rmse), (100 * scores.mape).toFixed(3)]).toEqual([
      mae,
      rmse,
      mape,
    ]);
    expect([scores.n, folds.firstTarget]).toEqual([n, firstTarget]);
  });
});
