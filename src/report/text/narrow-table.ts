/** A printed table in a narrower terminal: its columns continue in further tables below, each of which begins with those that tell rows apart. */

import { blocksOf, keysOf, widthOf } from './table.ts';

/** A character of a line with the columns that it takes, and the colours that it is printed in. */
interface Glyph {
  readonly text: string;
  readonly from: number;
  readonly colours: readonly string[];
}

// oxlint-disable-next-line no-control-regex -- the escape is what colours are made of
const PIECES = /\u001B\[\d+m|./gsu;
/** What ends bold and dim, and what ends a colour. */
const ENDS = new Set(['\u001B[22m', '\u001B[39m']);
const END_OF_ALL = '\u001B[22m\u001B[39m';

/**
 * Lines of a table, of which none is wider than `most` unless a column is.
 * @param lines - rows of equal columns that are two spaces apart in every row
 */
export function narrowTable(lines: readonly string[], most: number): readonly string[] {
  const rows = lines.map(glyphsOf);
  const columns = columnsOf(rows);
  const blocks = blocksOf(
    columns.map(({ from, to }) => to - from),
    most,
    keysOf(rows.map((row) => columns.map((column) => textOf(row, column)))),
  );
  return blocks.flatMap((block, b) => [
    ...(b === 0 ? [] : ['']),
    ...rows.map((row) =>
      block
        .map((i) => slice(row, columns[i]))
        .join('  ')
        .trimEnd(),
    ),
  ]);
}

function glyphsOf(line: string): readonly Glyph[] {
  const glyphs: Glyph[] = [];
  let colours: readonly string[] = [];
  let from = 0;
  for (const [text] of line.matchAll(PIECES)) {
    if (text.startsWith('\u001B')) {
      colours = ENDS.has(text) ? [] : [...colours, text];
      continue;
    }
    glyphs.push({ text, from, colours });
    from += widthOf(text);
  }
  return glyphs;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Between gaps of at least two spaces in every row. */
function columnsOf(rows: readonly (readonly Glyph[])[]): readonly Span[] {
  const used = new Set<number>();
  for (const row of rows)
    for (const { text, from } of row)
      if (text !== ' ') for (let at = from; at < from + Math.max(1, widthOf(text)); at++) used.add(at);
  const places = [...used].toSorted((a, b) => a - b);
  const spans: { from: number; to: number }[] = [];
  for (const at of places) {
    const last = spans.at(-1);
    if (last === undefined || at - last.to >= 2) spans.push({ from: at, to: at + 1 });
    else last.to = at + 1;
  }
  return spans;
}

const isIn = ({ from }: Glyph, span: Span): boolean => from >= span.from && from < span.to;

const textOf = (row: readonly Glyph[], span: Span): string =>
  row
    .filter((glyph) => isIn(glyph, span))
    .map(({ text }) => text)
    .join('')
    .trim();

/** The part of a row that is in a column, filled up with spaces. */
function slice(row: readonly Glyph[], span: Span): string {
  let text = '';
  let colours: readonly string[] = [];
  let at = span.from;
  for (const glyph of row.filter((one) => isIn(one, span))) {
    if (glyph.colours.join('') !== colours.join(''))
      text += `${colours.length > 0 ? END_OF_ALL : ''}${glyph.colours.join('')}`;
    colours = glyph.colours;
    text += glyph.text;
    at = glyph.from + widthOf(glyph.text);
  }
  return `${text}${colours.length > 0 ? END_OF_ALL : ''}${' '.repeat(Math.max(0, span.to - at))}`;
}
