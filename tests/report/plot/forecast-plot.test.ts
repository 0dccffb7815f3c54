/** The drawing of a forecast: known values, forecasts, and a fan of nested intervals. */
import chalk from 'chalk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plotForecast } from '../../../src/report/plot/forecast-plot.ts';
import { invented } from '../forecasts.ts';

const { level } = chalk;
beforeAll(() => {
  chalk.level = 0;
});
afterAll(() => {
  chalk.level = level;
});

const area = (width = 80, isUtf8 = true) => ({ width, height: 18, isUtf8 });

describe('the drawing of a forecast', () => {
  test.each([60, 80, 120])('looks as it should at %i columns', async (width) => {
    await expect(plotForecast(invented({ horizon: 7 }), area(width))).toMatchFileSnapshot(
      `golden/forecast-${width}.txt`,
    );
    await expect(plotForecast(invented({ horizon: 7 }), area(width, false))).toMatchFileSnapshot(
      `golden/forecast-${width}-ascii.txt`,
    );
  });

  test('has every model, and the bands of the one that leads', () => {
    const legend = plotForecast(invented(), area()).split('\n').slice(-2).join('\n');
    for (const name of ['known', 'mlp', 'gru', 'naive', '95 % of mlp', '80 % of mlp'])
      expect(legend).toContain(name);
  });

  test('has four times as many known rows as forecast ones, and at least 20', () => {
    expect(plotForecast(invented(), area())).toContain('the last 20 rows and 1 step ahead');
    expect(plotForecast(invented({ horizon: 10 }), area())).toContain('the last 40 rows and 10 steps ahead');
    expect(plotForecast(invented({ horizon: 50 }), area())).toContain('the last 87 rows and 50 steps ahead');
  });

  test('goes by rows if the times of the next ones are unknown', () => {
    const drawing = plotForecast(invented({ isTimed: false, horizon: 9 }), area());
    expect(drawing).toMatch(/^ +2026-\d\d-\d\d .* row \+9$/m);
  });

  test('draws the first three of many series, and says how many more there are', () => {
    const drawing = plotForecast(invented({ ids: Array.from('ABCDE') }), area());
    expect(drawing.match(/ steps? ahead$/gm)).toHaveLength(3);
    expect(drawing).toContain('2 more forecasts not drawn');
  });

  test('draws known prices only for classes', () => {
    const drawing = plotForecast(
      invented({ target: 'direction', models: ['frequencies', 'logistic'] }),
      area(),
    );
    expect(drawing).toMatch(/^BTC\/USDT, close: known values, and no line for the classes$/m);
    expect(drawing).not.toContain('logistic');
  });

  test('shows volatility as a percentage of the price', () => {
    const drawing = plotForecast(
      invented({ target: 'volatility', priceAt: (row) => Math.log(0.02 + row / 10_000) }),
      area(),
    );
    expect(drawing).toMatch(/^BTC\/USDT, close, %: /);
    expect(drawing).toMatch(/^2\.[5-9]\d? ┤/m);
  });
});
