import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCsv } from '../../../src/data/csv/read-candles.ts';
import type { CsvOptions } from '../../../src/data/csv/csv-result.ts';
import { DataError, HindcastError } from '../../../src/errors.ts';
import { textsOf } from '../../../src/text/warning.ts';

const read = (text: string, options: CsvOptions = {}) => readCsv(text, 'a.csv', options);

function refusal(text: string, options: CsvOptions = {}): HindcastError {
  try {
    read(text, options);
  } catch (error) {
    if (error instanceof HindcastError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

/** Closes of rows `2020-01-01`, `2020-01-02` and so on, with `cells` as they are written. */
const closes = (...cells: readonly string[]): string =>
  `date,close\n${cells.map((cell, i) => `2020-01-0${i + 1},${cell}`).join('\n')}\n`;

describe('readCsv', () => {
  test('gives columns by standard name, times and lines, oldest first', () => {
    const { candles, column, warnings } = read('Date,Open,Close\n2020-01-02,3,4\n2020-01-01,1,2\n');
    expect(column).toBe('close');
    expect(warnings).toEqual([]);
    expect(candles).toEqual([
      {
        id: 'a',
        source: 'a.csv',
        time: Float64Array.of(Date.UTC(2020, 0, 1), Date.UTC(2020, 0, 2)),
        columns: { open: Float64Array.of(1, 3), close: Float64Array.of(2, 4) },
        lines: Int32Array.of(3, 2),
      },
    ]);
  });

  test('gives one series per unique_id, in the order of the file', () => {
    const { candles } = read('unique_id,ds,y\nB,2020-01-01,1\nA,2020-01-01,2\nB,2020-01-02,3\n');
    expect(candles.map((each) => [each.id, ...each.columns.close])).toEqual([
      ['B', 1, 3],
      ['A', 2],
    ]);
  });

  test('keeps a column by its header when that is what is asked for', () => {
    const { candles, column } = read('date,close,Tx Count\n2020-01-01,1,7\n', { column: 'tx count' });
    expect(column).toBe('tx count');
    expect(candles[0].columns).toEqual({ close: Float64Array.of(1), 'tx count': Float64Array.of(7) });
  });

  test('takes `__proto__` for a name like any other', () => {
    const { candles, column } = read('date,__proto__\n2020-01-01,1\n', { column: '__proto__' });
    expect(candles[0].columns[column]).toEqual(Float64Array.of(1));
  });

  test('reads absent prices as NaN', () => {
    const { candles, warnings } = read(closes('1', '', 'null', 'NaN', 'N/A', '-'));
    expect([...candles[0].columns['close']]).toEqual([1, NaN, NaN, NaN, NaN, NaN]);
    expect(warnings).toEqual([]);
  });

  test.each(['abc', '0x10', 'Infinity', '1_000', '1e400', '12,5', '1.2.3', '=1+1'])(
    'refuses the price %j by line',
    (cell) => {
      const { message, exit, hint } = refusal(closes('1.5', `"${cell}"`));
      expect(message).toBe(
        `a.csv, line 3, column \`close\`: expected a number with the decimal mark \`.\`, or an empty cell, got \`${cell}\``,
      );
      expect(exit).toBe(12);
      expect(hint).toBeTruthy();
    },
  );

  test('reads junk in other columns as absent, and counts it once', () => {
    const { candles, warnings } = read(
      'date,open,close\n2020-01-01,x,1\n2020-01-02,\u001B[2J,2\n2020-01-03,-,3\n',
    );
    expect([...candles[0].columns['open']]).toEqual([NaN, NaN, NaN]);
    expect(textsOf(warnings)).toEqual([
      'a.csv: cells of `open` that are not numbers, treated as missing: 2, the first is `x` in line 2',
    ]);
  });

  test('drops duplicate rows, and counts them', () => {
    const { candles, warnings } = read('date,close\n2020-01-01,1\n2020-01-02,2\n2020-01-02,2.0\n');
    expect([...candles[0].columns['close']]).toEqual([1, 2]);
    expect([...(candles[0].lines ?? [])]).toEqual([2, 3]);
    expect(textsOf(warnings)).toEqual(['a.csv: duplicate rows dropped: 1, the first is line 4']);
  });

  test('refuses two rows of one time that differ in any column kept', () => {
    expect(refusal('date,open,close\n2020-01-01,1,2\n2020-01-02,3,4\n2020-01-01,5,2\n').message).toBe(
      'a.csv, lines 2 and 4: expected one row per time, got two for 2020-01-01 of `a` with `open` 1 and 5',
    );
    expect(refusal('date,close\n2020-01-01,1\n2020-01-01,\n')).toBeInstanceOf(DataError);
  });

  test('sorts rows that are out of order, and says so', () => {
    const { candles, warnings } = read('date,close\n2020-01-02,2\n2020-01-01,1\n2020-01-03,3\n');
    expect([...candles[0].columns['close']]).toEqual([1, 2, 3]);
    expect(textsOf(warnings)).toEqual([
      'a.csv: rows were not in order of time and have been sorted: the first out of order is line 4',
    ]);
  });

  test('warns where rows repeat at another time, as in a file of two time zones', () => {
    const { warnings } = read(
      'time,close,volume\n2020-01-01 01:00,1,5\n2020-01-01 06:00,1,5\n2020-01-01 07:00,1,6\n',
    );
    expect(warnings).toHaveLength(1);
    expect(warnings[0].text).toContain(
      'rows with the same values as the row before but another time: 1, the first is line 3',
    );
  });

  test('refuses a unix time and a date that disagree, until one is chosen', () => {
    const text = 'unix,date,close\n1577836800,2020-01-01,1\n1577923200,2020-01-03,2\n';
    expect(refusal(text).message).toBe(
      'a.csv, line 3: expected `unix` and `date` to be the same time, got 2020-01-02 and `2020-01-03`',
    );
    expect(read(text, { timeColumn: 'date' }).candles[0].time[1]).toBe(Date.UTC(2020, 0, 3));
    expect(read(text, { timeColumn: 'UNIX' }).candles[0].time[1]).toBe(Date.UTC(2020, 0, 2));
  });

  test('counts lines through quoted cells and line ends of every kind', () => {
    const text = 'note,date,close\r\n"a\nb",2020-01-01,1\rx,2020-01-02,2\n\n"",2020-01-03,?\n';
    expect(refusal(text).message).toContain('line 6, column `close`');
  });

  test('refuses a quoted cell that extends over several rows', () => {
    const text = 'date,close,note\n2020-01-01,1,"x\n2020-01-02,2,"\n2020-01-03,3,z\n';
    expect(refusal(text).message).toContain(
      'line 2: expected one row per line, got a quoted cell that extends to line 3',
    );
    expect(refusal('date,close\n2020-01-01,"1\n').message).toContain(
      'line 2: expected a closing quote before the end of the file',
    );
  });

  test('refuses rows with more cells than the header, and rows cut off before the price', () => {
    expect(refusal('date,close\n2020-01-01,1,234.5\n').message).toBe(
      'a.csv, line 2: expected 2 cells as in the header line, got 3',
    );
    expect(refusal('date,open,close\n2020-01-01,1,2\n2020-01-02,1\n').message).toBe(
      'a.csv, line 3: expected 3 cells as in the header line, got 2',
    );
    expect(read('date,close\n2020-01-01,1,\n').candles[0].time).toHaveLength(1);
  });

  test('passes over prose below the table, and refuses what may be a row', () => {
    const { warnings } = read('date,close\n2020-01-01,1\nmade by hand, for tests, alone\n');
    expect(textsOf(warnings)).toEqual(['a.csv: lines below the table skipped: 1, the first is line 3']);
    expect(refusal('date,close\n2020-01-01,1\nTotal,2\n').message).toContain('line 3, column `date`');
    expect(refusal('date,close\n2020-01-01,1\n2020-01-0').message).toContain('line 3, column `date`');
    expect(refusal('date,close\n2020-01-01,1\nprose\n2020-01-02,2\n').message).toContain('got `prose`');
  });

  test.each([
    ['', 'got an empty file'],
    ['\uFEFF \n', 'got an empty file'],
    ['date,close\n', 'expected rows below the header line, got none'],
    ['a\0b', 'line 1: expected text, got a NUL byte'],
    ['<html><body>', 'expected CSV text, got a web page (HTML)'],
    ['hello\nworld', 'expected a header line with a time column and a price column, got `hello`'],
    ['date,close\n2020-01-01,\n', 'expected a number in column `close` of `a`, got none in 1 rows'],
    ['date,open\n2020-01-01,1\n', 'expected column `close`, got the columns `date`, `open`'],
    ['unique_id,date,close\n,2020-01-01,1\n', 'expected the name of a series, got an empty cell'],
    ['date;close\n2020-01-01;1,234\n', 'expected unambiguous numbers, got `1,234`'],
    ['date,close\n43831,1\n', 'line 2, column `date`: expected a time such as'],
  ])('refuses %j', (text, message) => {
    const error = refusal(text);
    expect(error).toBeInstanceOf(DataError);
    expect(error.message).toContain(message);
    expect(error.hint).toBeTruthy();
  });

  test('takes spellings of one market for one, and refuses two', () => {
    expect(read('date,symbol,close\n2020-01-01,BTC/USD,1\n2020-01-02,btcusd,2\n').candles).toHaveLength(1);
    expect(refusal('date,ticker,close\n2020-01-01,A,1\n2020-01-02,B,2\n').hint).toContain(
      '`--series-column ticker`',
    );
  });

  test('shows nothing that a terminal obeys', () => {
    const text = 'date,close\n2020-01-01,\u001B]0;x\u0007\n';
    expect(refusal(text).message).toContain(String.raw`got ${'`\\u001b]0;x\\u0007`'}`);
    expect(() => readCsv('', 'a\u001B.csv')).toThrow(String.raw`a\u001b.csv`);
  });
});

describe('the name of a series', () => {
  test('is refused with a character that a terminal acts on, or that hides or reorders text', () => {
    for (const id of ['\u001b[31mA', 'A\u009b', 'A\u202eB', 'A\u200b', 'A\u2028B'])
      expect(refusal(`unique_id,date,close\n${id},2020-01-01,1\n`).message).toMatch(
        /line 2, column `unique_id`: expected a name without control or invisible characters, got `A?\\u/,
      );
    expect(refusal('date,p\u001bq\n2020-01-01,1\n', { column: 'p\u001bq' }).message).toContain(
      String.raw`expected the name of a column without control or invisible characters, got ${'`p\\u001bq`'}`,
    );
  });

  test('is read without the apostrophe that guards a formula from spreadsheets', () => {
    const { candles } = read(`unique_id,date,close\n'=A,2020-01-01,1\n''=A,2020-01-01,1\n'A,2020-01-01,1\n`);
    expect(candles.map(({ id }) => id)).toEqual(['=A', "'=A", "'A"]);
  });

  test('is that of its file with control characters escaped', () => {
    expect(readCsv('date,close\n2020-01-01,1\n', 'a\u001B.csv').candles[0].id).toBe(String.raw`a\u001b`);
  });
});

describe('properties', () => {
  const pad = (value: number): string => String(value).padStart(2, '0');
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  const formats: readonly ((time: Date) => string)[] = [
    (time) => time.toISOString(),
    (time) => time.toISOString().slice(0, 19).replace('T', ' '),
    (time) => `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`,
    (time) => new Date(time.getTime() + 36e5).toISOString().replace('Z', '+01:00'),
    (time) => String(time.getTime() / 1000),
    (time) => String(time.getTime()),
    (time) => `${time.getTime()}000`,
    (time) =>
      `${time.getUTCMonth() + 1}/${time.getUTCDate()}/${time.getUTCFullYear()} ${time.toISOString().slice(11, 19)}`,
    (time) =>
      `${pad(time.getUTCDate())}.${pad(time.getUTCMonth() + 1)}.${time.getUTCFullYear()} ${time.toISOString().slice(11, 19)}`,
    (time) =>
      `${months[time.getUTCMonth()]} ${pad(time.getUTCDate())}, ${time.getUTCFullYear()} ${time.toISOString().slice(11, 19)}`,
    (time) => {
      const clock = `${time.getUTCHours() % 12 || 12}:${time.toISOString().slice(14, 19)} ${time.getUTCHours() < 12 ? 'AM' : 'PM'}`;
      return `${time.toISOString().slice(0, 10)} ${clock}`;
    },
  ];
  const orders = [
    {},
    {},
    {},
    {},
    {},
    {},
    {},
    { dateFormat: 'm/d/yyyy' },
    { dateFormat: 'd.m.yyyy' },
    {},
    {},
  ] as const;

  const price = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
  const table = fc.record({
    rows: fc.uniqueArray(
      fc.record({ second: fc.integer({ min: 200_000_000, max: 4_000_000_000 }), close: price, open: price }),
      { selector: (row) => row.second, minLength: 1, maxLength: 20 },
    ),
    format: fc.nat({ max: formats.length - 1 }),
    delimiter: fc.constantFrom(',', ';', '\t', '|'),
    end: fc.constantFrom('\n', '\r\n', '\r'),
    mark: fc.constantFrom('', '\uFEFF'),
  });
  type Rows = readonly { readonly second: number; readonly close: number; readonly open: number }[];

  function write(rows: Rows, format: number, delimiter: string, end: string): string {
    const lines = rows.map(({ second, open, close }) =>
      [`"${formats[format](new Date(second * 1000))}"`, String(open), String(close)].join(delimiter),
    );
    return [['Date', 'Open', 'Close'].join(delimiter), ...lines, ''].join(end);
  }

  test('a table reads back as it was written, in every format, whatever the order of its rows', () => {
    fc.assert(
      fc.property(table, ({ rows, format, delimiter, end, mark }) => {
        const { candles } = read(mark + write(rows, format, delimiter, end), orders[format]);
        const sorted = rows.toSorted((a, b) => a.second - b.second);
        expect([...candles[0].time]).toEqual(sorted.map((row) => row.second * 1000));
        expect([...candles[0].columns['close']]).toEqual(sorted.map((row) => row.close));
        expect([...candles[0].columns['open']]).toEqual(sorted.map((row) => row.open));
      }),
      { numRuns: 300 },
    );
  });

  test('a decimal comma and thousands points read back as the plain numbers', () => {
    const value = fc.integer({ min: 0, max: 10 ** 12 }).map((cents) => cents / 100);
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 12 }), (values) => {
        const cells = values.map((each) => {
          const [whole, decimals] = each.toFixed(2).split('.');
          return `${whole.replaceAll(/\B(?=(\d{3})+$)/g, '.')},${decimals}`;
        });
        const text = `ds;y\n${cells.map((cell, i) => `${1_000_000_000 + i};${cell}`).join('\n')}`;
        expect([...read(text).candles[0].columns['close']]).toEqual(values);
      }),
    );
  });

  /** `loaded` or `refused` as either should be, else what is wrong. */
  function outcome(text: string, options: CsvOptions): string {
    try {
      const { candles, column } = read(text, options);
      const isSound = candles.every(
        ({ time, columns }) =>
          columns[column].length === time.length &&
          time.every((each, i) => Number.isFinite(each) && (i === 0 || each > time[i - 1])),
      );
      return isSound ? 'loaded' : 'loaded unsoundly';
    } catch (error) {
      if (!(error instanceof HindcastError)) throw error;
      return error.hint === undefined ? `no hint: ${error.message}` : 'refused';
    }
  }

  test('any text loads or is refused with a reason, and never fails otherwise', () => {
    const cell = fc.oneof(
      fc.constantFrom(
        'date',
        'close',
        'unix',
        'open',
        'volume',
        'symbol',
        'unique_id',
        'Price',
        'Ticker',
        '',
        '"',
        '-',
      ),
      fc.constantFrom(
        '2020-01-01',
        '1/2/2020',
        '1577836800',
        '1577836800000',
        '1,5',
        '"1,234"',
        '# x',
        'https://x',
        '1e5',
      ),
      fc.constantFrom('99/99/99', '20-01-02', 'Jan 1, 2020', '0', '\u001B', '\0', '__proto__', '__proto__'),
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.double().map(String),
    );
    const anyTable = fc
      .tuple(fc.array(fc.array(cell, { maxLength: 8 }), { maxLength: 12 }), fc.constantFrom(',', ';', '\t'))
      .map(([rows, delimiter]) => rows.map((row) => row.join(delimiter)).join('\n'));
    const anyText = fc.oneof(
      anyTable,
      anyTable.map((text) => `date,close\n2020-01-01,1\n${text}`),
      fc.string({ unit: 'binary' }),
    );
    const anyOptions = fc.record(
      { column: cell, timeColumn: cell, dateFormat: fc.oneof(fc.constantFrom('dmy', 's', 'us'), cell) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(anyText, fc.oneof(fc.constant({}), anyOptions), (text, options) => {
        expect(outcome(text, options)).toMatch(/^(loaded|refused)$/);
      }),
      { numRuns: 1000 },
    );
  });
});
