/** What `forecast` prints: the answer, how good such forecasts have been, and a table that fits the terminal. */
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { ForecastReport } from '../../../src/report/inputs.ts';
import { withLayout } from '../../../src/report/text/layout.ts';
import { renderForecast } from '../../../src/report/text/forecast.ts';
import { invented, keptOf } from '../forecasts.ts';

const text = (report: ForecastReport, width = 80, isDetailed = false): string =>
  withLayout({ columns: width, keepsRows: false, isAscii: false }, () =>
    stripVTControlCharacters(renderForecast(report, { isDetailed })),
  );
/** Without line ends of wrapping. */
const flowing = (report: ForecastReport): string => text(report).replaceAll(/\n(?=\S)/g, ' ');

const kept = keptOf({
  scores: [{ model: 'gru', u2: 1.004 }, { model: 'naive' }, { model: 'mlp', u2: 1.05 }],
  p: { gru: [0.4], mlp: [0.01] },
  coverage: { 80: 0.812 },
});

describe('the default output', () => {
  test.each([60, 80, 120])('looks as it should at %i columns', async (width) => {
    await expect(text({ ...invented(), kept }, width)).toMatchFileSnapshot(`golden/forecast-${width}.txt`);
    await expect(text(invented({ horizon: 7 }), width)).toMatchFileSnapshot(`golden/forecast-7-${width}.txt`);
    const ids = Array.from('ABCDEFGHI', (id) => `${id}-USD`);
    await expect(text(invented({ ids, horizon: 7 }), width)).toMatchFileSnapshot(
      `golden/forecast-panel-${width}.txt`,
    );
  });

  test('has at most 25 lines, for three models, any horizon and any number of series', () => {
    const models = ['naive', 'mlp', 'lstm', 'gru'];
    const ids = Array.from({ length: 40 }, (_, s) => `S${s}`);
    for (const horizon of [1, 3, 7, 30, 100])
      for (const shape of [
        { horizon, models },
        { horizon, models, ids },
      ])
        for (const width of [60, 80, 200]) {
          const lines = text({ ...invented(shape), kept }, width).split('\n');
          expect(lines.length).toBeLessThanOrEqual(25);
          for (const line of lines) expect([line, Array.from(line).length <= width]).toEqual([line, true]);
        }
  });

  test('says the change against the last close with its sign', () => {
    expect(flowing(invented())).toContain(
      'BTC/USDT closed at 97,436 on 2026-11-26; mlp expects 97,631 (+0.20 %) for 2026-11-27, 80 %: 95,683 to 99,580.',
    );
    expect(flowing(invented({ models: ['naive'] }))).toContain(
      '; naive expects no change for 2026-11-27, 80 %: ',
    );
    expect(flowing(invented({ models: ['naive'], ids: ['A', 'B'] }))).toMatch(
      /^From the values of 2026-11-26, naive expects no change for 2026-11-27, in 2 series\./,
    );
    expect(text(invented())).toMatch(/^2026-11-27 +mlp +97,631 +\+0\.20 %/m);
    expect(text(invented())).toMatch(/^ +naive +97,436 +0\.00 %/m);
  });

  test('leaves out the widest intervals where the terminal is narrow, and says so', () => {
    expect(text(invented(), 60)).not.toMatch(/^when.*95 %/m);
    expect(text(invented(), 60)).toContain('`--details` shows the 95 % intervals.');
    expect(text(invented(), 120)).toMatch(/^when.*80 % +95 %$/m);
    expect(text(invented(), 120)).not.toContain('--details');
  });

  test('has the lead at every step and the others at the last, if there are too many for all', () => {
    const seven = text(invented({ horizon: 7 }));
    expect(seven.match(/ mlp /g)).toHaveLength(7 + 1);
    expect(seven.match(/ gru /g)).toHaveLength(1);
    expect(seven).toContain('`--details` shows every model at every step.');
  });

  test('names candles of less than a day by their open, and rows without a time by their number', () => {
    expect(flowing(invented({ step: 3_600_000 }))).toMatch(
      /BTC\/USDT closed at [\d,]+ in the candle of 2026-09-04T14:00Z; mlp expects \S+ \S+ %\) for 2026-09-04T15:00Z,/,
    );
    expect(flowing(invented({ isTimed: false }))).toMatch(/ for row \+1, 80 %/);
  });

  test('says what was forecast if it is not the close', () => {
    expect(text(invented({ column: 'volume' }))).toMatch(/^The volume of BTC\/USDT was /);
    const volatility = invented({ target: 'volatility', priceAt: () => Math.log(0.02) });
    expect(text(volatility)).toMatch(/^The volatility of BTC\/USDT was 2\.00 % on 2026-11-26; /);
  });

  test('gives classes with their probabilities', () => {
    const report = invented({ target: 'direction', level: [], models: ['frequencies', 'logistic'] });
    expect(flowing(report)).toMatch(
      /; logistic expects flat \(60\.0 %\) for 2026-11-27; a change of at most 0\.10 % is flat\./,
    );
    expect(text(report)).toMatch(/^2026-11-27 +logistic +flat +20\.0 % +60\.0 % +20\.0 %$/m);
    expect(
      text(invented({ target: 'direction', ids: ['A', 'B', 'C'], models: ['frequencies', 'logistic'] })),
    ).toMatch(/logistic expects down for 1, flat for 1 and\s+up\s+for 1 of 3 series, for 2026-11-27\./);
  });

  test('escapes the names of series and columns', () => {
    const report = invented({ ids: ['A\u001B[31m\nB'], column: 'c\u202E' });
    for (const isDetailed of [false, true]) {
      const printed = renderForecast(report, { isDetailed });
      expect(stripVTControlCharacters(printed)).toContain(String.raw`A\u001b[31m\nB`);
      expect(printed).not.toContain('\u202E');
    }
  });
});

describe('how good such forecasts have been', () => {
  const past = (scores: Parameters<typeof keptOf>[0]['scores'], p: readonly number[]): string => {
    const report = invented({ models: ['naive', 'gru'], horizon: Math.max(1, p.length), level: [] });
    return flowing({ ...report, kept: keptOf({ scores, p: { gru: p } }) });
  };

  test.each([
    [1.004, [0.4], "gru's RMSE was 0.4 % above naive's: not significantly different."],
    [0.95, [-0.01], "gru's RMSE was 5.0 % below naive's: significantly better."],
    [1.2, [0.01], "gru's RMSE was 20.0 % above naive's: significantly worse."],
    [1, [0.9], "gru's RMSE was equal to naive's: not significantly different."],
    [0.9, [NaN], "gru's RMSE was 10.0 % below naive's: the difference could not be tested."],
    [0.9, [-0.01, 0.5, -0.02], "below naive's: significantly better at steps 1 and 3 of 3."],
    [1, [-0.01, 0.5, 0.02], ': significantly better at step 1 of 3, and worse at step 3 of 3.'],
    [1.01, [0.5, 0.5], ': not significantly different at any step.'],
  ])('U2 %d with p %j is said as it is', (u2, p, sentence) => {
    const said = past([{ model: 'gru', u2 }], p);
    expect(said).toContain('In the backtest of 2026-11-20 (run 5e6f7a8b, 365 forecasts), ');
    expect(said).toContain(sentence);
  });

  test('the best model of the backtest leads the forecast', () => {
    expect(text({ ...invented(), kept })).toMatch(/; gru\s+expects/);
    expect(text(invented())).toMatch(/; mlp\s+expects/);
  });

  test('says how often intervals of the same levels contained the value', () => {
    expect(flowing({ ...invented(), kept })).toContain(
      'Its 80 % interval contained 81.2 % of the actual values.',
    );
    const other = {
      ...kept,
      record: { ...kept.record, options: { ...kept.record.options, interval: 'aci' as const } },
    };
    expect(flowing({ ...invented(), kept: other })).not.toContain('contained');
  });

  test('without a kept backtest, the command that makes one is on a line of its own', () => {
    expect(text(invented())).toContain('run:\n  hindcast backtest BTCUSDT.csv --model mlp,gru\n');
    expect(flowing({ ...invented(), backtest: undefined })).toContain(
      'run `hindcast backtest` with the same options.',
    );
  });

  test('naive alone is compared with nothing', () => {
    const said = text({ ...invented({ models: ['naive'] }), kept: keptOf({ scores: [{ model: 'naive' }] }) });
    expect(said).toMatch(/^BTC\/USDT closed at [\d,]+ on 2026-11-26; naive\s+expects/);
    expect(said).not.toContain('In the backtest');
  });
});

describe('--details', () => {
  test('has every model at every step of every series, and how intervals were computed', () => {
    const report = invented({ ids: ['A', 'B'], horizon: 7 });
    const said = text(report, 80, true);
    // Tables of 80 columns continue below, with the columns that tell rows apart.
    expect(said.match(/ gru /g)).toHaveLength(28);
    expect(said).toMatch(/^A, close: last known [\d,.]+ on 2026-11-26$/m);
    expect(said).toMatch(/Intervals are computed from each model's errors at 100 earlier origins/);
  });
});
