/** What a position earns: the prices at which decisions are filled, and the funding of perpetual contracts. */

import type { Candles } from '../../data/candles.ts';
import { FUNDING_PAID } from '../../data/market-columns.ts';
import type { Panel } from '../../data/panel.ts';
import { DataError, UsageError } from '../../errors.ts';
import { escapeControl, quoted } from '../../text/escape.ts';
import { own } from '../../text/own.ts';
import type { FillName } from './options.ts';

export interface TradedSeries {
  readonly id: string;
  /** By grid row, the price at which a decision of that row is filled; `NaN` if there is none. */
  readonly price: Float64Array;
  /** By grid row, what a long position pays from that row to the next, as a ratio; `null` if the market has no funding. */
  readonly funding: Float64Array | null;
}

export interface TradedMarket {
  /** Milliseconds since 1970 UTC of every grid row. */
  readonly time: Float64Array;
  /** By number of the series. */
  readonly series: readonly TradedSeries[];
}

/** Columns that nobody can buy. */
const NOT_TRADED = new Set(['high', 'low', 'volume', 'funding', 'open-interest', 'mark', 'index']);

/**
 * The market of a panel of prices.
 * @param candles - from which the panel was built
 * @throws UsageError if the column is not traded, or there are no opens to fill at; DataError if a price is not positive
 */
export function marketOfPanel(
  panel: Pick<Panel, 'time' | 'series'>,
  candles: readonly Candles[],
  { column, fill }: { readonly column: string; readonly fill: FillName },
): TradedMarket {
  if (NOT_TRADED.has(column.toLowerCase()))
    throw new UsageError(
      `\`--cost\` needs a price that can be traded, and \`--column ${escapeControl(column)}\` is none`,
      {
        hint: 'forecast the close, or leave out `--cost`',
      },
    );
  const series = panel.series.map(({ id, observed }) => {
    const ofSeries = candles.find((each) => each.id === id)!;
    const rowOf = rowFinder(panel.time, ofSeries.time);
    const price = fill === 'close' ? observed : nextOpens(observed, ofSeries, rowOf);
    const paid = own(ofSeries.columns, FUNDING_PAID);
    return {
      id,
      price: checked(price, id),
      funding: paid === undefined ? null : ofNextRow(observed.length, paid, rowOf),
    };
  });
  return { time: panel.time, series };
}

/** By grid row, the row of the candles; -1 if there is none. */
function rowFinder(grid: Float64Array, time: Float64Array): (row: number) => number {
  const rows = new Map(Array.from(time, (ms, row) => [ms, row]));
  return (row) => rows.get(grid[row]) ?? -1;
}

/** At each row, the open of the next; at the last one, after which there is no open, its own price. */
function nextOpens(
  observed: Float64Array,
  { columns, source }: Candles,
  rowOf: (row: number) => number,
): Float64Array {
  const open = own(columns, 'open');
  if (open === undefined || open.every(Number.isNaN))
    throw new UsageError(`\`--fill next-open\` needs opens, and ${escapeControl(source)} has none`, {
      hint: 'use data with a column `open`, or fill at the close',
    });
  const last = observed.findLastIndex((value) => !Number.isNaN(value));
  return observed.map((value, row) => (row >= last ? value : (open[rowOf(row + 1)] ?? NaN)));
}

/** A position from row to row + 1 pays what is paid during the candle of row + 1; without that candle, nobody knows. */
function ofNextRow(rows: number, paid: Float64Array, rowOf: (row: number) => number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => paid[rowOf(row + 1)] ?? NaN);
}

function checked(price: Float64Array, id: string): Float64Array {
  const row = price.findIndex((value) => value <= 0);
  if (row < 0) return price;
  throw new DataError(`\`--cost\` needs prices above 0, got ${price[row]} in ${quoted(id)}`, {
    hint: 'leave out `--cost`, or the series',
  });
}
