/** The flags `--cost` and what belongs to it, and the options that they are. */

import type { Command } from 'commander';
import { UsageError } from '../errors.ts';
import type { WorthOptions } from '../evaluation/worth/options.ts';
import { fillNames, positionNames } from '../evaluation/worth/options.ts';
import { CheckedOption } from './options/checked.ts';
import { basisPoints, choice, decimal } from '../options/parse.ts';
import { addRare } from './options/rare.ts';

export interface WorthFlags {
  readonly cost?: string;
  readonly position?: string;
  readonly minEdge?: string;
  readonly fill?: string;
  readonly confident?: string;
}

const level = decimal({ min: 1, max: 100, below: true });
const position = choice(positionNames);
const fill = choice(fillNames);

/** The flags that say nothing without `--cost`. */
const OF_COST = [
  { long: '--position', key: 'position' },
  { long: '--min-edge', key: 'minEdge' },
  { long: '--confident', key: 'confident' },
  { long: '--fill', key: 'fill' },
] as const;

/** All of these flags, as commander names them. */
export const worthKeys: readonly (keyof WorthFlags)[] = ['cost', ...OF_COST.map(({ key }) => key)];

/** Adds the flags that `worthOptionsOf` reads. */
export function addWorthOptions(command: Command): Command {
  command.addOption(
    new CheckedOption('--cost <rate>', 'what following the models earned at this cost: 10bp', basisPoints),
  );
  return addRare(command, (worth) =>
    worth
      .addOption(
        new CheckedOption(
          '--position <name>',
          `what a forecast fall means: ${positionNames.join(', ')} (default: long-flat)`,
          position,
        ),
      )
      .addOption(
        new CheckedOption(
          '--min-edge <rate>',
          'follow only forecast changes of at least this size, such as 20bp (default: 0)',
          basisPoints,
        ),
      )
      .addOption(
        new CheckedOption(
          '--confident <level>',
          'follow only forecasts whose interval of this level excludes the price at the origin',
          level,
        ),
      )
      .addOption(
        new CheckedOption(
          '--fill <name>',
          `price of a trade: ${fillNames.join(', ')} (default: close)`,
          fill,
        ),
      ),
  );
}

/**
 * The options; `undefined` without `--cost`.
 * @throws UsageError for an option that needs `--cost`
 */
export function worthOptionsOf(flags: WorthFlags): WorthOptions | undefined {
  if (flags.cost === undefined) {
    const given = OF_COST.find(({ key }) => flags[key] !== undefined);
    if (given === undefined) return undefined;
    const { long } = given;
    throw new UsageError(`\`${long}\` needs \`--cost\``, {
      hint: `add \`--cost 10bp\`, or leave out \`${long}\``,
    });
  }
  return {
    cost: basisPoints(flags.cost, '--cost'),
    position: position(flags.position ?? positionNames[0], '--position'),
    minEdge: flags.minEdge === undefined ? 0 : basisPoints(flags.minEdge, '--min-edge'),
    fill: fill(flags.fill ?? fillNames[0], '--fill'),
    confident: flags.confident === undefined ? null : level(flags.confident, '--confident'),
  };
}
