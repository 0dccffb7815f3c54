import { describe, expect, test } from 'vitest';
import { readCsv } from '../../../src/data/csv/read-candles.ts';
import type { CsvOptions } from '../../../src/data/csv/csv-result.ts';
import { HindcastError } from '../../../src/errors.ts';

/** The closes of each series, and the notes. */
function series(text: string, options: CsvOptions = {}): readonly unknown[] {
  const { candles, notes } = readCsv(text, 'a.csv', options);
  return [Object.fromEntries(candles.map(({ id, columns }) => [id, [...columns.close]])), notes];
}

function refusal(text: string, options: CsvOptions = {}): HindcastError {
  try {
    readCsv(text, 'a.csv', options);
  } catch (error) {
    if (error instanceof HindcastError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

/** Four rows: two days of two series, with the cells of further columns. */
const panel = (header: string, ...cells: readonly string[]): string =>
  [`date,close,${header}`, ...cells.map((cell, i) => `2020-01-0${1 + (i >> 1)},${i + 1},${cell}`)].join('\n');
const TWO = { A: [1, 3], B: [2, 4] };

describe('the column that names the series', () => {
  test.each(['symbol', 'ticker', 'coinId', 'series_id', 'item_id', 'coin', 'Instrument', 'anything', 'име'])(
    'may be called %s: where times repeat, it is the one that tells these rows apart',
    (name) => {
      expect(series(panel(name, 'A', 'B', 'A', 'B'))).toEqual([
        TWO,
        [`a.csv: 2 series, one for each \`${name}\`: \`A\`, \`B\``],
      ]);
    },
  );

  test('is the first of two that group the rows in the same way', () => {
    const [, notes] = series(panel('symbol,name', 'A,Aa', 'B,Bb', 'A,Aa', 'B,Bb'));
    expect(notes).toEqual(['a.csv: 2 series, one for each `symbol`: `A`, `B`']);
  });

  test('is preferably one with the name of a market', () => {
    const [found] = series(panel('feed,symbol', 'x,A', 'y,B', 'z,A', 'y,B'));
    expect(found).toEqual(TWO);
  });

  test('may hold numbers if its header says what they name', () => {
    expect(series(panel('item_id', '7', '8', '7', '8'))[0]).toEqual({ 7: [1, 3], 8: [2, 4] });
    expect(refusal(panel('rank', '7', '8', '7', '8')).message).toContain('expected one row per time');
  });

  test('must be named if two columns group the rows in different ways', () => {
    const text = panel('symbol,name', 'A,Aa', 'B,Bb', 'A,Ab', 'B,Bb');
    const { message, hint, exit } = refusal(text);
    expect(message).toBe(
      'a.csv: expected one column that names the series of a row, got `symbol` and `name`, which differ',
    );
    expect([hint, exit]).toEqual(['choose one with `--series-column symbol` or `--series-column name`', 12]);
    expect(series(text, { seriesColumn: 'symbol' })).toEqual([TWO, ['a.csv: columns not read: `name`']]);
  });

  test('is asked for if only two columns together tell the rows apart', () => {
    const text = [
      'date,close,symbol,exchange',
      ...[1, 2].flatMap((day) =>
        ['BTC,a', 'BTC,b', 'ETH,a', 'ETH,b'].map((cells, i) => `2020-01-0${day},${day * 10 + i},${cells}`),
      ),
    ].join('\n');
    const { message, hint } = refusal(text);
    expect(message).toBe(
      'a.csv: expected one column that names the series of a row, got `symbol` and `exchange`, which name it together',
    );
    expect(hint).toBe('join them in one column `unique_id`, for example as `BTC a`');
    const joined = text.replace('symbol,exchange', 'unique_id').replaceAll(/(BTC|ETH),(a|b)/g, '$1 $2');
    expect(series(joined)[0]).toMatchObject({ 'BTC a': [10, 20], 'ETH b': [13, 23] });
  });

  test('is not one that names each row', () => {
    expect(refusal(panel('trade', 'a', 'b', 'c', 'd')).message).toContain('expected one row per time');
  });

  test('is the one that the user names, in any case', () => {
    expect(series(panel('Feed,market', 'x,A', 'x,B', 'y,A', 'y,B'), { seriesColumn: 'MARKET' })[0]).toEqual(
      TWO,
    );
    expect(refusal(panel('symbol', 'A', 'B'), { seriesColumn: 'coin' }).message).toBe(
      'a.csv: expected series column `coin`, got the columns `date`, `close`, `symbol`',
    );
  });

  test('is looked for only if rows with the same time differ', () => {
    expect(series('date,close,venue\n2020-01-01,1,x\n2020-01-02,2,y\n2020-01-02,2,x\n')[0]).toEqual({
      a: [1, 2],
    });
  });
});

test('two rows of one series with the same time stay refused, and the series is named', () => {
  const { message, hint } = refusal(panel('symbol', 'A', 'A', 'B', 'A'));
  expect(message).toBe(
    'a.csv, lines 2 and 3: expected one row per time, got two for 2020-01-01 of `A` with `close` 1 and 2',
  );
  expect(hint).toContain('delete line 2 or line 3');
});

test('two markets at different times are refused, and the hint reads them as two series', () => {
  const text = 'date,ticker,close\n2020-01-01,A,1\n2020-01-02,B,2\n';
  const { message, hint } = refusal(text);
  expect(message).toContain(
    'line 3, column `ticker`: expected the same market as in the rows before, `A`, got `B`',
  );
  expect(hint).toContain('--series-column ticker');
  expect(series(text, { seriesColumn: 'ticker' })[0]).toEqual({ A: [1], B: [2] });
});

test('a column of numbers with the name of a market is not one, and a note says that it is not read', () => {
  const text = 'Date,Close,Currency\n2020-01-01,1,2453436.30\n2020-01-02,2,"2,536,210.15"\n';
  expect(series(text)).toEqual([{ a: [1, 2] }, ['a.csv: columns not read: `Currency`']]);
});
