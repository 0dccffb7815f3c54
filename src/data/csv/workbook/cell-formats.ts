/** Which numbers of a workbook are dates, by the formats of their cells, and what they are. */

import { clockText } from '../columnar/whole-times.ts';
import type { XmlTag } from './xml-tags.ts';
import { attributeOf, tagsOf } from './xml-tags.ts';

/** What a number with a format is. */
export type CellFormat = 'number' | 'date' | 'clock';

const DAY = 86_400_000;
/** The number of 1970-01-01 if 1900-01-01 is 1; the days from 1900 to 1904; and 29 February 1900, a day that only workbooks have. */
const [EPOCH, TO_1904, NO_DAY] = [25_569, 1462, 60];
const LAST_DAY = 2_958_466;
/** Formats that every workbook has. */
const BUILT_IN: readonly (readonly [from: number, to: number, format: CellFormat])[] = [
  [14, 17, 'date'],
  [18, 21, 'clock'],
  [22, 22, 'date'],
  [27, 36, 'date'],
  [45, 47, 'clock'],
  [50, 58, 'date'],
];

/** The format of each style of a cell, by its number. */
export function cellFormats(styles: string): readonly CellFormat[] {
  const codes = new Map<number, CellFormat>();
  const formats: CellFormat[] = [];
  let isCells = false;
  for (const tag of tagsOf(styles)) {
    if (tag.name === 'numFmt' && tag.kind !== 'end')
      codes.set(numberOf(tag, 'numFmtId'), formatOfCode(attributeOf(tag, 'formatCode') ?? ''));
    if (tag.name === 'cellXfs') isCells = tag.kind === 'start';
    if (!isCells || tag.name !== 'xf' || tag.kind === 'end') continue;
    const id = numberOf(tag, 'numFmtId');
    const builtIn = BUILT_IN.find(([from, to]) => id >= from && id <= to)?.[2];
    formats.push(codes.get(id) ?? builtIn ?? 'number');
  }
  return formats;
}

function numberOf(tag: XmlTag, name: string): number {
  return Number(attributeOf(tag, name) ?? 0);
}

/** `yyyy\-mm\-dd`, `[$-409]d/m/yy h:mm;@`: letters outside quotes and brackets say what a part is. */
function formatOfCode(code: string): CellFormat {
  const plain = code
    .replaceAll(/"[^"]*"|\\.|_.|\*./g, '')
    .replaceAll(/\[(?![hms]+\])[^\]]*\]/gi, '')
    .toLowerCase();
  if (plain === 'general' || !/[dmyhs]/.test(plain)) return 'number';
  return /[dy]/.test(plain) || !/[hs]/.test(plain) ? 'date' : 'clock';
}

/** The date, with a time of day if it has one, that a number means; the time of day if it is one; else the number as written. */
export function dateText(written: string, format: CellFormat, is1904: boolean): string {
  const days = Number(written) + (is1904 ? TO_1904 : 0);
  if (format === 'number' || !(days >= 0 && days < LAST_DAY)) return written;
  if (format === 'clock' && days < 1) return clockText(Math.round(days * DAY));
  const ms = Math.round((days - EPOCH + (days < NO_DAY ? 1 : 0)) * DAY);
  const text = new Date(ms).toISOString();
  return ms % DAY === 0 ? text.slice(0, 10) : text.slice(0, -1);
}
