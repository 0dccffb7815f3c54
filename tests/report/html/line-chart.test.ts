import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { escapeHtml } from '../../../src/report/html/escape.ts';
import { lineChart } from '../../../src/report/html/line-chart.ts';

const chart = (values: readonly number[], more = {}) =>
  lineChart({ title: 'a chart', from: 'first', to: 'last', lines: [{ name: 'gru', values }], ...more });

test('a line goes from the left to the right, and a hole breaks it', () => {
  const svg = chart([1, 2, NaN, 4, 5]);
  const [, path] = /class="line s0" d="([^"]*)"/.exec(svg) ?? [];
  expect(path.match(/M/g)?.length).toBe(2);
  expect(path.match(/L/g)?.length).toBe(2);
  expect(path).toMatch(/^M72\.0 /);
  expect(path).toMatch(/L708\.0 [\d.]+$/);
});

test('a value without neighbours is a dot', () => {
  expect(chart([NaN, 2, NaN, 3, 4]).match(/<circle/g)?.length).toBe(1);
});

test('a chart of nothing is none', () => {
  expect(chart([])).toBe('');
  expect(chart([NaN, NaN])).toBe('');
});

test('names are text, whatever is in them', () => {
  const svg = lineChart({
    title: '<b>"x"</b>',
    from: '&',
    to: "'",
    lines: [{ name: '<script>', values: [1, 2] }],
  });
  expect(svg).not.toMatch(/<b>|<script>/);
  expect(svg).toContain('&lt;script&gt;');
  expect(escapeHtml('a\u001b[1m<&>"\'')).toBe('a\\u001b[1m&lt;&amp;&gt;&quot;&#39;');
});

test('every coordinate is a number inside the chart, for any values', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1e12, max: 1e12 }), { minLength: 1, maxLength: 50 }),
      fc.array(fc.double({ min: -1e3, max: 1e3 }), { maxLength: 50 }),
      (values, lo) => {
        const svg = chart(values, { band: { name: 'b', lo, hi: lo.map((x) => x + 1) }, mark: 1 });
        expect(svg).not.toMatch(/NaN|Infinity|undefined/);
        for (const [, x, y] of svg.matchAll(/[ML]([\d.-]+) ([\d.-]+)/g)) {
          expect(Number(x)).toBeGreaterThanOrEqual(0);
          expect(Number(x)).toBeLessThanOrEqual(720);
          expect(Number(y)).toBeGreaterThanOrEqual(0);
          expect(Number(y)).toBeLessThanOrEqual(240);
        }
      },
    ),
  );
});
