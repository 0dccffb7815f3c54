/** Live forecasts compared with the backtest, and whether they drift away from it. */

import type { EvaluatedConfiguration } from '../../../live/verdict.ts';
import { pText } from '../../../evaluation/phrases.ts';
import { quantile } from '../../../math/statistics.ts';
import { isSignificant, mostSignificant } from '../../../significance/significant.ts';
import { lineChart } from '../../charts/line-chart.ts';
import { UNDEFINED, formatCount, formatNumber, formatPercent, formatTime } from '../../format/units.ts';
import type { ReportContext, ReportSection } from '../context.ts';
import { escapeHtml } from '../escape.ts';
import { panels } from '../figures.ts';
import type { HtmlCell } from '../table.ts';
import { markup, table } from '../table.ts';

/** Of the errors of the backtest, which the band contains. */
const MIDDLE = 0.95;
/** Errors of the backtest that a band needs. */
const ENOUGH = 40;

export const liveSection: ReportSection = {
  name: 'live',
  title: 'Live forecasts',
  body(context: ReportContext): string {
    const { live = [], result } = context;
    const shown = live.filter(({ model }) => model !== result.benchmark);
    if (shown.length === 0) return '';
    return [
      panels(
        shown.map((configuration) => ({
          name: `${configuration.model} on ${configuration.series}`,
          drawings: [errorsOf(context, configuration)],
        })),
        `Errors of live forecasts one step ahead${result.quantity.isPrice ? ', in percent of the actual value' : ''}. The band contains the middle ${100 * MIDDLE} % of the errors of the backtest. If live forecasts are as good as those, about 19 of 20 are inside.`,
      ),
      liveTable(shown, result.benchmark),
      verdicts(shown),
    ]
      .filter((part) => part !== '')
      .join('\n');
  },
};

function errorsOf(
  { styles, result: { quantity, column } }: ReportContext,
  { model, series, steps, expected }: EvaluatedConfiguration,
) {
  const [{ points }] = steps;
  const errorOf = ({ y, yhat }: { readonly y: number; readonly yhat: number }): number =>
    quantity.isPrice ? yhat / y - 1 : yhat - y;
  const errors = points.map(errorOf);
  const earlier = (expected?.steps[0].points ?? []).map(errorOf).filter(Number.isFinite);
  const bounds = [(1 - MIDDLE) / 2, (1 + MIDDLE) / 2].map((share) => quantile(earlier, share));
  const style = styles.get(model)!;
  return lineChart({
    title: `Errors of live forecasts of ${model} on ${series}, one step ahead`,
    x: { kind: 'time', values: points.map(({ ds }) => ds) },
    y: quantity.isPrice ? { label: 'error, % of the value', format: '%' } : { label: `error, ${column}` },
    lines: [{ name: 'live error', style: 'actual', values: errors }],
    bands:
      earlier.length < ENOUGH
        ? []
        : [
            {
              name: `${model} in the backtest`,
              style,
              lo: errors.map(() => bounds[0]),
              hi: errors.map(() => bounds[1]),
            },
          ],
    marks: [0],
  });
}

function liveTable(shown: readonly EvaluatedConfiguration[], benchmark: string): string {
  const levels = [
    ...new Set(
      shown.flatMap(({ steps }) => steps.flatMap(({ coverage }) => coverage.map(({ level }) => level))),
    ),
  ].toSorted((a, b) => a - b);
  const rows = shown.map((configuration): readonly HtmlCell[] => {
    const { model, series, scores, expected, degradation } = configuration;
    const worse = mostSignificant(degradation);
    const p = worse === undefined ? UNDEFINED : pText(worse.adjusted);
    return [
      model,
      series,
      formatCount(scores.n),
      formatNumber(scores.u2, 3),
      formatNumber(expected?.scores.u2 ?? NaN, 3),
      ...levels.map((level) => coverageText(configuration, level)),
      worse !== undefined && isSignificant(worse) ? markup(`<strong>${p}</strong>`) : p,
      driftText(configuration),
    ];
  });
  return `${table(
    [
      'model',
      'series',
      'n#',
      'live U2#',
      'backtest U2#',
      ...levels.map((level) => `in ${level} %#`),
      'p worse#',
      'drift',
    ],
    rows,
  )}<p class="note">${escapeHtml(
    `n: live forecasts whose actual value "hindcast score" has found, over all steps. U2: RMSE divided by the RMSE of ${benchmark}. p worse: p of the test whether live is worse than the backtest. drift: an alarm that may be checked every day; it needs the series in the store, as p does.`,
  )}</p>`;
}

function coverageText({ steps }: EvaluatedConfiguration, level: number): string {
  const all = steps.flatMap(({ coverage }) => coverage.filter((one) => one.level === level && one.n > 0));
  const n = all.reduce((sum, one) => sum + one.n, 0);
  return n === 0
    ? UNDEFINED
    : formatPercent(all.reduce((sum, one) => sum + Math.round(one.n * one.coverage), 0) / n);
}

function driftText({ drift }: EvaluatedConfiguration): string {
  if (drift?.isDrifting === undefined) return UNDEFINED;
  return drift.since === null ? 'no' : `since ${formatTime(drift.since)}`;
}

/** Of a file, whose volatility in the backtest is unknown here, only the table. */
function verdicts(shown: readonly EvaluatedConfiguration[]): string {
  const lines = shown
    .filter(({ drift, verdict }) => drift?.isDrifting !== undefined && verdict !== '')
    .map(({ verdict }) => `<li>${escapeHtml(verdict)}</li>`);
  return lines.length === 0 ? '' : `<ul>${lines.join('')}</ul>`;
}
