/** A note on `--ensemble` if no model combines the others. */

import type { Model } from '../../models/model.ts';
import type { Warning } from '../../text/warning.ts';
import { noteOf } from '../../text/warning.ts';
import type { BacktestOptions } from '../options.ts';

export function notesOnEnsemble(
  { ensemble, models: chosen }: Pick<BacktestOptions, 'ensemble' | 'models'>,
  models: readonly Pick<Model, 'name' | 'combines'>[],
): readonly Warning[] {
  const combining = models.filter(({ combines }) => combines).map(({ name }) => name);
  if (ensemble === 'mean' || chosen.some((name) => combining.includes(name))) return [];
  return [
    noteOf(`\`--ensemble ${ensemble}\` changes nothing: \`--model\` does not name ${combining.join(' or ')}`),
  ];
}
