/**
 * Cells and lines of CSV. Numbers are written in the shortest form that reads back the same, an undefined value is an
 * empty cell, and lines end in `\n`. Text that a spreadsheet would run starts with an apostrophe.
 */

import { escapeControl } from '../../text/escape.ts';
import { guarded } from '../../text/spreadsheet.ts';

export type CsvValue = string | number;

export function csvLine(values: readonly CsvValue[]): string {
  return `${values.map((value) => (typeof value === 'number' ? csvNumber(value) : csvCell(value))).join(',')}\n`;
}

/** The shortest form that reads back the same; an absent value is an empty cell. */
export function csvNumber(value: number): string {
  return Number.isNaN(value) ? '' : String(value);
}

/** The text, in quotes where CSV asks for them. */
export function csvCell(text: string): string {
  const visible = guarded(escapeControl(text));
  return /[",;]/.test(visible) ? `"${visible.replaceAll('"', '""')}"` : visible;
}
