/** Models that are not built in, on the command line: `--model 'exec:python my_model.py' --as mine`. */

import type { Command } from 'commander';
import type { AskedModel } from '../data/sources.ts';
import { UsageError } from '../errors.ts';
import { isSpec } from '../foreign/prefixes.ts';
import { builtIn } from '../models/index.ts';
import type { ModelRegistry } from '../models/registry.ts';
import { duration, list, modelList, name } from '../options/parse.ts';
import { quoted } from '../text/escape.ts';
import type { Host } from './host.ts';
import { CheckedOption } from './options/checked.ts';
import { addRare } from './options/rare.ts';

export interface ForeignFlags {
  readonly model?: string;
  readonly as?: string;
  readonly execFiles?: string;
  readonly execTimeout?: string;
}

const names = list(name);
const DEFAULT_TIMEOUT = '5m';

/** Adds the flags of a command that takes such models. */
export function addForeignOptions(command: Command): Command {
  return addAllowExec(
    addRare(command, (run) =>
      addTrialOptions(
        run.addOption(
          new CheckedOption('--as <list>', 'names of models such as `exec:COMMAND`, in their order', names),
        ),
      ).addOption(
        new CheckedOption(
          '--exec-files <list>',
          'files that these programs read: a changed file makes new fits',
          names,
        ),
      ),
    ),
  );
}

/** Adds the flag of every command that starts programs. */
export function addTrialOptions(command: Command): Command {
  return command.addOption(
    new CheckedOption(
      '--exec-timeout <time>',
      `longest wait for an answer of a program (default: ${DEFAULT_TIMEOUT})`,
      duration,
    ),
  );
}

/** Adds the flag that allows programs which a `hindcast.json` in a folder names. */
export function addAllowExec(
  command: Command,
  summary = 'start programs that a `hindcast.json` in this folder or above names as models',
): Command {
  return addRare(command, (run) => run.option('--allow-exec', summary));
}

/** The models that a command line may name, and the command line with their names. */
export interface ChosenModels<F> {
  readonly registry: ModelRegistry;
  readonly flags: F;
  /** Those that are not built in; `undefined` if all are. */
  readonly asked: readonly AskedModel[] | undefined;
}

/**
 * Models with their specifications replaced by names.
 * @throws UsageError for a specification that is none, and for names that do not fit
 */
export async function chosenModels<F extends ForeignFlags>(
  host: Pick<Host, 'env'>,
  flags: F,
): Promise<ChosenModels<F>> {
  const given = flags.model === undefined ? [] : modelList(flags.model, '--model');
  const specs = given.filter(isSpec);
  const own = namesOf(flags, specs);
  if (specs.length === 0) return { registry: builtIn, flags, asked: undefined };
  const { modelOfSpec, nameOfSpec } = await import('../foreign/specs.ts');
  const asked = specs.map((spec, i) => ({ name: own.at(i) ?? nameOfSpec(spec), spec }));
  checkNames(asked, given);
  const settings = {
    files: flags.execFiles === undefined ? [] : names(flags.execFiles, '--exec-files'),
    timeoutMs: duration(flags.execTimeout ?? DEFAULT_TIMEOUT, '--exec-timeout'),
    path: host.env.PATH ?? '',
  };
  const models = asked.map((one) => modelOfSpec(one.name, one.spec, settings));
  const left = [...asked];
  const model = given.map((each) => (isSpec(each) ? left.shift()!.name : each)).join(',');
  return { registry: builtIn.with(models), flags: { ...flags, model }, asked };
}

function namesOf({ as }: ForeignFlags, specs: readonly string[]): readonly string[] {
  if (as === undefined) return [];
  const given = names(as, '--as');
  if (given.length === specs.length) return given;
  throw new UsageError(
    `expected \`--as\` to have one name for each model such as \`exec:COMMAND\` (${specs.length}), got ${given.length}`,
    { hint: 'the names are in the order of these models in `--model`' },
  );
}

function checkNames(asked: readonly AskedModel[], given: readonly string[]): void {
  const taken = [...builtIn.all.map((model) => model.name), ...given];
  for (const { name: chosen, spec } of asked) {
    if (taken.includes(chosen))
      throw new UsageError(
        `expected another name for the model ${quoted(spec)}: ${quoted(chosen)} is taken`,
        {
          hint: 'name it with `--as`',
        },
      );
    taken.push(chosen);
  }
}

/** The flags that name these models on a command line. */
export function textsOfModels(
  models: readonly string[],
  asked: readonly AskedModel[],
): readonly (readonly [long: string, text: string])[] {
  const specOf = (model: string): string => asked.find((one) => one.name === model)?.spec ?? model;
  return [
    ['--model', models.map(specOf).join(',')],
    ['--as', asked.map((one) => one.name).join(',')],
  ];
}
