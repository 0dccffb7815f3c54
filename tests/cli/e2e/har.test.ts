/** `--har`: what har uses beside volatility. */
import { expect, test } from 'vitest';
import { hindcast } from '../../helpers/run.ts';

const RUN = 'backtest fixtures/garch-simulated-1d.csv --model har --test 40 --refit 0 --quiet --json';

/** RMSE of har. */
async function rmse(options: string): Promise<number> {
  const { code, stdout, stderr } = await hindcast(`${RUN} --target volatility ${options}`.split(' '));
  expect([code, stderr]).toEqual([0, '']);
  const { models } = JSON.parse(stdout) as {
    readonly models: readonly { readonly model: string; readonly scores: { readonly rmse: number } }[];
  };
  return models.find(({ model }) => model === 'har')!.scores.rmse;
}

test('leverage and jumps change the forecasts, in any order alike', async () => {
  const weekly = '--timeframe 1w --test 20';
  expect(await rmse('--har leverage')).not.toBe(await rmse('--har none'));
  const both = await rmse(`${weekly} --har jumps,leverage`);
  expect(both).not.toBe(await rmse(`${weekly} --har leverage`));
  expect(await rmse(`${weekly} --har leverage,jumps`)).toBe(both);
});

test.each([
  {
    options: '--target volatility --har jumps',
    message: 'for `--har jumps`, got no `realised-variance`',
    hint: 'build the rows from smaller candles with `--timeframe`',
  },
  {
    options: '--har leverage',
    message: 'expected no `--har` with target `log-return`, got `leverage`',
    hint: 'use `--target volatility`',
  },
  {
    options: '--target volatility --har skew',
    message: 'expected `--har` to be one of jumps, leverage, got `skew`',
    hint: '',
  },
])('$options is rejected', async ({ options, message, hint }) => {
  const { code, stdout, stderr } = await hindcast(`${RUN} ${options}`.split(' '));
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
  expect(stderr).toContain(hint);
});
