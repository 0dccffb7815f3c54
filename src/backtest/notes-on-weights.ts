/** Notes on the models whose training windows have no weights, if the options ask for weights, and on weights that are all the same. */

import type { Model } from '../models/model.ts';
import type { Warning } from '../text/warning.ts';
import { noteOf } from '../text/warning.ts';
import type { BacktestOptions } from './options.ts';

export function notesOnWeights(
  options: BacktestOptions,
  models: readonly Pick<Model, 'name' | 'isGlobal'>[],
): readonly Warning[] {
  const { balance, local } = options;
  return [
    ...notesOnTakers(options, models),
    ...(balance === 'series' && local
      ? [noteOf('`--balance series` changes nothing with `--local`: each fit sees one series')]
      : []),
  ];
}

function notesOnTakers(
  { balance, halfLife, models: chosen }: BacktestOptions,
  models: readonly Pick<Model, 'name' | 'combines' | 'isGlobal'>[],
): readonly Warning[] {
  const flags = [
    ...(balance === 'series' ? ['`--balance`'] : []),
    ...(halfLife === null ? [] : ['`--half-life`']),
  ];
  const others = chosen.filter((name) => {
    const model = models.find((one) => one.name === name);
    return model?.combines !== true && model?.isGlobal !== true;
  });
  if (others.length === 0 || flags.length === 0) return [];
  const takers = models.filter(({ isGlobal }) => isGlobal).map(({ name }) => name);
  return [
    noteOf(
      `${flags.join(' and ')} ${flags.length === 1 ? 'changes' : 'change'} nothing in ${others.join(', ')}: training windows have weights in ${takers.join(', ')}`,
    ),
  ];
}
