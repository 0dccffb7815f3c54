import { expect, test } from 'vitest';
import { readForecasts } from '../../../src/data/csv/read-forecasts.ts';
import type { BacktestResult } from '../../../src/evaluation/backtest.ts';
import { runRecord } from '../../../src/evaluation/run-record.ts';
import { forecastsCsv } from '../../../src/report/csv/forecasts.ts';
import { lastCandlesCsv, readLastCandles } from '../../../src/report/csv/last-candles.ts';
import { reportHtml } from '../../../src/report/html/page.ts';
import { foldedFailures } from '../../../src/report/html/sections/warnings.ts';
import type { ReportedRun } from '../../../src/report/inputs.ts';
import { backtestJson } from '../../../src/report/json/backtest.ts';
import { warningOf } from '../../../src/text/warning.ts';
import { smallResult } from '../result.ts';

const FOLDER = '/home/ann/secret place';
const wavy = (n: number, phase = 0): number[] =>
  Array.from({ length: n }, (_, i) => 100 + 5 * Math.sin(i + phase) + (i % 7));

function reported(result: BacktestResult, more: Partial<ReportedRun> = {}): ReportedRun {
  const circumstances = {
    at: 0,
    asked: { sources: [`${FOLDER}/A.csv`], column: 'close' },
    exit: 0,
    version: '1',
    node: 'v20',
    seconds: 1,
  };
  const record = runRecord(result, circumstances);
  return {
    record,
    json: JSON.parse(JSON.stringify(backtestJson(result, '1', result.warnings))),
    forecasts: readForecasts([...forecastsCsv(result)].join(''), 'forecasts.csv'),
    history: [record],
    command: `hindcast backtest '${FOLDER}/A.csv'`,
    ...more,
  };
}

const pageOf = (...runs: readonly ReportedRun[]): string => [...reportHtml(runs)].join('');
const half = (y: number, last: number): number => last + 0.5 * (y - last);

test('the cumulative loss ends at minus the skill', () => {
  const result = smallResult({ series: { A: wavy(60) }, rival: half });
  // Half of every error is left, so a quarter of every square.
  expect(pageOf(reported(result))).toContain('rival, 1 step ahead: in total 75.0 % below naive');
});

test('the first and the last of several steps are drawn, and paths', () => {
  const html = pageOf(reported(smallResult({ series: { A: wavy(60) }, horizon: 3, rival: half })));
  for (const part of [
    'rival, 1 step ahead:',
    'rival, 3 steps ahead:',
    'paths of rival over 3 steps',
    'U2 by step',
  ])
    expect(html).toContain(part);
});

test('a name is text in every part of the page', () => {
  const name = '<img src=x onerror="alert(1)">&\u001b[1m';
  const result = smallResult({ series: { [name]: wavy(60), B: wavy(60, 1) }, rival: half, level: [80] });
  const html = pageOf(reported(result), reported({ ...result, run: `sha256:${'a'.repeat(64)}` }));
  expect(html).not.toContain('<img');
  expect(html).not.toContain('\u001b');
  expect(html.match(/&lt;img src=x onerror=&quot;alert\(1\)&quot;&gt;&amp;/g)!.length).toBeGreaterThan(8);
});

test('no folder of the machine is in it, and the same runs are the same bytes', () => {
  const result = {
    ...smallResult({ series: { A: wavy(40) }, rival: half }),
    warnings: [warningOf(`${FOLDER}/A.csv: 1 gap`), warningOf('/var/lib/x/B.csv is empty')],
    failures: [{ model: 'rival', fold: 1, message: `cannot read ${FOLDER}/A.csv`, hint: undefined }],
  };
  const html = pageOf(reported(result));
  for (const part of ['home', 'secret', '/var', 'lib/']) expect(html).not.toContain(part);
  for (const part of ['A.csv: 1 gap', 'B.csv is empty', 'rival, fold 1: cannot read A.csv'])
    expect(html).toContain(part);
  expect(pageOf(reported(result))).toBe(html);
});

test('failures are one line per model and kind', () => {
  const of = (model: string, fold: number, message: string) => ({ model, fold, message });
  const failures = [
    ...Array.from({ length: 10 }, (_, fold) =>
      of('mlp', fold, `the loss is not finite in epoch ${fold + 3}`),
    ),
    of('gru', 4, 'the loss is not finite in epoch 1'),
    of('gru', 5, 'not reached'),
    of('gru', 6, 'not reached'),
  ];
  expect(foldedFailures(failures)).toEqual([
    'mlp, 10 folds (0 to 9): the loss is not finite in epoch 3',
    'gru, fold 4: the loss is not finite in epoch 1',
    'gru, 2 folds (5, 6): not reached',
  ]);
});

test('a partial run says what exit code 3 means', () => {
  const result = smallResult({ series: { A: wavy(40) }, rival: half });
  const run = reported({
    ...result,
    failures: [{ model: 'mlp', fold: 1, message: 'not reached', hint: undefined }],
  });
  const html = pageOf({ ...run, record: { ...run.record, exit: 3 } });
  expect(html).toContain('Exit code 3 means that the run is partial: 1 fit failed or was not reached.');
  expect(pageOf(run)).toContain('The run is partial: 1 fit');
});

test('U2 of several runs is drawn by the end of their data, not by the clock', () => {
  const long = reported(smallResult({ series: { A: wavy(60) }, rival: half }));
  const short = reported(smallResult({ series: { A: wavy(50) }, rival: half }));
  // The run with older data was made later.
  const later = {
    ...short,
    record: { ...short.record, run: `sha256:${'b'.repeat(64)}`, at: Date.UTC(2030, 0, 1) },
  };
  const html = pageOf(long, later);
  const [, chart] = /U2 by the end of the data<\/title>(.*?)<\/svg>/.exec(html)!;
  expect(chart).toContain('2024');
  expect(chart).not.toContain('2030');
});

test('candles of a single series are drawn, and read back as they were', () => {
  const values = Float64Array.from(wavy(60));
  const time = Float64Array.from(values, (_, i) => Date.UTC(2024, 0, 1 + i));
  const columns = {
    open: values,
    high: values.map((x) => x + 1),
    low: values.map((x) => x - 1),
    close: values,
  };
  const csv = lastCandlesCsv([{ id: 'A', source: 'A.csv', time, columns }])!;
  expect(readLastCandles(csv)).toEqual({ time, ...columns });
  const run = reported(smallResult({ series: { A: [...values] }, rival: half }));
  expect(pageOf(run)).not.toContain('class="wick');
  expect(pageOf({ ...run, candles: readLastCandles(csv) })).toContain('class="wick');
  expect(lastCandlesCsv([{ id: 'A', source: 'A.csv', time, columns: { close: values } }])).toBeUndefined();
});

test('an earlier version of a run, without intervals of U2, is drawn without whiskers', () => {
  const run = reported(smallResult({ series: { A: wavy(60), B: wavy(60, 2) }, rival: half }));
  const { models, ...json } = run.json as { readonly models: readonly Record<string, unknown>[] };
  const old = models.map(({ u2Intervals: _left, ...model }) => model);
  const dots = (html: string): number => html.match(/<circle class="dot m0"/g)?.length ?? 0;
  const [now, before] = [pageOf(run), pageOf({ ...run, json: { ...json, models: old } })];
  expect(dots(before)).toBe(dots(now));
  expect(now).toContain('class="whisker m0" d="M');
  // One is left, in the legend.
  expect(before.match(/class="whisker m0" d="M(?!4,5H24)/g)).toBeNull();
});

test('nine series and four models stay below 500 kB', () => {
  const ids = Array.from({ length: 9 }, (_, s) => `binance:COIN${s + 1}/USDT:1d`);
  const series = Object.fromEntries(ids.map((id, s) => [id, wavy(90, s)]));
  const run = reported(smallResult({ series, rival: half, level: [80, 95] }));
  const names = ['rival', 'mlp', 'lstm', 'gru'];
  const again = <T>(columns: ReadonlyMap<string, T>): Map<string, T> =>
    new Map([...columns, ...names.map((name) => [name, columns.get('rival')!] as const)]);
  const { models, ...json } = run.json as { readonly models: readonly { readonly model: string }[] };
  const html = pageOf({
    ...run,
    json: {
      ...json,
      models: models.flatMap((one) =>
        one.model === 'rival' ? names.map((model) => ({ ...one, model })) : [one],
      ),
    },
    forecasts: {
      ...run.forecasts,
      models: again(run.forecasts.models),
      intervals: again(run.forecasts.intervals),
    },
  });
  for (const name of [...names, ...ids]) expect(html).toContain(name);
  expect(html.length).toBeLessThan(500_000);
  // Charts are most of it.
  expect(html.length).toBeGreaterThan(100_000);
});
