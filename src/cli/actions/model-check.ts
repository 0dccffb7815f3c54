/** What `hindcast model-check` does, step by step. */

import { checkModel, tryModel } from '../../backtest/check-model.ts';
import type { TrialContext } from '../../backtest/check-model.ts';
import type { BacktestOptions } from '../../backtest/options.ts';
import { targetOf } from '../../data/targets.ts';
import { TrainingError, UsageError } from '../../errors.ts';
import { isSpec } from '../../foreign/prefixes.ts';
import type { Model } from '../../models/model.ts';
import { SCHEMA, toText } from '../../report/json/document.ts';
import { plural } from '../../report/format/units.ts';
import { quoted } from '../../text/escape.ts';
import type { ForeignFlags } from '../foreign-options.ts';
import type { CommonFlags } from '../help.ts';
import type { Host } from '../host.ts';
import { resolveFlags } from '../resolved-flags.ts';
import { print } from '../terminal/print.ts';
import { watch } from '../terminal/watch.ts';

export interface ModelCheckFlags extends CommonFlags, ForeignFlags {
  readonly horizon?: string;
  readonly inputSize?: string;
  readonly target?: string;
}

interface CheckResult {
  readonly check: string;
  /** What is wrong; `null` if nothing is. */
  readonly problem: string | null;
  /** What else its author may want to know; `null` if there is nothing. */
  readonly remark: string | null;
}

interface Check {
  readonly name: string;
  run(context: TrialContext): Promise<Omit<CheckResult, 'check'>>;
}

/** Runs every check, prints what passed and failed, and throws if one failed. */
export async function checkForeignModel(host: Host, spec: string, flags: ModelCheckFlags): Promise<void> {
  if (!isSpec(spec))
    throw new UsageError(`expected a model such as \`exec:COMMAND\`, got ${quoted(spec)}`, {
      hint: "for example `hindcast model-check 'exec:python my_model.py'`",
    });
  const values = {
    ...flags,
    horizon: flags.horizon ?? '3',
    inputSize: flags.inputSize ?? '10',
    model: spec,
    as: 'model',
  };
  const { options, registry } = await resolveFlags(host, values);
  const model = registry.named(options.models[0]);
  const { value: results, throwIfInterrupted } = await watch(
    host,
    { isQuiet: flags.quiet === true },
    ({ signal, show, say }) => runAll(checksOf(model, options), { signal, onText: say }, show),
  );
  throwIfInterrupted('the checks were not finished');
  print(host, flags.json === true ? jsonOf(model, results) : textOf(model, results));
  const failed = results.filter(({ problem }) => problem !== null);
  if (failed.length === 0) return;
  throw new TrainingError(
    `${failed.length} of ${plural(results.length, 'check')} failed: ${failed[0].check}: ${failed[0].problem}`,
    { hint: 'docs/foreign-models.md describes what a program is sent and what it answers' },
  );
}

async function runAll(
  checks: readonly Check[],
  context: TrialContext,
  show: (sign: { readonly text: string; readonly share: number; readonly isStep: boolean }) => void,
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const [i, { name, run }] of checks.entries()) {
    if (context.signal?.aborted === true) break;
    show({ text: name, share: i / checks.length, isStep: false });
    results.push({ check: name, ...(await run(context)) });
  }
  return results;
}

function checksOf(model: Model, options: BacktestOptions): readonly Check[] {
  const tried = async (given: BacktestOptions, context: TrialContext) => {
    const { failures, fits } = await tryModel(model, given, context);
    const fit = fits.find((one) => one.model === model.name);
    return { problem: failures.at(0)?.message ?? null, fit };
  };
  const steps = (horizon: number): Check => ({
    name: `forecasts ${plural(horizon, 'step')} ahead`,
    run: async (context) => ({
      problem: (await tried({ ...options, horizon }, context)).problem,
      remark: null,
    }),
  });
  const bounds: Check = {
    name: 'forecasts with --level 80,95',
    async run(context) {
      const { problem, fit } = await tried({ ...options, level: [80, 95] }, context);
      const isWithout = problem === null && fit?.intervals.length === 0;
      return {
        problem,
        remark: isWithout ? 'it gives no quantiles: intervals come from its earlier errors' : null,
      };
    },
  };
  const classes: Check = {
    name: 'forecasts classes',
    async run(context) {
      const { problem, fit } = await tried(options, context);
      const isWithout = problem === null && fit?.probabilities.length === 0;
      return { problem, remark: isWithout ? 'it gives no probabilities' : null };
    },
  };
  const { horizon } = options;
  return [...new Set([1, horizon])].map(steps).concat([
    targetOf(options.target).quantity.classes === undefined ? bounds : classes,
    {
      name: 'gives the same again, and does not see the future',
      run: async (context) => ({
        problem: (await checkModel(model, options, context)).at(0) ?? null,
        remark: null,
      }),
    },
  ]);
}

const jsonOf = ({ name }: Model, results: readonly CheckResult[]): string =>
  toText({
    schema: SCHEMA,
    type: 'model-check',
    model: name,
    passed: results.every(({ problem }) => problem === null),
    checks: results.map((result) => ({ ...result, passed: result.problem === null })),
  });

function textOf({ summary }: Model, results: readonly CheckResult[]): string {
  const failed = results.filter(({ problem }) => problem !== null).length;
  const answer =
    failed === 0 ? 'passed every check' : `failed ${failed} of ${plural(results.length, 'check')}`;
  return [
    `${summary.replace('the', 'The')} ${answer}.`,
    '',
    ...results.flatMap(({ check, problem, remark }) => [
      `${problem === null ? 'passed' : 'FAILED'}  ${check}`,
      ...[problem, remark].flatMap((text) => (text === null ? [] : [`        ${text}`])),
    ]),
  ].join('\n');
}
