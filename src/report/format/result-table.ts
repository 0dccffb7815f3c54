/** A table of results before it has a form: Markdown, LaTeX and the terminal write the same cells. */

import type { MetricDescription } from '../../metrics/metric.ts';
import { ALPHA } from '../../significance/significant.ts';

export interface ResultColumn {
  readonly title: string;
  /** Of its numbers, or what they are; the form puts it behind or under the title. */
  readonly unit?: string | undefined;
  /** Numbers are aligned to the right. */
  readonly isNumber: boolean;
}

export interface ResultCell {
  /** Not escaped. */
  readonly text: string;
  /** The best value of its column or row. */
  readonly isBest?: boolean;
  readonly isSignificant?: boolean;
}

/** What the forms of a table have in common. */
export interface ResultGrid {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly ResultCell[])[];
}

export interface ResultTable extends ResultGrid {
  /** A word for labels: `scores`. */
  readonly name: string;
  readonly title: string;
  /** Sentences under the table. */
  readonly notes: readonly string[];
}

/** What a table is about, for its title and label. */
export interface TableSubject {
  /** `BTCUSD, close, 1 step ahead`. */
  readonly text: string;
  /** Added to labels, so that those of two runs differ; empty if there is no run. */
  readonly label: string;
}

export const words = (title: string): ResultColumn => ({ title, isNumber: false });

export const numbers = (title: string, unit?: string): ResultColumn => ({ title, unit, isNumber: true });

export const plainCell = (text: string): ResultCell => ({ text });

export const BEST_NOTE = 'Bold: the best value, which need not be significantly better.';

export const SIGNIFICANT_NOTE = `Bold: significant, p below ${ALPHA}.`;

/** Put after a number whose difference to the benchmark is significant. */
export const STAR = '*';

/**
 * Marks the best of these cells, and those that show the same number. Nothing is marked if fewer than two cells have a value, or
 * if all show the same.
 * @param values - the numbers that the cells show
 */
export function withBest(
  cells: readonly ResultCell[],
  values: readonly number[],
  better: MetricDescription['better'],
): readonly ResultCell[] {
  const distance = distances[better];
  if (distance === undefined) return cells;
  const defined = [...values.keys()].filter((i) => !Number.isNaN(values[i]));
  const least = Math.min(...defined.map((i) => distance(values[i])));
  const best = cells[values.findIndex((value) => distance(value) === least)];
  const isBest = (cell: ResultCell): boolean => shownNumber(cell) === shownNumber(best);
  if (defined.length < 2 || defined.every((i) => isBest(cells[i]))) return cells;
  return cells.map((cell) => (isBest(cell) ? { ...cell, isBest: true } : cell));
}

/** Without what follows in parentheses, and without a star. */
const shownNumber = ({ text }: ResultCell): string => text.split(' ')[0].replace(STAR, '');

/** Lower is better. */
const distances: Readonly<Record<MetricDescription['better'], ((value: number) => number) | undefined>> = {
  lower: (value) => value,
  higher: (value) => -value,
  'nearer to 0': Math.abs,
  'nearer to the level': undefined,
  neither: undefined,
};
