import chalk from 'chalk';
import * as fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { withLayout } from '../../../src/report/text/layout.ts';
import stringWidth from 'string-width';
import { renderShortTable, renderTable, testedCell, widthOf, wrap } from '../../../src/report/text/table.ts';

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

describe('a table that is too wide', () => {
  const wide = ['model', 'MAE', 'RMSE', 'U2'].map((title, i) => ({
    title,
    align: i === 0 ? 'left' : 'right',
  })) as { title: string; align: 'left' | 'right'; rank?: number }[];
  const rows = [
    ['naive', '1,234.5', '2,345.6', '1.000'],
    ['gru', '1.5', '2.5', '0.990'],
  ];

  test('continues below, with the first column again', () => {
    chalk.level = 0;
    const text = withLayout({ columns: 20, keepsRows: false, isAscii: false }, () => renderTable(wide, rows));
    expect(text).toBe(
      [
        'model      MAE',
        'naive  1,234.5',
        'gru        1.5',
        '',
        'model     RMSE',
        'naive  2,345.6',
        'gru        2.5',
        '',
        'model     U2',
        'naive  1.000',
        'gru    0.990',
      ].join('\n'),
    );
  });

  test('keeps its rows whole for other programs', () => {
    chalk.level = 0;
    const text = withLayout({ columns: 20, keepsRows: true, isAscii: false }, () => renderTable(wide, rows));
    expect(text.split('\n')[1]).toBe('naive  1,234.5  2,345.6  1.000');
  });

  test('leaves out columns, the highest rank first, if it is short', () => {
    chalk.level = 0;
    const ranked = wide.map((column, i) =>
      i === 1 ? { ...column, rank: 1 } : i === 2 ? { ...column, rank: 2 } : column,
    );
    expect(renderShortTable(ranked, rows, 40).split('\n')[0]).toBe('model      MAE     RMSE     U2');
    expect(renderShortTable(ranked, rows, 25).split('\n')[0]).toBe('model      MAE     U2');
    expect(renderShortTable(ranked, rows, 15).split('\n')[0]).toBe('model     U2');
  });

  test('measures signs as they are printed in ASCII', () => {
    chalk.level = 0;
    const text = withLayout({ columns: 80, keepsRows: true, isAscii: true }, () =>
      renderTable(columns, [
        ['a…', '1'],
        ['naive', '–'],
      ]),
    );
    expect(text).toBe(['model  RMSE', 'a...      1', 'naive     -'].join('\n'));
  });
});

describe('testedCell', () => {
  test('has the colour of the test, and none for a ratio that is printed as 1.000', () => {
    chalk.level = 1;
    const painted = (word: 'better' | 'worse' | undefined, ratio: number) =>
      testedCell('x', word, ratio).paint?.('x');
    expect(painted('better', 0.9)).toBe('\u001B[32mx\u001B[39m');
    expect(painted('worse', 1.1)).toBe('\u001B[31mx\u001B[39m');
    expect(painted(undefined, 0.5)).toBeUndefined();
    expect(painted('better', 0.9996)).toBeUndefined();
    expect(painted('worse', 1.0004)).toBeUndefined();
  });
});

describe('columns', () => {
  test('line up under letters that take two columns, emoji and combining marks', () => {
    chalk.level = 0;
    const lines = renderTable(columns, [
      ['比特币', '1'],
      ['🚀x', '2'],
      ['e\u0301', '3'],
    ]).split('\n');
    // 比特币 is six columns wide, 🚀 two, é one.
    expect(lines).toEqual(['model   RMSE', '比特币     1', '🚀x        2', 'e\u0301          3']);
  });

  test('that tell rows apart are repeated where a table continues', () => {
    chalk.level = 0;
    const heads = ['intervals', 'level', 'covers', 'width'].map((title) => ({
      title,
      align: 'left' as const,
    }));
    const rows = ['gru', 'mlp'].flatMap((model) => ['80 %', '95 %'].map((level) => [model, level, 'x', 'y']));
    const said = withLayout({ columns: 25, keepsRows: false, isAscii: false }, () =>
      renderTable(heads, rows),
    );
    expect(said.split('\n').slice(6, 9)).toEqual([
      'intervals  level  width',
      'gru        80 %   y',
      'gru        95 %   y',
    ]);
  });
});

describe('wrap', () => {
  test('keeps the spaces that a line begins with', () => {
    expect(wrap('   1  738', 80)).toBe('   1  738');
  });

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

test('renderShortTable leaves columns of one rank out together', () => {
  chalk.level = 0;
  const titles = ['pair', 'RMSE of first', 'of second', 'verdict'];
  const ranked = titles.map((title, i) => ({
    title,
    align: 'left' as const,
    ...(i > 0 && i < 3 && { rank: 1 }),
  }));
  const row = ['gru', '1.5', '2.5', 'better'];
  expect(renderShortTable(ranked, [row], 60).split('\n')[0]).toMatch(
    /^pair +RMSE of first +of second +verdict/,
  );
  expect(renderShortTable(ranked, [row], 30).split('\n')[0]).toMatch(/^pair +verdict/);
});

test('every letter and sign takes the columns that a terminal gives it, alone and between others', () => {
  const wrong: string[] = [];
  for (let code = 0; code < 0x24_00; code++) {
    const letter = String.fromCodePoint(code);
    for (const text of [`→${letter}²`, `${letter}\u{FE0F}`])
      if (widthOf(text) !== stringWidth(text)) wrong.push(code.toString(16));
  }
  expect(wrong).toEqual([]);
});
