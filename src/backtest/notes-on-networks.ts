/** A note on options that shape networks, if no network is chosen. */

import type { Model } from '../models/model.ts';
import type { Warning } from '../text/warning.ts';
import { noteOf } from '../text/warning.ts';
import type { BacktestOptions } from './options.ts';

export function notesOnNetworks(
  { skip, head, cells, models: chosen }: BacktestOptions,
  models: readonly Pick<Model, 'name' | 'layers' | 'combines'>[],
): readonly Warning[] {
  const flags = [
    ...(skip ? ['`--skip`'] : []),
    ...(head === 'steps' ? ['`--head`'] : []),
    ...(cells.length > 0 ? ['`--cells`'] : []),
  ];
  const networks = models.filter(({ layers }) => layers).map(({ name }) => name);
  if (flags.length === 0 || chosen.some((name) => networks.includes(name))) return [];
  const others = chosen.filter((name) => models.find((one) => one.name === name)?.combines !== true);
  return [
    noteOf(
      `${flags.join(', ')} ${flags.length === 1 ? 'changes' : 'change'} nothing in ${others.join(', ')}: networks are ${networks.join(', ')}`,
    ),
  ];
}
