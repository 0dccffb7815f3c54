/**
 * Differences to one season before, of levels u (log prices, prices or log-volatilities):
 *
 *     row t: u_t - u_{t-m}      target k rows after the origin o: u_{o+k} - u_{o+k-jm},  j = ⌈k/m⌉
 *
 * so that a target further away than a season is compared with the last season that is known at the origin.
 */

import { levelOf } from '../../data/targets.ts';
import type { Target } from '../../data/targets.ts';
import type { Panel } from '../../data/panel.ts';
import { targetOf } from '../../data/targets.ts';
import type { ModelOptions } from '../model.ts';
import type { Deseasonalization, Seasons } from './deseasonalization.ts';

export const difference: Deseasonalization = {
  name: 'difference',
  needsSeason: true,
  extraRows: ({ seasonality }) => seasonality,
  isDifference: true,
  target: (target, { seasonality: m }) => ({
    ...levelOf(target),
    level,
    unlevel: level,
    encode: level,
    decode: level,
    input: asIs,
    stepBefore: (step) => Math.max(0, step - m),
  }),
  fit: (_, __, options) => seasonsOf(options),
  restore: (_, __, ___, options) => seasonsOf(options),
};

const level = (value: number): number => value;
const asIs = (values: Float64Array, row: number): number => values[row];

function seasonsOf({ seasonality: m, target: name }: ModelOptions): Seasons {
  const target: Target = targetOf(name);
  return {
    on({ series: all }: Panel) {
      const columns: Float64Array[] = [];
      const before = (series: number, origin: number, step: number): number =>
        target.level(all[series].values[origin + step - m * Math.ceil(step / m)]);
      return {
        values: (series) =>
          (columns[series] ??= all[series].values.map((value, row, values) =>
            row < m ? NaN : target.level(value) - target.level(values[row - m]),
          )),
        ahead: (series, origin, step) =>
          target.level(all[series].values[origin + step]) - before(series, origin, step),
        price: (series, origin, step, value) => target.unlevel(before(series, origin, step) + value),
      };
    },
    state: () => [],
  };
}
