/** Where a model is better or worse than the benchmark: U2 by step, fold, series and volatility, with its uncertainty. */

import { dotChart } from '../../charts/dot-chart.ts';
import type { Dots } from '../../charts/dot-chart.ts';
import type { Drawing, Size } from '../../charts/drawing.ts';
import { PANEL } from '../../charts/drawing.ts';
import { forestChart } from '../../charts/forest-chart.ts';
import { details } from '../details.ts';
import type { ReportContext, ReportSection } from '../context.ts';
import { figure, panels } from '../figures.ts';
import { lossRatioName, lossRatioOf, lossRatioText } from '../loss-ratio.ts';
import type { Numbers } from '../json-values.ts';
import type { ReportedModel } from '../run-json.ts';
import { foldsTable, regimesTable, seriesTable, stepsTable } from '../score-tables.ts';

type Part = 'bySteps' | 'byFolds' | 'bySeries' | 'byRegimes';

const REGIMES: Readonly<Record<string, string>> = {
  calm: 'calm third',
  normal: 'middle third',
  wild: 'wild third',
};

export const partsSection: ReportSection = {
  name: 'parts',
  title: 'Where models are better and worse',
  body(context: ReportContext): string {
    const { result } = context;
    const charts = [stepsFigure(context), foldsFigure(context), rowsFigure(context)].filter(
      (each) => each !== '',
    );
    const tables = [stepsTable(result), foldsTable(result), seriesTable(result), regimesTable(result)].filter(
      (each) => each !== '',
    );
    if (charts.length + tables.length === 0) return '';
    const note =
      charts.length === 0
        ? ''
        : `<p class="note">${lossRatioText(result.quantity)} Whiskers are 95 % intervals: where one crosses 1, the difference may be chance. They are not adjusted for their number: on average, one of twenty misses 1 by chance alone. They come from the delta method for a ratio of means (Cochran 1977) with the variance of the Diebold-Mariano test; with fewer than 10 origins without overlap there is none.</p>`;
    return [...charts, note, details('The same as tables', tables.join('\n'))]
      .filter((each) => each !== '')
      .join('\n');
  },
};

/** Values and intervals of every model other than the benchmark. */
function groupsOf({ result, rivals, styles }: ReportContext, part: Part): readonly Dots[] {
  const scoresOf = (model: ReportedModel): readonly Numbers[] =>
    model[part].map((each) => ('scores' in each ? (each.scores as Numbers) : (each as Numbers)));
  return rivals.map((name) => {
    const model = result.models.find((each) => each.model === name)!;
    const bounds = model.u2Intervals[part];
    return {
      name,
      style: styles.get(name)!,
      values: scoresOf(model).map(lossRatioOf),
      lo: bounds.map(({ lo }) => lo),
      hi: bounds.map(({ hi }) => hi),
    };
  });
}

function stepsFigure(context: ReportContext): string {
  const { result } = context;
  const steps = result.models.at(0)?.bySteps ?? [];
  if (steps.length < 2) return '';
  const groups = groupsOf(context, 'bySteps');
  const label = lossRatioName(result.quantity);
  return figure((size) =>
    dotChart(
      {
        title: `${label} by step, 95 % intervals`,
        x: { kind: 'count', values: steps.map(({ step }) => step), label: 'steps ahead' },
        y: { label: `${label} by step` },
        groups,
        marks: [1],
      },
      lower(size),
    ),
  );
}

function foldsFigure(context: ReportContext): string {
  const { result } = context;
  const folds = result.models.at(0)?.byFolds ?? [];
  if (folds.filter(({ n }) => n > 0).length < 2) return '';
  const groups = groupsOf(context, 'byFolds');
  const label = lossRatioName(result.quantity);
  return figure(
    (size) =>
      dotChart(
        {
          title: `${label} by fold, 95 % intervals`,
          x: { kind: 'time', values: folds.map(({ cutoff }) => cutoff) },
          y: { label: `${label} by fold` },
          groups,
          marks: [1],
        },
        lower(size),
      ),
    'By fold, at its cutoff.',
  );
}

/** By series and by volatility, side by side. */
function rowsFigure(context: ReportContext): string {
  const { result } = context;
  const label = lossRatioName(result.quantity);
  const drawn = (part: Part, what: string, names: readonly string[]): Drawing | null =>
    names.length < 2
      ? null
      : forestChart(
          {
            title: `${label} by ${what}, 95 % intervals`,
            names,
            value: { label },
            groups: groupsOf(context, part),
            marks: [1],
          },
          PANEL,
        );
  const [first] = result.models;
  if (first === undefined) return '';
  return panels([
    {
      name: 'By series',
      drawings: [
        drawn(
          'bySeries',
          'series',
          first.bySeries.map(({ id }) => id),
        ),
      ],
    },
    {
      name: 'By volatility at the origin',
      drawings: [
        drawn(
          'byRegimes',
          'volatility',
          first.byRegimes.map(({ regime }) => REGIMES[regime] ?? regime),
        ),
      ],
    },
  ]);
}

const lower = ({ width, height }: Size): Size => ({ width, height: height - 40 });
