/** Compares the texts of a stored run and of its repetition, cell by cell. */

import { classNames } from '../data/classes.ts';
import type { RunTexts } from './run-record.ts';

/** A value that differs. */
export interface CellDifference {
  /** `forecasts.csv`, line 17, `gru`. */
  readonly file: string;
  readonly line: number;
  readonly column: string;
  /** Value in the stored run. */
  readonly kept: string;
  /** Value in its repetition. */
  readonly again: string;
}

export interface Reproduction {
  /** Number of compared forecasts, interval bounds, class probabilities and scores. */
  readonly forecasts: number;
  readonly bounds: number;
  readonly probabilities: number;
  readonly scores: number;
  readonly differences: readonly CellDifference[];
}

/**
 * The differences between a stored run and its repetition.
 * @param isPartial - whether fits of the stored run failed or were not reached: then its empty cells are not compared, nor any
 * scores, since they depend on the other models
 */
export function reproductionOf(
  stored: Pick<RunTexts, 'forecasts.csv' | 'scores.csv'>,
  repeated: Pick<RunTexts, 'forecasts.csv' | 'scores.csv'>,
  isPartial: boolean,
): Reproduction {
  const table = compareTables('forecasts.csv', stored['forecasts.csv'], repeated['forecasts.csv'], isPartial);
  const bounds = sum(table.cells, isBound);
  const probabilities = sum(table.cells, isProbability);
  const forecasts = sum(
    table.cells,
    (column) => !KEY_COLUMNS.has(column) && !isBound(column) && !isProbability(column),
  );
  const { differences } = table;
  if (isPartial) return { forecasts, bounds, probabilities, scores: 0, differences };
  const scores = compareTables('scores.csv', stored['scores.csv'], repeated['scores.csv'], false);
  return {
    forecasts,
    bounds,
    probabilities,
    scores: sum(scores.cells, (column) => column === 'value'),
    differences: [...differences, ...scores.differences],
  };
}

/** Columns of `forecasts.csv` before the models. */
const KEY_COLUMNS: ReadonlySet<string> = new Set(['unique_id', 'ds', 'cutoff', 'origin', 'step', 'y']);

const isBound = (column: string): boolean => /-(?:lo|hi)-[\d.]+$/.test(column);

const isProbability = (column: string): boolean => classNames.some((name) => column.endsWith(`-p-${name}`));

function sum(cells: ReadonlyMap<string, number>, isCounted: (column: string) => boolean): number {
  return [...cells].reduce((total, [column, count]) => (isCounted(column) ? total + count : total), 0);
}

interface TableComparison {
  /** Number of non-empty cells of the stored table, by column. */
  readonly cells: ReadonlyMap<string, number>;
  readonly differences: readonly CellDifference[];
}

function compareTables(file: string, stored: string, repeated: string, isPartial: boolean): TableComparison {
  const [lines, others] = [stored, repeated].map((text) => text.trimEnd().split('\n'));
  const [titles, otherTitles] = [lines[0], others[0]].map((line) => line.split(','));
  const differences: CellDifference[] = [];
  const differ = (line: number, column: string, one: string, other: string): void => {
    differences.push({ file, line: line + 1, column, kept: one, again: other });
  };
  if (lines.length !== others.length) differ(0, 'lines', String(lines.length), String(others.length));
  const columns = titles.map((title) => otherTitles.indexOf(title));
  titles.forEach((title, i) => {
    if (columns[i] < 0) differ(0, title, title, 'no such column');
  });
  if (!isPartial)
    for (const title of otherTitles.filter((one) => !titles.includes(one)))
      differ(0, title, 'no such column', title);
  const counts = titles.map(() => 0);
  for (let i = 1; i < lines.length; i++) {
    // From the end: a quoted name may contain commas, and only the first cells are names.
    const [storedCells, repeatedCells] = [lines[i], others[i] ?? ''].map((line) => line.split(','));
    const [from, repeatedFrom] = [
      storedCells.length - titles.length,
      repeatedCells.length - otherTitles.length,
    ];
    const isSame = lines[i] === others[i];
    for (let c = 0; c < titles.length; c++) {
      const cell = storedCells[from + c];
      if (cell !== '') counts[c]++;
      if (isSame || columns[c] < 0 || (isPartial && cell === '')) continue;
      const other = repeatedCells.at(repeatedFrom + columns[c]) ?? 'nothing';
      if (cell !== other) differ(i, titles[c], cell, other);
    }
  }
  return { cells: new Map(titles.map((title, c) => [title, counts[c]])), differences };
}
