/** Writes candles as CSV text. */

import type { Candles } from '../candles.ts';

const DAY_MS = 86_400_000;

/** The candles as CSV text with every digit of every number. Dates have a time of day unless all rows are whole days. */
export function candlesToCsv(candles: Candles): string {
  const { time, columns } = candles;
  const names = Object.keys(columns);
  const daily = time.every((ms) => ms % DAY_MS === 0);
  const lines = [['date', ...names].join()];
  for (let row = 0; row < time.length; row++) {
    const iso = new Date(time[row]).toISOString();
    const date = daily ? iso.slice(0, 10) : iso.replace('.000Z', 'Z');
    lines.push([date, ...names.map((name) => decimal(columns[name][row]))].join());
  }
  return `${lines.join('\n')}\n`;
}

/** The shortest decimal that parses to this number, without exponent; empty for `NaN`. */
function decimal(value: number): string {
  if (Number.isNaN(value)) return '';
  const [mantissa, exponent] = Math.abs(value).toExponential().split('e');
  const sign = value < 0 ? '-' : '';
  const digits = mantissa.replace('.', '');
  const point = Number(exponent) + 1; // digits before the decimal point
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return `${sign}${digits}${'0'.repeat(point - digits.length)}`;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}
