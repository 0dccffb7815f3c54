/** Every test in one line: its question and its result. */

import { pText } from '../../../evaluation/phrases.ts';
import { isSignificantlyBetter, isSignificantlyWorse } from '../../../significance/diebold-mariano.ts';
import { CONFIDENCE_SET_SIZE } from '../../../significance/model-confidence-set.ts';
import { isSignificant, mostSignificant } from '../../../significance/significant.ts';
import type { TestName } from '../../format/tests.ts';
import { listed } from '../../format/units.ts';
import type { ReportContext, ReportSection } from '../context.ts';
import { details } from '../details.ts';
import { escapeHtml } from '../escape.ts';
import type { ReportedModel } from '../run-json.ts';
import { testsTable } from '../test-tables.ts';

export const testsSection: ReportSection = {
  name: 'tests',
  title: 'Tests',
  body(context: ReportContext): string {
    const models = context.result.models.filter(({ model }) => model !== context.result.benchmark);
    if (models.length === 0) return '';
    const lines = [
      ...(['dm', 'cw', 'gw', 'pt'] as const).map((name) => testLine(context, models, name)),
      confidenceSetLine(context),
    ];
    const html = lines.map(
      ([title, question, found]) =>
        `<dt>${escapeHtml(title)}</dt><dd>${escapeHtml(question)} <strong>${escapeHtml(found)}</strong></dd>`,
    );
    return `<dl>${html.join('')}</dl>${details('p of every model', testsTable(context.result))}`;
  },
};

type Line = readonly [title: string, question: string, found: string];
const TITLES: Readonly<Record<TestName, string>> = {
  dm: 'Diebold-Mariano',
  cw: 'Clark-West',
  gw: 'Giacomini-White',
  pt: 'Pesaran-Timmermann',
};

function questionOf(name: TestName, { result }: ReportContext): string {
  const { benchmark } = result;
  const loss = result.quantity.classes === undefined ? 'squared error' : 'Brier score';
  switch (name) {
    case 'dm':
      return `Is the mean ${loss} different from that of ${benchmark}?`;
    case 'cw':
      return `Do the forecasts contain information beyond ${benchmark}, even if their errors are not smaller?`;
    case 'gw':
      return `Can you predict at the origin whether the model or ${benchmark} will have the smaller ${loss}?`;
    case 'pt':
      return 'Is the direction right more often than by chance?';
  }
}

function testLine(context: ReportContext, models: readonly ReportedModel[], name: TestName): Line {
  return [TITLES[name], questionOf(name, context), foundBy(context, models, name)];
}

function foundBy({ result }: ReportContext, models: readonly ReportedModel[], name: TestName): string {
  const tested = models.filter(({ tests }) => tests[name].some(({ p }) => !Number.isNaN(p)));
  if (tested.length === 0) return `Not tested${reasonOf(models, name)}.`;
  const significant = tested.filter(({ tests }) => tests[name].some(isSignificant));
  const nameOf = (model: ReportedModel): string => {
    const shown = mostSignificant(model.tests[name])!;
    const step = model.tests[name].length === 1 ? '' : `, step ${shown.step}`;
    return `${model.model} (p ${pText(shown.adjusted)}${step})`;
  };
  if (significant.length === 0) {
    const [smallest] = tested.toSorted(
      (a, b) => mostSignificant(a.tests[name])!.adjusted - mostSignificant(b.tests[name])!.adjusted,
    );
    return `No: the smallest adjusted p is that of ${nameOf(smallest)}.`;
  }
  if (name !== 'dm') return `Yes for ${listed(significant.map(nameOf))}.`;
  const better = tested.filter(({ tests }) => tests.dm.some(isSignificantlyBetter));
  const worse = tested.filter(({ tests }) => tests.dm.some(isSignificantlyWorse));
  return [
    ...(better.length > 0
      ? [`Smaller than that of ${result.benchmark}: ${listed(better.map(nameOf))}.`]
      : []),
    ...(worse.length > 0 ? [`Larger: ${listed(worse.map(nameOf))}.`] : []),
  ].join(' ');
}

function reasonOf(models: readonly ReportedModel[], name: TestName): string {
  const note = models.flatMap(({ tests }) => tests[name].flatMap((test) => test.note ?? [])).at(0);
  return note === undefined ? '' : `: ${note.replaceAll('`', '')}`;
}

function confidenceSetLine({ result }: ReportContext): Line {
  const title = 'Model confidence set';
  const question = `Which models could be the best, at size ${CONFIDENCE_SET_SIZE.toFixed(2)}?`;
  const tested = result.models.filter(({ mcs }) => mcs.some(({ isIn }) => isIn !== null));
  if (tested.length === 0) return [title, question, 'Not tested: there are too few origins.'];
  const isOut = (model: ReportedModel): boolean => model.mcs.some(({ isIn }) => isIn === false);
  const out = tested.filter(isOut).map(({ model }) => model);
  const left = tested.filter((model) => !isOut(model)).map(({ model }) => model);
  const where = tested[0].mcs.length === 1 ? '' : ' at every step';
  if (out.length === 0) return [title, question, `All of them${where}: ${listed(left)}.`];
  const rest = left.length === 0 ? `None${where}` : `${listed(left)}${where}`;
  return [title, question, `${rest}; significantly worse than the best: ${listed(out)}.`];
}
