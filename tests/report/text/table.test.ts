import chalk from 'chalk';
import * as fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { renderTable, wrap } from '../../../src/report/text/table.ts';

const before = chalk.level;
afterEach(() => {
  chalk.level = before;
});

const columns = [
  { title: 'model', align: 'left' },
  { title: 'RMSE', align: 'right' },
] as const;

describe('renderTable', () => {
  test('lines columns up under their titles', () => {
    chalk.level = 0;
    expect(
      renderTable(columns, [
        ['naive', '1,693.36'],
        ['gru', '9.5'],
      ]),
    ).toBe(['model      RMSE', 'naive  1,693.36', 'gru         9.5'].join('\n'));
  });

  test('is the same with colour, once the colour is taken off', () => {
    const rows = [
      ['naive', { text: '1.5', paint: chalk.red }],
      ['gru', '0.5'],
    ];
    chalk.level = 0;
    const plain = renderTable(columns, rows);
    chalk.level = 1;
    const coloured = renderTable(columns, rows);
    expect(coloured).not.toBe(plain);
    // oxlint-disable-next-line no-control-regex -- the escape is what colours are made of
    expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(plain);
  });

  test('has no trailing spaces', () => {
    chalk.level = 0;
    expect(
      renderTable(
        [columns[1], columns[0]],
        [
          ['1', ''],
          ['2', 'gru'],
        ],
      ),
    ).toBe(['RMSE  model', '   1', '   2  gru'].join('\n'));
  });
});

describe('wrap', () => {
  test('breaks at spaces and indents what follows', () => {
    expect(wrap('one two three four', 9, '  ')).toBe('one two\n  three\n  four');
  });

  test('keeps every word, in lines no wider than asked unless one word is', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(words, fc.integer({ min: 10, max: 40 }), (parts, width) => {
        const lines = wrap(parts.join(' '), width, '  ').split('\n');
        expect(lines.map((line) => line.trim()).join(' ')).toBe(parts.join(' '));
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
      }),
    );
  });
});
