import { expect, test } from 'vitest';
import type { StepTest } from '../../../src/evaluation/evaluation.ts';
import { readForecasts } from '../../../src/data/csv/read-forecasts.ts';
import { runRecord } from '../../../src/evaluation/run-record.ts';
import { forecastsCsv } from '../../../src/report/csv/forecasts.ts';
import { reportHtml } from '../../../src/report/html/page.ts';
import { backtestJson } from '../../../src/report/json/backtest.ts';
import { renderBacktest } from '../../../src/report/text/backtest.ts';
import { smallResult } from '../result.ts';

const at = (step: number, p: number, adjusted: number): StepTest => ({
  step,
  statistic: -1,
  p,
  adjusted,
  n: 30,
  effective: 30,
  note: null,
});

const wavy = Array.from({ length: 20 }, (_, i) => 10 + Math.sin(i));
const small = smallResult({ series: { A: wavy }, horizon: 3, rival: (y, last) => last + 0.4 * (y - last) });
const result = {
  ...small,
  models: small.models.map((one) =>
    one.model === 'naive'
      ? one
      : {
          ...one,
          tests: {
            ...one.tests,
            // Equal adjusted p: the smallest p decides, and its step is not the first.
            dm: [at(1, 0.9, 1), at(2, 0.6, 1), at(3, 0.7, 1)],
            // The smallest adjusted p, although another step has the smaller p.
            cw: [at(1, 0.01, 0.04), at(2, 0.02, 0.03), at(3, NaN, NaN)],
            // All equal: the first.
            pt: [at(1, 0.5, 1), at(2, 0.5, 1), at(3, 0.5, 1)],
          },
        },
  ),
};

function page(): string {
  const circumstances = {
    at: 0,
    asked: { sources: ['A.csv'], column: 'close' },
    exit: 0,
    version: '1',
    node: 'v20',
    seconds: 1,
  };
  const record = runRecord(result, circumstances);
  const json: unknown = JSON.parse(JSON.stringify(backtestJson(result, '1', [])));
  const forecasts = readForecasts([...forecastsCsv(result)].join(''), 'forecasts.csv');
  return [...reportHtml([{ record, json, forecasts, history: [record], command: 'hindcast' }])].join('');
}

test('names the same p and step as the text', () => {
  const cells = ['1.000 (step 2)', '0.030 (step 2)', '–', '1.000 (step 1)'];
  const text = renderBacktest(result).split('\n');
  const row = text[text.findIndex((line) => line.includes('p against naive')) + 1];
  expect(row.split(/ {2,}/).slice(1, 5)).toEqual(cells);
  const [, html] = /<h4>p against naive<\/h4>.*?<tbody>(.*?)<\/tbody>/.exec(page())!;
  expect([...html.matchAll(/<td class="number">(.*?)<\/td>/g)].map(([, cell]) => cell)).toEqual(
    cells.map((cell) => (cell.startsWith('0') ? `<strong>${cell}</strong>` : cell)),
  );
});

test('has the columns of the text, with the same values', () => {
  const text = renderBacktest(result).split('\n');
  const table = text.slice(text.findIndex((line) => line.startsWith('model ')));
  const [, head, body] = /<h4>Scores<\/h4>.*?<thead>(.*?)<\/thead><tbody>(.*?)<\/tbody>/.exec(page())!;
  const cells = (markup: string): string[] =>
    [...markup.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell]) => cell.replaceAll(/<[^>]*>/g, ''));
  const withoutN = (row: readonly string[]): string[] => row.filter((_, i) => i !== 1);
  const withoutTime = (line: string): string[] => line.trim().split(/ {2,}/).slice(0, -1);
  expect(withoutN(cells(head))).toEqual(withoutTime(table[0]));
  expect(
    body
      .split('<tr>')
      .slice(1)
      .map((row) => withoutN(cells(row))),
  ).toEqual(table.slice(1, 3).map(withoutTime));
});
