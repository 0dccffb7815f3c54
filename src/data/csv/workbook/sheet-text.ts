/** A sheet of a workbook as CSV text. Its lines are the rows of the sheet, so that messages name these. */

import { csvLine } from '../csv-line.ts';
import type { CellFormat } from './cell-formats.ts';
import { dateText } from './cell-formats.ts';
import type { XmlTag } from './xml-tags.ts';
import { attributeOf, tagsOf } from './xml-tags.ts';

/** What all sheets of a workbook share. */
export interface SharedParts {
  readonly texts: readonly string[];
  readonly formats: readonly CellFormat[];
  readonly is1904: boolean;
}

export interface SheetText {
  readonly text: string;
  /** Rows with a number or a date. */
  readonly rows: number;
}

const [MOST_ROWS, MOST_COLUMNS] = [1_048_576, 16_384];
/** The longest string of V8. */
const MOST_CHARACTERS = 2 ** 29 - 24;
/** The most cells that a line is filled to. */
const MOST_FILLED = 256;
/** `1.234`, which may also mean 1234. */
const AMBIGUOUS = /^-?\d{1,3}\.\d{3}$/;

/** The texts that cells name by number, without the readings of characters. */
export function sharedTexts(xml: string): readonly string[] {
  const texts: string[] = [];
  let isReading = false;
  for (const { name, kind, text } of tagsOf(xml)) {
    if (name === 'rPh') isReading = kind === 'start';
    if (name === 'si' && kind !== 'end') texts.push('');
    if (name === 't' && kind === 'end' && !isReading && texts.length > 0) texts[texts.length - 1] += text;
  }
  return texts;
}

/** The cells of a sheet. */
export function sheetText(xml: string, shared: SharedParts): SheetText {
  const lines: string[] = [];
  const widths: number[] = [];
  let [length, rows, row] = [0, 0, 0];
  let cells: string[] = [];
  let hasNumber = false;
  let cell: OpenCell | undefined;
  for (const tag of tagsOf(xml)) {
    const { name, kind, text } = tag;
    if (name === 'row' && kind !== 'end') {
      row = placeOf(attributeOf(tag, 'r'), row + 1, MOST_ROWS);
      cells = [];
      hasNumber = false;
    } else if (name === 'c' && kind !== 'end') cell = openCell(tag, cells.length);
    if (cell !== undefined && kind === 'end' && (name === 'v' || name === 't')) cell.text += text;
    if (name === 'c' && kind !== 'start' && cell !== undefined) {
      while (cells.length < cell.column) cells.push('');
      const value = valueOf(cell, shared);
      cells.push(value);
      hasNumber ||= cell.type === 'n' && value !== '';
      cell = undefined;
    }
    if (name === 'row' && kind === 'end') {
      while (lines.length < row - 1) lines.push('');
      if (lines.length !== row - 1) throw new Error('rows that are not in order');
      lines.push(csvLine(cells));
      widths[row - 1] = cells.length;
      length += lines[lines.length - 1].length + 1;
      if (length > MOST_CHARACTERS) throw new Error('more than 512 MiB of text');
      if (hasNumber) rows++;
    }
  }
  return { text: `${filled(lines, widths).join('\n')}\n`, rows };
}

/** Lines with as many cells as the widest, since a sheet leaves out empty ones; but a line of one cell is a title. */
function filled(lines: readonly string[], widths: readonly number[]): readonly string[] {
  const widest = widths.reduce((most, width) => Math.max(most, width), 0);
  if (widest > MOST_FILLED) return lines;
  return lines.map((line, i) => (widths[i] > 1 ? line + ','.repeat(widest - widths[i]) : line));
}

interface OpenCell {
  readonly type: string;
  readonly style: number;
  readonly column: number;
  text: string;
}

function openCell(tag: XmlTag, next: number): OpenCell {
  const letters = /^[A-Z]{1,3}/.exec(attributeOf(tag, 'r') ?? '')?.[0] ?? '';
  const named = Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
  const column = named === 0 ? next : named - 1;
  if (column < next || column >= MOST_COLUMNS) throw new Error('cells that are not in order');
  return {
    type: attributeOf(tag, 't') ?? 'n',
    style: Number(attributeOf(tag, 's') ?? 0),
    column,
    text: '',
  };
}

function placeOf(written: string | undefined, standard: number, most: number): number {
  const place = written === undefined ? standard : Number(written);
  if (Number.isInteger(place) && place >= 1 && place <= most) return place;
  throw new Error(`a row number that is none, ${written ?? standard}`);
}

function valueOf({ type, style, text }: OpenCell, { texts, formats, is1904 }: SharedParts): string {
  if (type === 's') {
    const shared = texts.at(Number(text));
    if (text === '' || shared === undefined) throw new Error('a cell whose text is missing');
    return shared;
  }
  if (type === 'b') return text === '1' ? 'TRUE' : 'FALSE';
  if (type !== 'n' || text.trim() === '') return text;
  const value = dateText(text.trim(), formats.at(style) ?? 'number', is1904);
  return AMBIGUOUS.test(value) ? `${value}0` : value;
}
