/** What following forecasts was worth, as a table and as what sentences need. */

import type { AccountFigures, BoundedValue } from '../../evaluation/worth/figures.ts';
import type { SaidSetting, SaidWorth } from '../../evaluation/worth/words.ts';
import { basisPoints, wordText, yearText } from '../../evaluation/worth/words.ts';
import type { ResultGrid, ResultTable, TableSubject } from './result-table.ts';
import { numbers, plainCell, words } from './result-table.ts';
import { UNDEFINED, formatNumber, formatPercent } from './units.ts';

/** Figures as a kept run has them too. */
export type ShownFigures = Omit<AccountFigures, 'mean' | 'block'>;

/** What reports show; a kept run has it too. */
export interface ShownWorth extends SaidSetting {
  /** Best first. */
  readonly models: readonly (SaidWorth & ShownFigures)[];
  readonly buyAndHold: ShownFigures;
}

const FIGURES = [
  'mean a year (95 %)',
  'Sharpe (95 %)',
  'growth',
  'largest drawdown',
  'turnover a year',
  'in the market',
  'breaks even: cash',
  'holding',
];

/** A line per model; buying and holding, and cash, come last. */
export function worthGrid({ models, buyAndHold }: ShownWorth): ResultGrid {
  const rows = [
    ...models.map((model) => [
      model.model,
      ...figureCells(model),
      costText(model.breakEven.cash),
      costText(model.breakEven['buy-and-hold']),
      verdictText(model),
    ]),
    ['buy and hold', ...figureCells(buyAndHold), '', '', ''],
    ['cash', '0.0 %', '', '0.0 %', '0.0 %', '0', '0.0 %', '', '', ''],
  ];
  return {
    columns: [words('model'), ...FIGURES.map((title) => numbers(title)), words('verdict')],
    rows: rows.map((row) => row.map(plainCell)),
  };
}

const verdictText = (model: ShownWorth['models'][number]): string =>
  model.resembles === null
    ? wordText(model)
    : { cash: 'never takes a position', 'buy-and-hold': 'always long' }[model.resembles];

function figureCells({
  annual,
  sharpe,
  growth,
  drawdown,
  turnover,
  exposure,
}: ShownFigures): readonly string[] {
  return [
    withBounds(annual, yearText),
    withBounds(sharpe, (value) => formatNumber(value, 2)),
    yearText(growth),
    formatPercent(drawdown),
    formatNumber(turnover, turnover < 10 ? 1 : 0),
    formatPercent(exposure),
  ];
}

function withBounds({ value, lo, hi }: BoundedValue, text: (value: number) => string): string {
  if (Number.isNaN(value)) return UNDEFINED;
  return Number.isNaN(lo + hi) ? text(value) : `${text(value)} (${text(lo)} to ${text(hi)})`;
}

const costText = (cost: number): string =>
  cost === 0 ? 'never' : cost === Infinity ? 'always ahead' : basisPoints(cost);

/** What is said under the table. */
export const WORTH_LEGEND =
  'Breaks even: the cost of a change of the whole position at which the mean return is that of cash, or of buying and holding. ' +
  'Turnover: 2 is one full purchase and sale a year. Growth is compounded. Intervals: stationary bootstrap, 95 %.';

/** The table for papers and notes, if worth was asked for. */
export const worthTables = (worth: ShownWorth | undefined, subject: TableSubject): readonly ResultTable[] =>
  worth === undefined ? [] : [worthTable(worth, subject)];

function worthTable(worth: ShownWorth, subject: TableSubject): ResultTable {
  return {
    ...worthGrid(worth),
    name: subject.label === '' ? 'worth' : `worth-${subject.label}`,
    title: `Worth after costs of ${basisPoints(worth.options.cost)}: ${subject.text}`,
    notes: [WORTH_LEGEND],
  };
}
