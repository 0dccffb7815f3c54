/** Trades, at no fixed step, become candles of the timeframe that is asked for. */

import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCsv } from '../../../src/data/csv/read-candles.ts';
import { checkImport } from '../../../src/data/import.ts';
import { parseMarket } from '../../../src/data/market.ts';
import { buildPanel } from '../../../src/data/panel.ts';
import { parseTimeframe } from '../../../src/data/timeframe.ts';
import { Random } from '../../../src/math/random.ts';
import { readBoth } from '../../helpers/both-readers.ts';
import { hindcast } from '../../helpers/run.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'trades-'));
const START = Date.UTC(2024, 0, 1);
const minute = parseTimeframe('1m')!;

const table = (rows: readonly (readonly [seconds: number, price: number, size: number])[]): string =>
  `time,price,amount\n${rows.map(([s, price, size]) => `${START + s * 1000},${price},${size}`).join('\n')}\n`;

describe('candles of trades', () => {
  test('have the first, highest, lowest and last price of their interval, the sum of sizes, and the number of trades', () => {
    const text = table([
      [1.5, 10, 1],
      [1.5, 12, 2],
      [30, 8, -3],
      [59.999, 11, 0.5],
      // No trade in the next two minutes.
      [181, 20, 1],
      [200, 21, 1],
    ]);
    const { candles, warnings } = readCsv(text, 'a.csv', { candleLength: minute });
    const { time, columns, lines } = candles[0];
    expect(Array.from(time)).toEqual([START, START + 180_000]);
    expect(columns).toEqual({
      open: Float64Array.of(10, 20),
      high: Float64Array.of(12, 21),
      low: Float64Array.of(8, 20),
      close: Float64Array.of(11, 21),
      volume: Float64Array.of(6.5, 2),
      trades: Float64Array.of(4, 2),
    });
    expect(Array.from(lines!)).toEqual([2, 6]);
    expect(warnings.map(({ text: line }) => line)).toEqual([
      'a.csv: trades built into candles: 6, the first is line 2',
    ]);
  });

  test('are those of the same trades with the newest first, also where many are at one time', () => {
    const rows = [
      [1, 10, 1],
      [1, 12, 1],
      [1, 9, 1],
      [59, 8, 1],
      [59, 11, 1],
      [70, 5, 1],
      [80, 6, 1],
      [80, 7, 1],
    ] as const;
    const built = (given: typeof rows | (typeof rows)[number][]) => {
      const [{ time, columns }] = readCsv(table(given), 'a.csv', { candleLength: minute }).candles;
      return { time, columns };
    };
    expect(built(rows).columns.open).toEqual(Float64Array.of(10, 5));
    expect(built(rows).columns.close).toEqual(Float64Array.of(11, 7));
    expect(built(rows.toReversed())).toEqual(built(rows));
  });

  test('have the length that was asked for, also where no two follow one another', async () => {
    const file = path.join(folder, 'rare.csv');
    await writeFile(
      file,
      table(Array.from({ length: 200 }, (_, i) => [i * 420 + ((i * i * 37) % 59), 10 + (i % 5), 1])),
    );
    const exported = await hindcast(['export', file, '--timeframe', '1m']);
    expect(exported.code).toBe(0);
    expect(exported.stdout.split('\n')).toHaveLength(202);
    const rare = [0, 430, 844, 1265, 1690].map((second) => [second, 1, 1] as const);
    const { candles } = readCsv(table(rare), 'a.csv', { candleLength: minute });
    expect(checkImport(candles, parseMarket('kraken:AA/USD:1m')!, START + 1e8).ohlcv.time).toHaveLength(5);
    const { panel } = buildPanel(candles, 'close', 'ffill');
    expect(panel.timeframe).toEqual(minute);
    expect(panel.time).toHaveLength(29);
  });

  test('are those of each market where a column names it', () => {
    const text = `symbol,side,time,price,amount\n${[0, 1, 1, 30, 41, 41, 70, 95].map((s, i) => `${i % 2 === 0 ? 'BTC' : 'ETH'},${i % 3 === 0 ? 'buy' : 'sell'},${START + s * 1000},${10 + i},1`).join('\n')}\n`;
    const { candles } = readCsv(text, 'a.csv', { candleLength: minute });
    expect(candles.map(({ id, columns }) => [id, [...columns.open], [...columns.close]])).toEqual([
      ['BTC', [10, 16], [14, 16]],
      ['ETH', [11, 17], [15, 17]],
    ]);
  });

  test('are the same in any order of the rows, but for trades at one time, which follow one another as in the file', () => {
    const rows = [
      [70, 5, 1],
      [1, 10, 1],
      [20, 9.5, 1],
      [30, 8, 1],
      [72, 4.5, 1],
      [25, 9.75, 1],
      [1, 12, 1],
      [30, 9, 1],
      [75, 4, 1],
    ] as const;
    const [{ columns }] = readCsv(table(rows), 'a.csv', { candleLength: minute }).candles;
    expect([columns['open'], columns['close']]).toEqual([Float64Array.of(10, 5), Float64Array.of(9, 4)]);
  });

  test('are left out while they have not closed', () => {
    const text = table([
      [1, 10, 1],
      [3, 11, 1],
      [61, 12, 1],
      [66, 13, 1],
    ]);
    const { candles, reading } = readCsv(text, 'a.csv', { candleLength: minute, now: START + 70_000 });
    expect(Array.from(candles[0].time)).toEqual([START]);
    expect(reading.remarks.map(({ kind }) => kind)).toEqual(['trade', 'open candle']);
  });
});

type Line = (t: number, price: string, size: string, i: number) => string;
const FORMS: Readonly<Record<string, { readonly header: string; readonly line: Line }>> = {
  'Binance trades': {
    header: 'id,price,qty,quote_qty,time,is_buyer_maker\n',
    line: (t, price, size, i) => `${3e9 + i},${price},${size},1.5,${t},${i % 2 === 0}`,
  },
  'Binance trades without a header': {
    header: '',
    line: (t, price, size, i) =>
      `${3e9 + i},${price},${size},1.5,${t},${i % 2 === 0 ? 'True' : 'False'},True`,
  },
  'Binance aggregated trades without a header': {
    header: '',
    line: (t, price, size, i) => `${i},${price},${size},${i},${i},${t}000,True,True`,
  },
  'Kraken without a header': {
    header: '',
    line: (t, price, size) => `${Math.floor(t / 1000)},${price},${size}`,
  },
  'with a side': {
    header: 'timestamp,side,size,price\n',
    line: (t, price, size) => `${new Date(t).toISOString()},buy,${size},${price}`,
  },
};

describe('a file of trades', () => {
  const linesOf = (line: Line): readonly string[] => {
    const random = new Random(5);
    let t = START;
    return Array.from({ length: 400 }, (_, i) => {
      if (random.uniform() < 0.6) t += Math.floor(random.uniform() * 3000);
      return line(
        t - (i % 50 === 7 ? 500 : 0),
        (100 + random.uniform()).toFixed(2),
        random.uniform().toFixed(4),
        i,
      );
    });
  };

  test.each(Object.entries(FORMS))(
    'of %s is read line by line as it is as a whole',
    async (_, { header, line }) => {
      const text = `${header}${linesOf(line).join('\n')}\n`;
      const { any, regular } = await readBoth(text, { candleLength: minute }, { chunk: 997, firstLines: 60 });
      expect(any).toHaveProperty('candles');
      expect(regular).toEqual(any);
    },
  );

  test.each(Object.entries(FORMS))(
    'of %s needs a timeframe, which the error names',
    (_, { header, line }) => {
      expect(() => readCsv(`${header}${linesOf(line).join('\n')}\n`, 'a.csv')).toThrow(
        expect.objectContaining({
          message: 'a.csv: expected candles, or one row per step, got trades at no fixed step',
          hint: 'say which candles to build from them, by a timeframe that divides a day, for example `--timeframe 1m`',
        }),
      );
    },
  );

  test('is one for export, import and backtest', async () => {
    const file = path.join(folder, 'BTC-USD.csv');
    const { header, line } = FORMS['Binance trades'];
    await writeFile(file, `${header}${linesOf(line).join('\n')}\n`);
    const env = { XDG_DATA_HOME: folder };
    const exported = await hindcast(['export', file, '--timeframe', '1m', '--quiet'], { env });
    expect(exported.stdout).toMatch(
      /^time,open,high,low,close,volume,trades\n2024-01-01T00:00:00Z,100\.\d+,/,
    );
    const imported = await hindcast(['import', file, '--as', 'kraken:BTC/USD:1m'], { env });
    expect(imported.stdout).toMatch(/^kraken:BTC\/USD:1m: \d+ new candles/);
    const stored = await hindcast(['export', 'kraken:BTC/USD:1m'], { env });
    expect(stored.stdout.split('\n').length).toBe(exported.stdout.split('\n').length);
    const tested = await hindcast(
      `backtest ${file} --timeframe 10s --model drift --input-size 2 --seasonality 1 --gaps ffill --json`.split(
        ' ',
      ),
      { env },
    );
    expect([tested.code, JSON.parse(tested.stdout)]).toEqual([
      0,
      expect.objectContaining({ timeframe: '10s' }),
    ]);
    const odd = await hindcast(['export', file, '--timeframe', '7m'], { env });
    expect([odd.code, odd.stderr]).toEqual([12, expect.stringContaining('got trades at no fixed step')]);
  });
});

describe('rows that are no trades', () => {
  const hours = (count: number): string[] =>
    Array.from({ length: count }, (_, i) => `${new Date(START + i * 3_600_000).toISOString()},${i}`);

  test('are read as without a timeframe', () => {
    const { candles } = readCsv(`time,close\n${hours(30).join('\n')}\n`, 'a.csv', { candleLength: minute });
    expect(Object.keys(candles[0].columns)).toEqual(['close']);
    expect(candles[0].time.length).toBe(30);
  });

  test('keep their own error for two rows at one time', () => {
    const text = `time,close\n${[...hours(30), hours(30)[4].replace(/\d+$/, '77')].join('\n')}\n`;
    for (const candleLength of [undefined, minute])
      expect(() => readCsv(text, 'a.csv', { candleLength })).toThrow(
        'lines 6 and 32: expected one row per time',
      );
  });
});
