/**
 * Cells as numbers. A number is a plain decimal (`-1.5`, `1.5e3`) or has thousands separators (`2,326,340,000`,
 * `28.420,3`). The decimal mark is the same in the whole file; unambiguous cells show which of `,` and `.` it is.
 */

/** `.` in `28,420.3`, `,` in `28.420,3`. */
export type DecimalMark = '.' | ',';

const PLAIN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const GROUPED: Readonly<Record<DecimalMark, RegExp>> = {
  '.': /^[+-]?[1-9]\d{0,2}([, \u00A0\u202F'])\d{3}(?:\1\d{3})*(?:\.\d+)?$/,
  ',': /^[+-]?(?:[1-9]\d{0,2}([. \u00A0\u202F'])\d{3}(?:\1\d{3})*|\d+)(?:,\d+)?(?:e[+-]?\d+)?$/i,
};
const SEPARATORS: Readonly<Record<DecimalMark, RegExp>> = {
  '.': /[, \u00A0\u202F']/g,
  ',': /[. \u00A0\u202F']/g,
};
/** One separator before three last digits: `1,234` is 1234 or 1.234. */
const AMBIGUOUS = /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/;

const ABSENT: ReadonlySet<string> = new Set([
  '',
  '-',
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

/** Like `parseNumber`, and accepts the short forms of volumes: `57.32K`, `1.2M`, `3B`, `1T`. */
export function parseVolume(cell: string, mark: DecimalMark = '.'): number {
  const text = cell.trim();
  const scale = { K: 1e3, M: 1e6, B: 1e9, T: 1e12 }[text.slice(-1).toUpperCase()];
  return scale === undefined ? parseNumber(text, mark) : finite(parseNumber(text.slice(0, -1), mark) * scale);
}

/**
 * The decimal mark of `cells`: `undefined` if no cell has one, and the first ambiguous cell if only ambiguous cells do.
 */
export function decimalMark(
  cells: Iterable<string>,
): DecimalMark | { readonly ambiguous: string } | undefined {
  let ambiguous: string | undefined;
  for (const cell of cells) {
    if (!cell.includes(',') && !cell.includes('.')) continue;
    const text = cell.trim();
    if (AMBIGUOUS.test(text)) {
      if (text.includes(',')) ambiguous ??= text;
      continue;
    }
    const dot = PLAIN.test(text) || GROUPED['.'].test(text);
    const comma = GROUPED[','].test(text);
    if (dot !== comma) return dot ? '.' : ',';
  }
  return ambiguous === undefined ? undefined : { ambiguous };
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : NaN;
}
