import { expect, test } from 'vitest';
import { reproductionOf } from '../../src/evaluation/reproduction.ts';

const HEAD = 'unique_id,ds,cutoff,origin,step,y,naive,gru,gru-lo-80,gru-hi-80';
const forecasts = (...lines: readonly string[]) => [HEAD, ...lines, ''].join('\n');
const LINE = '"A, B",2,1,1,1,5,4,4.5,3,6';
const scores = (value: string) => `model,scope,key,metric,value\ngru,pooled,,rmse,${value}\n`;
const kept = { 'forecasts.csv': forecasts(LINE, LINE), 'scores.csv': scores('0.5') };

test('equal texts have no differences, and their cells are counted', () => {
  expect(reproductionOf(kept, kept, false)).toEqual({
    forecasts: 4,
    bounds: 4,
    probabilities: 0,
    scores: 1,
    differences: [],
  });
});

test('each difference has its line and column, also after a name with commas', () => {
  const again = {
    'forecasts.csv': forecasts(LINE, '"A, B",2,1,1,1,5,4,4.6,3,6.1'),
    'scores.csv': scores('0.6'),
  };
  expect(reproductionOf(kept, again, false).differences).toEqual([
    { file: 'forecasts.csv', line: 3, column: 'gru', kept: '4.5', again: '4.6' },
    { file: 'forecasts.csv', line: 3, column: 'gru-hi-80', kept: '6', again: '6.1' },
    { file: 'scores.csv', line: 2, column: 'value', kept: '0.5', again: '0.6' },
  ]);
});

test('an additional or missing line or column is a difference', () => {
  const less = { ...kept, 'forecasts.csv': forecasts(LINE) };
  expect(reproductionOf(kept, less, false).differences[0]).toMatchObject({
    column: 'lines',
    kept: '3',
    again: '2',
  });
  const more = { ...kept, 'forecasts.csv': kept['forecasts.csv'].replace(',gru,', ',gru2,') };
  expect(reproductionOf(kept, more, false).differences.map(({ column }) => column)).toEqual(['gru', 'gru2']);
});

test('only the cells of a partial run that it has are compared', () => {
  const partial = { 'forecasts.csv': forecasts('"A, B",2,1,1,1,5,4,,,', LINE), 'scores.csv': scores('9') };
  expect(reproductionOf(partial, kept, true)).toEqual({
    forecasts: 3,
    bounds: 2,
    probabilities: 0,
    scores: 0,
    differences: [],
  });
  expect(reproductionOf(partial, kept, false).differences.length).toBe(4);
});

test('probabilities of classes are counted separately', () => {
  const table = {
    'forecasts.csv':
      'unique_id,ds,cutoff,origin,step,y,gru,gru-p-down,gru-p-flat,gru-p-up\nA,2,1,1,1,2,2,0.1,0.1,0.8\n',
    'scores.csv': scores('1'),
  };
  expect(reproductionOf(table, table, false)).toMatchObject({ forecasts: 1, bounds: 0, probabilities: 3 });
});
