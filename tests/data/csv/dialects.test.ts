/** One series, written in every dialect: each is read back as the same series, or refused by name. */

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bareName, namesOf } from '../../../src/data/csv/header-names.ts';
import { columnKinds, columnWords } from '../../../src/data/csv/column-words.ts';
import { readCsv } from '../../../src/data/csv/read-candles.ts';
import type { CsvOptions } from '../../../src/data/csv/csv-result.ts';
import { HindcastError } from '../../../src/errors.ts';

const KEYS = ['open', 'high', 'low', 'close', 'volume'] as const;
type Key = (typeof KEYS)[number];
type Row = Readonly<Record<Key, number>> & { readonly time: number };

const DAY = 86_400_000;
/** From a day that fits both orders of day and month to one that fits one only. */
const SERIES: readonly Row[] = Array.from({ length: 6 }, (_, i) => ({
  time: Date.UTC(2026, 4, 9) + i * DAY,
  open: 1234.25 + i,
  high: 1250.5 + i,
  low: 1200.75 + i,
  close: 1240.25 + i,
  volume: 1500 + 500 * i,
}));

interface Dialect {
  readonly delimiter: string;
  readonly header: readonly string[] | undefined;
  readonly date: (time: number) => string;
  readonly number: (value: number) => string;
  readonly volume: (value: number) => string;
  readonly order: 'oldest first' | 'newest first';
  readonly extra?: string;
}

const pad = (value: number): string => String(value).padStart(2, '0');
const parts = (time: number) => {
  const date = new Date(time);
  return { y: date.getUTCFullYear(), m: pad(date.getUTCMonth() + 1), d: pad(date.getUTCDate()) };
};
const iso = (time: number): string => new Date(time).toISOString().slice(0, 10);

const PLAIN: Dialect = {
  delimiter: ',',
  header: ['Date', 'Open', 'High', 'Low', 'Close', 'Volume'],
  date: iso,
  number: String,
  volume: String,
  order: 'oldest first',
};

/** The file, every cell in quotes that needs them. */
function write(dialect: Partial<Dialect>): string {
  const { delimiter, header, date, number, volume, order, extra } = { ...PLAIN, ...dialect };
  const rows = order === 'oldest first' ? SERIES : SERIES.toReversed();
  const cell = (text: string): string => (text.includes(delimiter) ? `"${text}"` : text);
  const line = (cells: readonly string[]): string => cells.map(cell).join(delimiter);
  const lines = rows.map((row) =>
    line([
      date(row.time),
      ...KEYS.map((key) => (key === 'volume' ? volume(row[key]) : number(row[key]))),
      ...(extra === undefined ? [] : [extra]),
    ]),
  );
  return [...(header === undefined ? [] : [line(header)]), ...lines].join('\n');
}

/** What is read of the file: the values of each row; or the refusal. */
function readBack(dialect: Partial<Dialect>, options: CsvOptions = {}): unknown {
  try {
    const { candles } = readCsv(write(dialect), 'a.csv', options);
    return candles.flatMap(({ time, columns }) =>
      Array.from(time, (ms, row) => ({
        time: ms,
        ...Object.fromEntries(Object.entries(columns).map(([key, values]) => [key, values[row]])),
      })),
    );
  } catch (error) {
    if (error instanceof HindcastError) return error.message;
    throw error;
  }
}

/** The dialects, by name, that are not read back as the series. */
function misread(dialects: readonly (readonly [name: string, Partial<Dialect>])[]): readonly unknown[] {
  return dialects
    .map(([name, dialect]) => [name, readBack(dialect)] as const)
    .filter(([, read]) => JSON.stringify(read) !== JSON.stringify(SERIES));
}

function refusal(dialect: Partial<Dialect>): HindcastError {
  try {
    readCsv(write(dialect), 'a.csv');
  } catch (error) {
    if (error instanceof HindcastError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

const comma = (value: number): string => String(value).replace('.', ',');
const grouped = (separator: string, mark: string) => (value: number) => {
  const [whole, decimals] = String(value).split('.');
  return `${whole.replace(/(\d)(\d{3})$/, `$1${separator}$2`)}${decimals === undefined ? '' : mark + decimals}`;
};

const DATES: readonly (readonly [string, (time: number) => string])[] = [
  ['2026-05-09', iso],
  ['2026/05/09', (time) => iso(time).replaceAll('-', '/')],
  ['2026.05.09', (time) => iso(time).replaceAll('-', '.')],
  ['20260509', (time) => iso(time).replaceAll('-', '')],
  ['2026-05-09T00:00:00.000Z', (time) => new Date(time).toISOString()],
  ['2026-05-09 00:00:00', (time) => `${iso(time)} 00:00:00`],
  ['09.05.2026', (time) => `${parts(time).d}.${parts(time).m}.${parts(time).y}`],
  ['09/05/2026', (time) => `${parts(time).d}/${parts(time).m}/${parts(time).y}`],
  ['05/09/2026', (time) => `${parts(time).m}/${parts(time).d}/${parts(time).y}`],
  ['2026年05月09日', (time) => `${parts(time).y}年${parts(time).m}月${parts(time).d}日`],
  ['2026年5月9日 00时00分', (time) => `2026年${Number(parts(time).m)}月${Number(parts(time).d)}日 00时00分`],
  ['2026년 05월 09일', (time) => `${parts(time).y}년 ${parts(time).m}월 ${parts(time).d}일`],
  ['2026. 05. 09.', (time) => `${parts(time).y}. ${parts(time).m}. ${parts(time).d}.`],
  ['2026- 05- 09', (time) => `${parts(time).y}- ${parts(time).m}- ${parts(time).d}`],
  ['2026.05.09.', (time) => `${iso(time).replaceAll('-', '.')}.`],
  ['May 9, 2026', (time) => `May ${Number(parts(time).d)}, 2026`],
  ['09-May-26', (time) => `${parts(time).d}-May-26`],
  ['9. Mai 2026', (time) => `${Number(parts(time).d)}. Mai 2026`],
  ['9 de mayo de 2026', (time) => `${Number(parts(time).d)} de mayo de 2026`],
  ['9 мая 2026 г.', (time) => `${Number(parts(time).d)} мая 2026 г.`],
  ['9 Mayıs 2026', (time) => `${Number(parts(time).d)} Mayıs 2026`],
  ['2026. május 9.', (time) => `2026. május ${Number(parts(time).d)}.`],
  ['seconds', (time) => String(time / 1000)],
  ['milliseconds', String],
  ['microseconds', (time) => `${time}000`],
  ['nanoseconds', (time) => `${time}000000`],
];

const NUMBERS: readonly (readonly [string, (value: number) => string])[] = [
  ['1234.5', String],
  ['1,234.5', grouped(',', '.')],
  ['1.234,5', grouped('.', ',')],
  ['1234,5', comma],
  ['1 234,5', grouped(' ', ',')],
  ['1 234,5 with a narrow space that does not break', grouped('\u202F', ',')],
  ["1'234.5", grouped("'", '.')],
  ['1’234.5', grouped('’', '.')],
  ['1.2345e3', (value) => value.toExponential()],
];

const VOLUMES: readonly (readonly [string, (value: number) => string])[] = [
  ['1500', String],
  ['1.5K', (value) => `${value / 1000}K`],
  ['0.0015M', (value) => `${value / 1e6}M`],
  ['1.5 тыс.', (value) => `${value / 1000} тыс.`],
  ['0.15万', (value) => `${value / 1e4}万`],
  ['0.0015 Mio.', (value) => `${value / 1e6} Mio.`],
];

test('plain CSV is read as it is', () => {
  expect(readBack({})).toEqual(SERIES);
});

describe.each([',', ';', '\t', '|'])('with the delimiter %j', (delimiter) => {
  test.each(['oldest first', 'newest first'] as const)('%s, all forms of dates are read', (order) => {
    expect(misread(DATES.map(([name, date]) => [name, { delimiter, order, date }]))).toEqual([]);
  });

  test('all forms of numbers are read', () => {
    expect(misread(NUMBERS.map(([name, number]) => [name, { delimiter, number }]))).toEqual([]);
  });

  test('all short forms of volumes are read, with a decimal comma too', () => {
    expect(misread(VOLUMES.map(([name, volume]) => [name, { delimiter, volume }]))).toEqual([]);
    const local = VOLUMES.map(([name, volume]): [string, Partial<Dialect>] => [
      name,
      { delimiter, number: grouped('.', ','), volume: (value) => volume(value).replace(/(?<=\d)\./, ',') },
    ]);
    expect(misread(local)).toEqual([]);
  });
});

describe.each(columnWords.filter(({ language }) => language !== 'single letters'))(
  'in $language',
  ({ change = 'change', ...words }) => {
    const names = (kind: 'time' | Key): readonly string[] => {
      const own = (words[kind] ?? '').split(',').map((name) => name.trim());
      return own[0] === ''
        ? [{ time: 'Date', volume: 'Vol.', open: 'Open', high: 'High', low: 'Low', close: 'Close' }[kind]]
        : own;
    };
    const header = ['time', ...KEYS].map((kind) => names(kind as Key)[0]);

    test('each name of each column is known, with and without accents and in upper case', () => {
      const variants = (['time', ...KEYS] as const).flatMap((kind, i) =>
        names(kind).flatMap((name) =>
          [name, name.normalize('NFD').replaceAll(/\p{M}/gu, ''), name.toUpperCase(), ` ${name} `].map(
            (written): [string, Partial<Dialect>] => [written, { header: header.with(i, written) }],
          ),
        ),
      );
      expect(misread(variants)).toEqual([]);
    });

    test('a change in percent is named as not read', () => {
      for (const name of change.split(',')) {
        const file = write({ header: [...header, `${name.trim()} %`], extra: '-1,23%' });
        const { reading, notes } = readCsv(file, 'a.csv');
        expect(reading.columns.unread).toEqual([{ index: 6, kind: 'change' }]);
        expect(notes).toEqual([`a.csv: columns not read: \`${name.trim()} %\``]);
      }
    });

    test('the dates and numbers of its downloads come with the names', () => {
      const date = DATES.find(([name]) => name === '09.05.2026')![1];
      const volume = (value: number): string => `${comma(value / 1000)}K`;
      expect(readBack({ header, date, number: grouped('.', ','), volume })).toEqual(SERIES);
    });
  },
);

test('no name is that of two columns', () => {
  const kinds = columnKinds.filter((kind) => kind !== 'start');
  const names = kinds.flatMap((kind) => [...namesOf(kind).keys()]);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});

test('a name without accents is the same name', () => {
  expect(['Zamknięcie', 'Łączny', 'Høj', 'Größe', 'Kapanış', 'AÇILIŞ', 'İşlem'].map(bareName)).toEqual([
    'zamkniecie',
    'laczny',
    'hoj',
    'grosse',
    'kapanis',
    'acilis',
    'islem',
  ]);
});

describe('a reading that would be a guess is refused, and its hint gives the same series', () => {
  const short = (time: number): string => `${parts(time).d}-${parts(time).m}-26`;
  const thousands = (value: number): string => grouped('.', ',')(Math.round(value));

  test('days that may be years', () => {
    const { exit, message, hint } = refusal({ date: short });
    expect(exit).toBe(12);
    expect(message).toContain('expected a clear order of day and month, got `09-05-26`');
    expect(hint).toContain('--date-format d/m/yyyy');
    expect(readBack({ date: short }, { dateFormat: 'd/m/yyyy' })).toEqual(SERIES);
  });

  test('numbers of which none shows its decimal mark, in a language of decimal commas', () => {
    const file = { header: ['Datum', 'Erster', 'Hoch', 'Tief', 'Schlusskurs', 'Stück'], number: thousands };
    const { exit, message, hint } = refusal(file);
    expect(exit).toBe(12);
    expect(message).toBe(
      'a.csv: expected unambiguous numbers, got `1.240`, and no cell shows whether it means 1240 or 1.240',
    );
    expect(hint).toContain('--decimal-mark ,');
    const read = readCsv(write(file), 'a.csv', { decimalMark: ',' });
    expect(read.candles[0].columns.close[0]).toBe(1240);
  });

  test('are read if a change in percent or a short volume shows the mark', () => {
    const header = ['Datum', 'Erster', 'Hoch', 'Tief', 'Schlusskurs', 'Vol.'];
    const first = (file: Partial<Dialect>) => readCsv(write(file), 'a.csv').candles[0].columns.close[0];
    expect(first({ header, number: thousands, volume: () => '9,06K' })).toBe(1240);
    expect(first({ header: [...header, '+/- %'], number: thousands, extra: '-1,23%' })).toBe(1240);
  });
});

test('docs/csv.md names every language', () => {
  const page = readFileSync('docs/csv.md', 'utf8').replaceAll('\n', ' ');
  const languages = columnWords.map(({ language }) => language).filter((name) => name !== 'single letters');
  expect(languages.filter((language) => !page.includes(language))).toEqual([]);
});
