/** What the features of a series of a panel are computed from. */

import type { Panel, Series } from '../panel.ts';
import { targetOf } from '../targets.ts';
import type { TargetChoice } from '../targets.ts';
import { own } from '../../text/own.ts';
import type { FeatureRows } from './feature.ts';

/** The rows of series `s`: its price is the column that is forecast, or the close if that is a volatility. */
export function featureRows(
  { time, calendar, series, readable = series }: Panel,
  s: number,
  target: TargetChoice,
): FeatureRows {
  const { priceColumn } = targetOf(target).quantity;
  const priceOf = (of: Series): Float64Array =>
    priceColumn === undefined ? of.values : columnOf(of, priceColumn);
  return {
    id: series[s].id,
    number: s,
    learnt: series[s].learnt,
    time: calendar ?? time,
    get price() {
      return priceOf(series[s]);
    },
    column: (name) => columnOf(series[s], name),
    priceOf(id) {
      const found = readable.find((one) => one.id === id);
      if (found === undefined) throw new Error(`no series \`${id}\``);
      return priceOf(found);
    },
    constant: (name) => own(series[s].constants ?? {}, name),
  };
}

function columnOf({ id, others }: Series, name: string): Float64Array {
  const found = others?.[name];
  if (found === undefined) throw new Error(`no column \`${name}\` of ${id}`);
  return found;
}
