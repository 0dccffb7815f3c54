import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { svgDocument, smallMultiples } from '../../../src/report/charts/document.ts';
import { NARROW, PANEL, WIDE, fitted, toSvg, widthOf } from '../../../src/report/charts/drawing.ts';
import { legendHtml } from '../../../src/report/charts/legend.ts';
import { lineChart } from '../../../src/report/charts/line-chart.ts';
import { CHART_RULES, modelStyles, standaloneRules } from '../../../src/report/charts/styles.ts';
import { escapeHtml } from '../../../src/report/html/escape.ts';
import { charts } from './examples.ts';

/** Boxes of the texts of a drawing, as wide as charts take them to be. */
function textBoxes(svg: string): { readonly text: string; readonly box: readonly number[] }[] {
  return [...svg.matchAll(/<text x="([-\d.]+)" y="([-\d.]+)"([^>]*)>([^<]*)</g)].map(
    ([, x, y, more, text]) => {
      const width = widthOf(text.replaceAll(/&[^;]+;/g, '.'));
      const left = Number(x) - (more.includes('"middle"') ? width / 2 : more.includes('"end"') ? width : 0);
      return { text, box: [left, Number(y) - 11, left + width, Number(y) + 3] };
    },
  );
}

describe.each(Object.entries(charts))('%s', (kind, draw) => {
  test('is drawn as it was', async () => {
    const drawing = draw()!;
    await expect(svgDocument(drawing)).toMatchFileSnapshot(`golden/${kind}.svg`);
  });

  test('is the same bytes for the same values', () => {
    expect(toSvg(draw()!)).toBe(toSvg(draw()!));
  });

  test('is nothing without a value', () => {
    expect(draw([])).toBeNull();
    expect(draw([NaN, NaN])?.body.match(/class="(?:dot|bar|body) m?0?/) ?? null).toBeNull();
  });

  test('has names as text, whatever is in them', () => {
    const name = '<script>alert("x")</script>&\u001b[1m';
    const drawing = draw(undefined, name)!;
    for (const markup of [toSvg(drawing), svgDocument(drawing), legendHtml(drawing.keys)])
      for (const raw of ['<script', '\u001b']) expect(markup).not.toContain(raw);
    expect(toSvg(drawing)).toContain('&lt;script&gt;');
  });

  test.each([PANEL, NARROW, WIDE])('keeps texts inside and apart at $width', (size) => {
    const drawing = draw(undefined, undefined, size)!;
    const boxes = textBoxes(drawing.body);
    expect(
      boxes.filter(({ box }) => box[0] < -1 || box[2] > drawing.width + 1 || box[3] > drawing.height),
    ).toEqual([]);
    const overlapping = boxes.flatMap((a, i) =>
      boxes
        .slice(i + 1)
        .filter(
          (b) => a.box[0] < b.box[2] && b.box[0] < a.box[2] && a.box[1] < b.box[3] && b.box[1] < a.box[3],
        )
        .map((b) => [a.text, b.text]),
    );
    expect(overlapping).toEqual([]);
  });

  test('has coordinates inside it for any values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.double({ min: -1e12, max: 1e12 }), fc.constant(NaN)), {
          minLength: 1,
          maxLength: 30,
        }),
        (values) => {
          const drawing = draw(values);
          if (drawing === null) return;
          expect(drawing.body).not.toMatch(/NaN|Infinity|undefined/);
          for (const [, x, y] of drawing.body.matchAll(/[ML](-?[\d.]+),(-?[\d.]+)/g)) {
            expect(Number(x)).toBeGreaterThanOrEqual(-1);
            expect(Number(x)).toBeLessThanOrEqual(drawing.width + 1);
            expect(Number(y)).toBeGreaterThanOrEqual(-1);
            expect(Number(y)).toBeLessThanOrEqual(drawing.height + 1);
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});

test('a hole breaks a line, and a value without neighbors is a dot', () => {
  const drawing = lineChart({
    title: 'a chart',
    x: { kind: 'number', values: [1, 2, 3, 4, 5, 6, 7] },
    y: { label: 'USDT' },
    lines: [{ name: 'gru', style: 0, values: [1, 2, NaN, 4, NaN, 6, 7] }],
  })!;
  const [, path] = /class="line m0" d="([^"]*)"/.exec(drawing.body)!;
  expect(path.match(/M/g)?.length).toBe(3);
  expect(drawing.body.match(/<circle/g)?.length).toBe(1);
});

test('small multiples are one picture, with a legend that names each mark once', async () => {
  const drawing = smallMultiples(
    ['BTC', 'ETH', 'a name that is much too long to stand above a chart'].map((name) => ({
      name,
      drawing: charts.line()!,
    })),
    { title: 'Three series', columns: 2 },
  )!;
  await expect(svgDocument(drawing)).toMatchFileSnapshot('golden/small-multiples.svg');
  expect(svgDocument(drawing).match(/>actual value</g)?.length).toBe(1);
  expect(smallMultiples([], { title: 'none', columns: 2 })).toBeNull();
});

test('a name that is too long is shortened in the middle', () => {
  expect(fitted('BTC/USDT', 200)).toBe('BTC/USDT');
  expect(fitted('binance:BTC/USDT:USDT-240628', 100)).toBe('binanc…240628');
});

test('every model has its own style, which does not depend on its rank', () => {
  const styles = modelStyles(['mlp', 'naive', 'gru'], 'naive');
  expect([...styles]).toEqual([
    ['mlp', 1],
    ['naive', 'benchmark'],
    ['gru', 0],
  ]);
});

test('a picture by itself needs no variables, and its page defines all that it uses', () => {
  expect(CHART_RULES).toContain('var(--');
  expect(standaloneRules()).not.toMatch(/var\(|undefined/);
});

test('control characters are visible', () => {
  expect(escapeHtml('a\u001b[1m<&>"\'')).toBe('a\\u001b[1m&lt;&amp;&gt;&quot;&#39;');
});
