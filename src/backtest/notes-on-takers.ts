/** Notes on options that change nothing in some of the chosen models, since those do not take them. */

import { featuresOf } from '../data/features/index.ts';
import { normalizationOf } from '../data/normalization/index.ts';
import { deseasonalizationOf } from '../models/deseasonalization/index.ts';
import type { Model } from '../models/model.ts';
import type { Warning } from '../text/warning.ts';
import { noteOf } from '../text/warning.ts';
import type { BacktestOptions } from './options.ts';

/** What a note reads of a model. */
export type NotedModel = Pick<
  Model,
  'name' | 'combines' | 'isGlobal' | 'layers' | 'takesFeatures' | 'takesNormalization'
>;

/** Options that only some models take. */
interface Taken {
  /** What the models that take them have. */
  readonly property: Exclude<keyof NotedModel, 'name' | 'combines'>;
  /** Subject and verb of the note; `undefined` if nothing is asked for. */
  readonly subject: (options: BacktestOptions) => string | undefined;
  /** How the list of the models that take them begins. */
  readonly takers: string;
  /** Whether the note is left out if one of the chosen models takes them. */
  readonly isSilentWithTaker?: true;
}

const TAKERS = 'models that take them are';

const inputs: readonly Taken[] = [
  {
    property: 'takesFeatures',
    subject: (options) => (featuresOf({ ...options, embed: 0 }).length > 0 ? 'features change' : undefined),
    takers: TAKERS,
  },
  {
    property: 'layers',
    subject: ({ embed }) => (embed > 0 ? 'the numbers of `--embed` change' : undefined),
    takers: TAKERS,
  },
  {
    property: 'takesNormalization',
    subject: (options) =>
      normalizationOf(options).statistics !== undefined || deseasonalizationOf(options).needsSeason
        ? '`--normalize` and `--deseasonalize` change'
        : undefined,
    takers: TAKERS,
  },
];

/** Of networks and of training windows. */
const fits: readonly Taken[] = [
  {
    property: 'layers',
    subject: ({ skip, head, cells }) =>
      flagsChange(
        [
          ...(skip ? ['`--skip`'] : []),
          ...(head === 'steps' ? ['`--head`'] : []),
          ...(cells.length > 0 ? ['`--cells`'] : []),
        ],
        ', ',
      ),
    takers: 'networks are',
    isSilentWithTaker: true,
  },
  {
    property: 'isGlobal',
    subject: ({ balance, halfLife }) =>
      flagsChange(
        [...(balance === 'series' ? ['`--balance`'] : []), ...(halfLife === null ? [] : ['`--half-life`'])],
        ' and ',
      ),
    takers: 'training windows have weights in',
  },
];

function flagsChange(flags: readonly string[], separator: string): string | undefined {
  if (flags.length === 0) return undefined;
  return `${flags.join(separator)} ${flags.length === 1 ? 'changes' : 'change'}`;
}

/** Notes on options of inputs. */
export const notesOnInputs = (options: BacktestOptions, models: readonly NotedModel[]): readonly Warning[] =>
  inputs.flatMap((taken) => noteOnTakers(taken, options, models));

/** Notes on options of networks and of the weights of training windows. */
export const notesOnFits = (options: BacktestOptions, models: readonly NotedModel[]): readonly Warning[] =>
  fits.flatMap((taken) => noteOnTakers(taken, options, models));

/** The note on one kind of options; an ensemble passes them on to its members. */
function noteOnTakers(
  { property, subject, takers, isSilentWithTaker }: Taken,
  options: BacktestOptions,
  models: readonly NotedModel[],
): readonly Warning[] {
  const asked = subject(options);
  if (asked === undefined) return [];
  const isTaker = (model: NotedModel | undefined): boolean => Boolean(model?.[property]);
  const chosen = options.models.map((name) => ({ name, model: models.find((one) => one.name === name) }));
  const others = chosen.filter(({ model }) => model?.combines !== true && !isTaker(model));
  if (others.length === 0) return [];
  if (isSilentWithTaker === true && chosen.some(({ model }) => isTaker(model))) return [];
  const listOf = (of: readonly { readonly name: string }[]): string => of.map(({ name }) => name).join(', ');
  return [noteOf(`${asked} nothing in ${listOf(others)}: ${takers} ${listOf(models.filter(isTaker))}`)];
}
