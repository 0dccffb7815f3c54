/**
 * When a model won and lost: the cumulative loss less that of the benchmark, as Goyal and Welch (2008), A comprehensive look at the
 * empirical performance of equity premium prediction, RFS 21(4), draw it. Each series is divided by the mean loss of the benchmark, and
 * the sum by the number of origins, so that a line ends at U2² - 1, minus the skill.
 */

import { lossesOf } from '../../../evaluation/losses.ts';
import { numbersByOrigin, stepRows } from '../../../evaluation/losses-by-origin.ts';
import type { Trial } from '../../../evaluation/trial.ts';
import { lineChart } from '../../charts/line-chart.ts';
import { formatNumber, formatTime } from '../../format/units.ts';
import type { ReportContext, ReportSection } from '../context.ts';
import { escapeHtml } from '../escape.ts';
import { figure } from '../figures.ts';
import { runTrial } from '../run-trial.ts';

/** The sum of one model at one step, after every origin. */
interface Sums {
  readonly model: string;
  readonly times: readonly number[];
  readonly values: readonly number[];
}

export const cumulativeSection: ReportSection = {
  name: 'cumulative',
  title: 'When models won and lost',
  body(context: ReportContext): string {
    const { result, record, styles } = context;
    const made = runTrial(context);
    if (made === null) return '';
    const { horizon } = record.options;
    const loss = result.quantity.classes === undefined ? 'squared error' : 'Brier score';
    const parts = (horizon === 1 ? [1] : [1, horizon]).map((step) => {
      const sums = context.rivals.flatMap((model) => sumsOf(made, model, step));
      if (sums.length === 0) return '';
      const ahead = `${step} ${step === 1 ? 'step' : 'steps'} ahead`;
      const chart = figure(
        (size) =>
          lineChart(
            {
              title: `Cumulative ${loss} less that of ${result.benchmark}, ${ahead}`,
              x: { kind: 'time', values: sums.flatMap(({ times }) => times) },
              y: { label: `% of the total of ${result.benchmark}, ${ahead}`, format: '%' },
              lines: sums.map(({ model, times, values }) => ({
                name: model,
                style: styles.get(model)!,
                places: times,
                values,
              })),
              marks: [0],
            },
            size,
          ),
        '',
      );
      return `${chart}<ul>${sums.map((each) => `<li>${escapeHtml(`${each.model}, ${ahead}: ${stretches(each, result.benchmark)}`)}</li>`).join('')}</ul>`;
    });
    const drawn = parts.filter((part) => part !== '');
    return drawn.length === 0
      ? ''
      : `${drawn.join('\n')}<p class="note">The ${loss} of the model minus that of ${escapeHtml(result.benchmark)}, added up over time, in % of the total of ${escapeHtml(result.benchmark)} (Goyal and Welch 2008). Where a line falls, the model is better; below 0, it has been better so far. Its end is minus the skill.</p>`;
  },
};

function sumsOf(
  { trial, time }: { readonly trial: Trial; readonly time: Float64Array },
  model: string,
  step: number,
): Sums[] {
  const { own, benchmark, note } = lossesOf(trial, model);
  if (note !== null) return [];
  const rows = stepRows(trial, step, [...trial.table.yhat.keys()]);
  const difference = (i: number): number => own(i) - benchmark(i);
  const d = numbersByOrigin(trial, rows, difference);
  if (d.length < 2) return [];
  const { series, origin } = trial.table;
  const isUsed = (i: number): boolean => rows.scales[series[i]] > 0 && Number.isFinite(difference(i));
  // Rows are in the order of their origins.
  const used = new Set(Array.from(rows.rows.filter(isUsed), (i) => origin[i]));
  let sum = 0;
  return [
    {
      model,
      times: Array.from(used, (row) => time[row]),
      values: Array.from(d, (value) => (sum += value / d.length)),
    },
  ];
}

/** In which stretch of time the model gained and lost most. */
function stretches({ times, values }: Sums, benchmark: string): string {
  const end = values[values.length - 1];
  const gain = steepest(values.map((value) => -value));
  const loss = steepest(values);
  const span = ({ from, to }: Stretch): string => `${formatTime(times[from])} to ${formatTime(times[to])}`;
  const percent = (size: number): string => `${formatNumber(100 * Math.abs(size), 1)} %`;
  const total =
    Math.abs(end) < 0.0005
      ? `in total equal to ${benchmark}`
      : `in total ${percent(end)} ${end < 0 ? 'below' : 'above'} ${benchmark}`;
  return [
    total,
    ...(gain.size > 0.0005 ? [`largest gain ${percent(gain.size)}, ${span(gain)}`] : []),
    ...(loss.size > 0.0005 ? [`largest loss ${percent(loss.size)}, ${span(loss)}`] : []),
  ].join('; ');
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly size: number;
}

/** The stretch over which the values rise most, counted from 0 before the first. */
function steepest(values: readonly number[]): Stretch {
  let low = { at: 0, value: 0 };
  let best: Stretch = { from: 0, to: 0, size: 0 };
  values.forEach((value, i) => {
    if (value - low.value > best.size) best = { from: low.at, to: i, size: value - low.value };
    if (value < low.value) low = { at: i, value };
  });
  return best;
}
