/** The reader of regular files gives what the reader of any text gives, or leaves the file to it. */

import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CsvOptions } from '../../../../src/data/csv/csv-result.ts';
import { readBoth } from '../../../helpers/both-readers.ts';
import { spliced, splices } from '../../../helpers/splices.ts';

const RUNS = Math.ceil(Number(process.env.FUZZ_RUNS ?? 1500) / 15);
const ROWS = 2300;
const START = Date.UTC(2024, 1, 1);

interface Shape {
  readonly header: string;
  readonly time: (ms: number, i: number) => string;
  /** The cells after the time. */
  readonly cells?: (i: number) => readonly string[];
  readonly delimiter?: string;
  readonly end?: string;
  readonly step?: number;
  readonly options?: CsvOptions;
}

const iso = (ms: number): string => new Date(ms).toISOString();
const candle = (i: number): readonly string[] => {
  const close = 100 + (i % 700) / 8;
  return [
    `${close}`,
    `${close + 1}.50`.replace(/(\.\d+)\.50/, '$1'),
    `${close - 0.25}`,
    (close + 0.125).toFixed(3),
    `${i % 13}.${i}`,
  ];
};
const HEADER = 'date,open,high,low,close,volume';

/** Forms in which exchanges and libraries write candles. */
const SHAPES: Readonly<Record<string, Shape>> = {
  iso: { header: HEADER, time: (ms) => iso(ms).replace('.000Z', 'Z') },
  pandas: {
    header: ',Open,High,Low,Close,Volume',
    time: (ms) => `${iso(ms).slice(0, 19).replace('T', ' ')}+00:00`,
  },
  minutes: { header: HEADER, time: (ms) => iso(ms).slice(0, 16).replace('T', ' '), end: '\r\n' },
  milliseconds: { header: HEADER, time: (ms) => iso(ms) },
  days: { header: HEADER, time: (ms) => iso(ms).slice(0, 10).replaceAll('-', '/'), step: 86_400_000 },
  compact: { header: HEADER, time: (ms) => iso(ms).slice(0, 10).replaceAll('-', ''), step: 86_400_000 },
  words: {
    header: HEADER.replaceAll(',', ';'),
    time: (ms) => `${new Date(ms).getUTCDate()} May 2020 ${iso(ms).slice(11, 19)}`,
    delimiter: ';',
    step: 1000,
  },
  'day first, asked': {
    header: HEADER,
    time: (ms) => iso(ms).slice(0, 10).split('-').toReversed().join('/'),
    step: 86_400_000,
    options: { dateFormat: 'd/m/yyyy' },
  },
  seconds: { header: 'unix\topen\thigh\tlow\tclose\tvolume', time: (ms) => `${ms / 1000}`, delimiter: '\t' },
  'seconds, asked': { header: HEADER, time: (ms) => `${ms / 1000}`, options: { dateFormat: 's' } },
  'micro after milliseconds': { header: HEADER, time: (ms, i) => (i < ROWS - 50 ? `${ms}` : `${ms}000`) },
  nanoseconds: { header: HEADER, time: (ms) => `${ms}000000` },
  falling: { header: HEADER, time: (ms) => iso(ms), step: -3_600_000 },
  binance: {
    header: '',
    time: (ms) => `${ms}000`,
    cells: (i) => [...candle(i), `${START}`, `${i}.5`, `${i}`, '1.5', '2.5', '0'],
  },
  symbol: {
    header: `time,symbol,close,note`,
    time: (ms) => iso(ms),
    cells: (i) => ['BTC/USD', `${i + 1}.5`, `no ${i}`],
  },
  'quoted header': {
    header: '"date","close","Volume BTC","Volume USD"',
    time: (ms) => iso(ms),
    cells: (i) => [`${i}.25`, '', `${i}e-3`],
  },
  'junk in a column': {
    header: 'time,close,high',
    time: (ms) => iso(ms),
    cells: (i) => [`${i}.25`, i < 9 ? 'x' : 'NaN'],
  },
  'other column': {
    header: 'time,close,price',
    time: (ms) => iso(ms),
    cells: (i) => [`${i}.25`, `-0.${i}`],
    options: { column: 'price' },
  },
  'open candles': { header: HEADER, time: (ms) => iso(ms), options: { now: START + 2250 * 3_600_000 } },
  'equal rows': { header: 'time,close,volume', time: (ms) => iso(ms), cells: () => ['5.5', '3.25'] },
};

function linesOf({ header, time, cells = candle, delimiter = ',', step = 3_600_000 }: Shape): string[] {
  const rows = Array.from({ length: ROWS }, (_, i) =>
    [time(START + i * step, i), ...cells(i)].join(delimiter),
  );
  return header === '' ? rows : [header, ...rows];
}

describe('a regular file', () => {
  test.each(Object.entries(SHAPES))('%s', async (_, shape) => {
    const { end = '\n', options } = shape;
    const text = linesOf(shape).join(end);
    for (const last of [end, '']) {
      const { any, regular } = await readBoth(text + last, options, { chunk: 9973 });
      expect(any).toHaveProperty('candles');
      expect(regular).toEqual(any);
    }
  });

  test('numbers are rounded as by `Number`', async () => {
    const digits = fc.stringMatching(/^-?\d{1,18}(\.\d{0,24})?$/);
    const written = fc.oneof(digits, fc.double({ noNaN: true, noDefaultInfinity: true }).map(String));
    await fc.assert(
      fc.asyncProperty(fc.array(written, { minLength: 40, maxLength: 40 }), async (numbers) => {
        const shape: Shape = {
          header: 'time,close,volume',
          time: iso,
          cells: (i) => [i < 2200 ? '1.5' : (numbers.at(i % 40) ?? ''), '0'],
        };
        const { any, regular } = await readBoth(linesOf(shape).join('\n'));
        expect(regular).toEqual(any);
      }),
      { numRuns: 25 },
    );
  });
});

test('what only all rows show is left to the reader of any text', async () => {
  const lines = linesOf(SHAPES['iso']);
  const [first, ...rest] = lines;
  const files: Readonly<Record<string, readonly string[]>> = {
    'a short file': lines.slice(0, 2000),
    'a time twice': [...lines, lines[lines.length - 1]],
    'a row out of order': [...lines, lines[5]],
    'a line below the table': [...lines, 'source: an exchange'],
    'a quote': [...lines.slice(0, -1), lines[lines.length - 1].replace(/,(\d+)/, ',"$1"')],
    'a missing cell': [...lines, `${iso(START + 1e12)},1,2`],
    'a blank line': [...lines.slice(0, 2250), '', ...lines.slice(2250)],
    'two time columns': [
      `date,unix,${first.slice(5)}`,
      ...rest.map((line) => line.replace(',', ',1700000000,')),
    ],
    'a decimal comma below': [...lines.slice(0, -1), lines[lines.length - 1].replaceAll('.', ',')],
    'a name in another language': [...lines.slice(0, -1), `${lines[lines.length - 1]}€`],
  };
  for (const [name, each] of Object.entries(files))
    expect([name, (await readBoth(each.join('\n'))).regular]).toEqual([name, undefined]);
});

test('a damaged long file has one result or one error', { timeout: 600_000 }, async () => {
  let count = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.values(SHAPES)),
      fc.array(splices(['e5', 'nan', '+', 'Z', '  '], 3), { minLength: 1, maxLength: 2 }),
      // Most of the damage is below the first lines.
      fc.boolean(),
      async (shape, damages, isAnywhere) => {
        let text = linesOf(shape).join(shape.end ?? '\n');
        for (const splice of damages) {
          const place = isAnywhere ? splice.place : 0.97 + splice.place * 0.03;
          text = spliced(text, Math.floor(text.length * place), splice);
        }
        const { any, regular } = await readBoth(text, shape.options);
        if (regular === undefined) return;
        expect(regular).toEqual(any);
        count++;
      },
    ),
    { numRuns: RUNS },
  );
  expect(count).toBeGreaterThan(0);
});

const FOLDER = 'fixtures/csv-shapes';

test.each(readdirSync(FOLDER))('%s has one result', async (file) => {
  const text = readFileSync(`${FOLDER}/${file}`, 'utf8');
  const lines = text.split('\n').length;
  for (let firstLines = Math.max(2, lines - 6); firstLines < lines; firstLines++) {
    const { any, regular } = await readBoth(text, {}, { firstLines, chunk: 50 });
    expect(regular ?? any).toEqual(any);
  }
});
