import { describe, expect, test } from 'vitest';
import { scoresCsv } from '../../../src/report/csv/scores.ts';
import { forecastsCsv } from '../../../src/report/csv/forecasts.ts';
import { smallResult } from '../result.ts';

const result = smallResult({ series: { A: [10, 11, 10, 12.1, 11] }, rival: (y) => y / 3 });

describe('forecastsCsv', () => {
  test('is a line per series, origin and step, with a column per model', () => {
    expect([...forecastsCsv(result)].join('')).toBe(
      [
        'unique_id,ds,cutoff,origin,step,y,naive,rival',
        `A,2024-01-04,2024-01-03,2024-01-03,1,12.1,10,${12.1 / 3}`,
        `A,2024-01-05,2024-01-04,2024-01-04,1,11,12.1,${11 / 3}`,
        '',
      ].join('\n'),
    );
  });

  test('leaves the cell of an unknown truth empty', () => {
    const forecasts = { ...result.forecasts, y: Float64Array.of(NaN, 11) };
    expect([...forecastsCsv({ ...result, forecasts })][1]).toContain(',1,,10,');
  });

  test('quotes ids that hold commas or quotes, and escapes control characters', () => {
    const odd = smallResult({ series: { 'a,"b"\n': [1, 2, 3, 4] } });
    expect([...forecastsCsv(odd)][1].startsWith(String.raw`"a,""b""\n",2024-01-04,`)).toBe(true);
  });

  test('has the bounds of every level after the models, empty where there is no interval', () => {
    const wavy = Array.from({ length: 12 }, (_, i) => 10 + (i % 3));
    const lines = [...forecastsCsv(smallResult({ series: { A: wavy }, level: [50] }))];
    expect(lines[0]).toBe(
      'unique_id,ds,cutoff,origin,step,y,naive,rival,naive-lo-50,naive-hi-50,rival-lo-50,rival-hi-50\n',
    );
    expect(lines[1]).toMatch(/,,,,\n$/);
    const cells = lines.at(-1)!.trimEnd().split(',').map(Number);
    expect(cells[8]).toBeLessThan(cells[6]);
    expect(cells[9]).toBeGreaterThan(cells[6]);
  });
});

describe('scoresCsv', () => {
  const lines = [...scoresCsv(result)].map((line) => line.trimEnd());

  test('is one long table of model, scope, key, metric and value', () => {
    expect(lines[0]).toBe('model,scope,key,metric,value');
    expect(lines).toContain('naive,pooled,,n,2');
    expect(lines).toContain('naive,step,1,u2,1');
    expect(lines).toContain('rival,fold,0,n,1');
    expect(lines).toContain('rival,series,A,direction-hits,1');
    expect(lines).toContain('rival,mean-of-folds,,n,2');
    expect(lines).toContain('rival,run,,parameters,7');
  });

  test('leaves undefined values empty', () => {
    expect(lines).toContain('naive,pooled,,direction,');
    expect(lines.join('\n')).not.toContain('NaN');
  });
});
