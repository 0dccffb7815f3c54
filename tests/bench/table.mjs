/** Tables in Markdown, as the README keeps them, and the figures in them. */

import { spread } from './measure.mjs';

/** The table; the first column is text, the others are figures. */
export function table(head, rows) {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column].length)),
  );
  const line = (cells) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [head, rule, ...rows].map(line).join('\n');
}

/** `median (least..most)`, each times `factor`. */
export function figure(values, digits = 0, factor = 1) {
  const { median, least, most } = spread(values);
  const format = (value) => number(value * factor, digits);
  return `${format(median)} (${format(least)}..${format(most)})`;
}

/** With a comma every three digits. */
export function number(value, digits = 0) {
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A checksum, to as many digits as other machines and versions of the kernels agree on. */
export const checksum = (value) => (value === undefined ? '' : value.toPrecision(6));
