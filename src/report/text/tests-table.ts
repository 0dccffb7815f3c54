/** One line per model: the most significant step of each test, and membership in the confidence set. */

import chalk from 'chalk';
import type { Evaluation, StepTest } from '../../evaluation/evaluation.ts';
import { listText, pText } from '../../evaluation/phrases.ts';
import { ALPHA } from '../../significance/significant.ts';
import { CONFIDENCE_SET_SIZE } from '../../significance/model-confidence-set.ts';
import { escapeControl } from '../../text/escape.ts';
import { TESTS, shownTest } from '../format/tests.ts';
import { UNDEFINED } from '../format/units.ts';
import type { TextCell } from './table.ts';
import { dim, left, renderTable, right } from './table.ts';

export function testsTable(rivals: readonly Evaluation[], horizon: number, benchmark: string): string {
  if (rivals.length === 0) return '';
  const table = renderTable(
    [left(`p against ${benchmark}`), ...TESTS.map(({ title }) => right(title)), right('in the best set')],
    rivals.map((rival) => [
      escapeControl(rival.model),
      ...TESTS.map(({ name }) => testCell(rival.tests[name])),
      membershipText(rival, horizon),
    ]),
  );
  const lines = [
    `p below ${ALPHA} is significant. Each p is ${horizon === 1 ? '' : 'the smallest of the steps, '}adjusted (Holm) for all models and steps.`,
    `Diebold-Mariano, Giacomini-White: do the errors differ from those of ${benchmark}? Clark-West: does the model contain information that ${benchmark} lacks? ` +
      `Pesaran-Timmermann: is the direction better than chance? Best set: models not significantly worse than the best (model confidence set, size ${CONFIDENCE_SET_SIZE.toFixed(2)}${horizon === 1 ? '), with p in brackets.' : ', adjusted for the number of steps).'}`,
  ];
  return `${table}\n${dim([...lines, ...refusals(rivals)])}`;
}

/** Why Giacomini and White's test is computed at no step, and for which models. */
function refusals(rivals: readonly Evaluation[]): string[] {
  const models = new Map<string, string[]>();
  for (const { model, tests } of rivals) {
    const note = tests.gw.at(0)?.note;
    if (typeof note !== 'string' || !tests.gw.every(({ p }) => Number.isNaN(p))) continue;
    models.set(note, [...(models.get(note) ?? []), escapeControl(model)]);
  }
  return [...models].map(([note, names]) => {
    const which = names.length === rivals.length ? '' : ` for ${listText(names)}`;
    return `Giacomini-White is not computed${which}: ${note}.`;
  });
}

function testCell(tests: readonly StepTest[]): TextCell {
  const shown = shownTest(tests);
  if (shown === undefined) return { text: UNDEFINED };
  return { text: shown.text, paint: shown.isSignificant ? chalk.bold : undefined };
}

function membershipText({ tests }: Evaluation, horizon: number): string {
  const tested = tests.mcs.filter(({ p }) => !Number.isNaN(p));
  if (tested.length === 0) return UNDEFINED;
  const kept = tested.filter(({ isIn }) => isIn).length;
  if (horizon > 1) return `at ${kept} of ${tested.length} steps`;
  return `${kept === 1 ? 'yes' : 'no'} (${pText(tested[0].p)})`;
}
