/** A backtest in the terminal: its data and setup, scores, tests and verdicts. */

import type { BacktestResult } from '../../evaluation/backtest.ts';
import { escapeControl } from '../../text/escape.ts';
import { answerLine } from './answer.ts';
import { renderEnsemble } from './ensembles.ts';
import { renderImportance } from './importance.ts';
import { renderEvaluations } from './evaluation.ts';
import { renderSetup } from './backtest-setup.ts';
import type { TunedResult } from '../../tuning/nested.ts';
import { searchesTable } from './searches.ts';
import { proseWidth } from './layout.ts';
import { wrap } from './table.ts';
import { plural } from '../format/units.ts';

/** The whole report, without a final newline. */
export function renderBacktest(result: BacktestResult & Partial<Pick<TunedResult, 'searches'>>): string {
  const { searches = [] } = result;
  const { panel, plan, options, quantity, models, answer, ensembles, explanation, failures } = result;
  const sections = [answerLine(answer), renderSetup(panel, plan, options)];
  if (models.length > 0)
    sections.push(
      renderEvaluations({
        models,
        answer,
        seconds: new Map(models.map(({ model, seconds }) => [model, seconds])),
        quantity,
        column: options.column,
        horizon: options.horizon,
        origins: plan.origins,
        stepSize: options.stepSize,
        interval: `Intervals are computed from a model's own earlier errors (${options.interval}), unless the model forecasts its own.`,
      }),
    );
  sections.push(...ensembles.map(renderEnsemble));
  if (explanation !== null) sections.push(renderImportance(explanation));
  if (searches.length > 0) sections.push(searchesTable(searches));
  if (failures.length > 0) sections.push(failureList(result));
  return sections.join('\n\n');
}

/** The first failure of each model in full, and the number of the others; the JSON has all. */
function failureList({ failures }: BacktestResult): string {
  const lines = [...new Set(failures.map(({ model }) => model))].map((name) => {
    const [first, ...others] = failures.filter(({ model }) => model === name);
    const hint = first.hint === undefined ? '' : ` (hint: ${escapeControl(first.hint)})`;
    const more = others.length === 0 ? '' : `; and ${plural(others.length, 'more fold')}`;
    return wrap(
      `- ${name}, fold ${first.fold}: ${escapeControl(first.message)}${hint}${more}`,
      proseWidth(),
      '  ',
    );
  });
  return `${plural(failures.length, 'fit')} failed or not reached; these models have no scores:\n${lines.join('\n')}`;
}
