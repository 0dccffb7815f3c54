/**
 * Cells as numbers. A number is a plain decimal (`-1.5`, `1.5e3`) or has thousands separators (`2,326,340,000`,
 * `28.420,3`, `1’234.5`, in India `12,34,567.8`). The decimal mark is the same in the whole file; unambiguous cells show which of `,` and `.` it is.
 */

import { UsageError } from '../../errors.ts';
import { quoted } from '../../text/escape.ts';

/** `.` in `28,420.3`, `,` in `28.420,3`. */
export type DecimalMark = '.' | ',';

const PLAIN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const SPACES = String.raw` \u00A0\u2009\u202F\u2019'`;
const GROUPED: Readonly<Record<DecimalMark, RegExp>> = {
  '.': new RegExp(
    String.raw`^[+-]?[1-9](?:\d{0,2}([,${SPACES}])\d{3}(?:\1\d{3})*|\d?(?:,\d\d)+,\d{3})(?:\.\d+)?$`,
  ),
  ',': new RegExp(
    String.raw`^[+-]?(?:[1-9]\d{0,2}([.${SPACES}])\d{3}(?:\1\d{3})*|\d+)(?:,\d+)?(?:e[+-]?\d+)?$`,
    'i',
  ),
};
const SEPARATORS: Readonly<Record<DecimalMark, RegExp>> = {
  '.': new RegExp(`[,${SPACES}]`, 'g'),
  ',': new RegExp(`[.${SPACES}]`, 'g'),
};
/** One separator before three last digits: `1,234` is 1234 or 1.234. */
const AMBIGUOUS = /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/;

const ABSENT: ReadonlySet<string> = new Set([
  '',
  '-',
  '.',
  '--',
  '—',
  'null',
  'nan',
  'n/a',
  'na',
  '#n/a',
  '<na>',
  'none',
]);

/** Whether a cell means that the value is missing: `null`, `NaN`, `N/A`, `-` or empty. */
export function isAbsent(cell: string): boolean {
  return cell === '' || ABSENT.has(cell.trim().toLowerCase());
}

/** The finite number in a cell; `NaN` for anything else. */
export function parseNumber(cell: string, mark: DecimalMark = '.'): number {
  const text = cell.trim();
  if (mark === '.' && PLAIN.test(text)) return finite(Number(text));
  if (!GROUPED[mark].test(text)) return NaN;
  return finite(Number(text.replaceAll(SEPARATORS[mark], '').replace(',', '.')));
}

/** The finite number in a cell without thousands separators, with the decimal mark `.`; `NaN` for anything else. */
export function parsePlain(cell: string): number {
  const text = cell.trim();
  return PLAIN.test(text) ? finite(Number(text)) : NaN;
}

const SIGNS = String.raw`[A-Z]{0,3}\p{Sc}|Rs\.?|kr\.?|zł|Kč|Ft|руб\.?|元|円|원`;
const CODES: ReadonlySet<string> = new Set([
  ...Intl.supportedValuesOf('currency'),
  'BTC',
  'ETH',
  'USDT',
  'USDC',
]);
const DIGITS = String.raw`\d(?:.*\d)?\.?[KMBT]?`;
const BEFORE = new RegExp(String.raw`^([+-]?)(?:(${SIGNS})\s*|([A-Z]{3,4})\s+)([+-]?${DIGITS})$`, 'u');
const AFTER = new RegExp(String.raw`^()([+-]?${DIGITS})\s*(?:(${SIGNS})|(?<=\s)([A-Z]{3,4}))$`, 'u');

interface Amount {
  readonly currency: string;
  /** The cell without it. */
  readonly number: string;
}

/** What a cell with a currency says: `$1,234.5`, `-€5`, `1.234,5 €`, `R$ 5`, `5 USD`; `undefined` for any other. */
export function amountOf(cell: string): Amount | undefined {
  const text = cell.trim();
  // Most cells are plain numbers.
  if (/^[+-]?[\d.,]*$/.test(text)) return undefined;
  const before = BEFORE.exec(text);
  const after = before === null ? AFTER.exec(text) : null;
  const [sign, number, mark, code] =
    before !== null
      ? [before[1], before[4], before[2], before[3]]
      : [after?.[1] ?? '', after?.[2], after?.[3], after?.[4]];
  if (number === undefined || (mark === undefined && !CODES.has(code ?? ''))) return undefined;
  const plain = `${sign}${number}`;
  if (Number.isNaN(parseVolume(plain, '.')) && Number.isNaN(parseVolume(plain, ','))) return undefined;
  return { currency: mark ?? code ?? '', number: plain };
}

/** What the short forms of volumes end in, lower case: `57.32K`, `1,2 Mio.`, `3.4万`. */
const SCALES: ReadonlyMap<string, number> = new Map([
  ...scale(1e3, 'k tsd tys tis тыс тис к 千 천'),
  ...scale(1e4, '万 萬 만'),
  ...scale(1e5, 'lakh'),
  ...scale(1e6, 'm mio mln mn млн м'),
  ...scale(1e7, 'cr crore'),
  ...scale(1e8, '亿 億 억'),
  ...scale(1e9, 'b bn bln mrd md mld mlrd млрд'),
  ...scale(1e12, 't 兆 조 трлн'),
]);
const SHORT = /^(.*\d)\s*(\p{L}+)\.?$/u;

function scale(factor: number, words: string): readonly (readonly [string, number])[] {
  return words.split(' ').map((word) => [word, factor]);
}

/** Like `parseNumber`, and accepts the short forms of volumes. */
export function parseVolume(cell: string, mark: DecimalMark = '.'): number {
  const short = splitShort(cell.trim());
  return short === undefined
    ? parseNumber(cell, mark)
    : finite(parseNumber(short.digits, mark) * short.factor);
}

/** The digits of `57.32K` and what they are multiplied by. */
function splitShort(text: string): { readonly digits: string; readonly factor: number } | undefined {
  if (/\d$/.test(text)) return undefined;
  const [, digits, word] = SHORT.exec(text) ?? [];
  const factor = word === undefined ? undefined : SCALES.get(word.toLowerCase());
  return digits === undefined || factor === undefined ? undefined : { digits, factor };
}

/**
 * The decimal mark of `cells`, which may be short forms or end in `%`: `undefined` if no cell has one, and the first
 * ambiguous cell if only ambiguous cells do. `1,234` is more ambiguous than `1.234`, which most files mean as a decimal.
 */
export function decimalMark(
  cells: Iterable<string>,
): DecimalMark | { readonly ambiguous: string } | undefined {
  let withComma: string | undefined;
  let withPoint: string | undefined;
  for (const cell of cells) {
    if (!cell.includes(',') && !cell.includes('.')) continue;
    const trimmed = cell.trim().replace(/\s*%$/, '');
    const text = splitShort(trimmed)?.digits ?? trimmed;
    if (AMBIGUOUS.test(text)) {
      if (text.includes(',')) withComma ??= text;
      else withPoint ??= text;
      continue;
    }
    const dot = PLAIN.test(text) || GROUPED['.'].test(text);
    const comma = GROUPED[','].test(text);
    if (dot !== comma) return dot ? '.' : ',';
  }
  const ambiguous = withComma ?? withPoint;
  return ambiguous === undefined ? undefined : { ambiguous };
}

/** The meaning of `--decimal-mark`. */
export function parseDecimalMark(option: string | undefined): DecimalMark | undefined {
  if (option === undefined || option === '.' || option === ',') return option;
  throw new UsageError(`expected \`--decimal-mark\` to be \`.\` or \`,\`, got ${quoted(option)}`, {
    hint: 'write it as `--decimal-mark .` or `--decimal-mark ,`',
  });
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : NaN;
}
