/** A target of one's own as options carry it. */

import { quantities } from '../data/quantities.ts';
import { targetNames, targets as builtIn } from '../data/targets.ts';
import type { Target, TargetName } from '../data/targets.ts';
import { UsageError } from '../errors.ts';
import { escapeControl } from '../text/escape.ts';

/** The built-in targets by name; a target of your own begins with a copy of one. */
export const targets: Readonly<Record<TargetName, Target>> = builtIn;

/** What a target is made of. */
const FUNCTIONS = [
  'accepts',
  'input',
  'encode',
  'decode',
  'outcome',
  'level',
  'unlevel',
  'average',
  'unaverage',
] as const;

/**
 * The target, which JSON and identities show by its name.
 * @throws UsageError for anything that is no target
 */
export function ownTarget(given: Target): Target {
  const hint = "begin with a built-in one: `{ ...targets['log-return'], name: 'mine', … }`";
  const fields = new Map<string, unknown>(
    typeof given === 'object' && given !== null ? Object.entries(given) : [],
  );
  const name = fields.get('name');
  if (typeof name !== 'string' || !/^[\w-]+$/.test(name) || (targetNames as readonly string[]).includes(name))
    throw new UsageError(
      `expected a target of your own to have a name that no built-in one has, got \`${escapeControl(String(name))}\``,
      { hint },
    );
  const missing = FUNCTIONS.find((each) => typeof fields.get(each) !== 'function');
  if (missing !== undefined)
    throw new UsageError(`expected target \`${name}\` to have a function \`${missing}\``, { hint });
  if (!Object.values(quantities).includes(given.quantity) || !Number.isInteger(given.extraRows))
    throw new UsageError(
      `expected target \`${name}\` to have \`quantity\` and \`extraRows\` of a built-in one`,
      {
        hint,
      },
    );
  // What a copy of a built-in target says of its inputs need not hold for functions that replace them.
  return Object.assign({ ...given, stepBefore: undefined }, { toJSON: () => name });
}

/** A built-in target of the same quantity, whose rules hold for the options. */
export function namesake({ quantity }: Target): TargetName {
  return targetNames.find((name) => builtIn[name].quantity === quantity)!;
}
