/** How networks were trained: losses by epoch, epochs, and time. */

import { lineChart } from '../../charts/line-chart.ts';
import type { Line } from '../../charts/line-chart.ts';
import { median } from '../../../math/statistics.ts';
import { UNDEFINED, formatCount, formatDuration, formatNumber, plural } from '../../format/units.ts';
import type { ReportContext, ReportSection } from '../context.ts';
import { escapeHtml } from '../escape.ts';
import { panels } from '../figures.ts';
import { table } from '../table.ts';
import type { ReportedTraining } from '../training-json.ts';
import { readTraining } from '../training-json.ts';

/** Fits whose curves are drawn; of more, these many from the first to the last. */
const FITS_SHOWN = 12;

export const learningSection: ReportSection = {
  name: 'learning',
  title: 'Learning',
  body({ json, rivals, styles }: ReportContext): string {
    const training = readTraining(json);
    const models = rivals.filter((model) => training.has(model));
    if (models.length === 0) return '';
    const curves = models.map((model) => {
      const kept = training.get(model)!.filter((fit) => fit.training !== null);
      return { name: model, drawings: [curvesOf(model, spread(kept), styles.get(model)!)] };
    });
    const all = models.flatMap((model) => training.get(model)!);
    const missing = all.filter((fit) => fit.training === null).length;
    const hidden = models.some((model) => training.get(model)!.length > FITS_SHOWN);
    return [
      panels(
        curves,
        'Losses by epoch, divided by that of the first; two lines per fold. Training stops some epochs after the validation loss was lowest, and keeps the weights of that epoch. ' +
          `If the validation loss hardly falls below 1, the network has learned nothing that holds for later rows. If it rises while the training loss falls, the network overfits.${hidden ? ` ${FITS_SHOWN} of the fits are drawn, from the first to the last.` : ''}`,
      ),
      trainingTable(models, training),
      missing === 0
        ? ''
        : `<p class="note">${escapeHtml(`From an earlier version of hindcast, which kept no losses: ${plural(missing, 'fit')}. \`backtest --fresh\` fits again.`)}</p>`,
    ]
      .filter((part) => part !== '')
      .join('\n');
  },
};

function curvesOf(model: string, fits: readonly ReportedTraining[], style: Line['style']) {
  const longest = Math.max(0, ...fits.map(({ epochs }) => epochs));
  if (longest === 0) return null;
  const epochs = Array.from({ length: longest }, (_, i) => i + 1);
  const relative = (losses: readonly number[] | null): readonly number[] =>
    losses === null || !(losses[0] > 0) ? [] : losses.map((loss) => loss / losses[0]);
  const lines = fits.flatMap(({ training, validation }): Line[] => [
    { name: 'training loss', style: 'benchmark', values: relative(training) },
    { name: `validation loss of ${model}`, style, values: relative(validation) },
  ]);
  return lineChart({
    title: `Training and validation loss of ${model} by epoch, as multiples of those of the first epoch`,
    x: { kind: 'count', values: epochs, label: 'epoch' },
    y: { label: 'loss / first loss' },
    lines: lines.filter(({ values }) => values.length > 0),
    marks: [1],
  });
}

function trainingTable(
  models: readonly string[],
  training: ReadonlyMap<string, readonly ReportedTraining[]>,
): string {
  const rows = models.map((model) => {
    const fits = training.get(model)!;
    const range = (values: readonly number[]): string => {
      const [least, most] = [Math.min(...values), Math.max(...values)];
      if (values.length === 0) return UNDEFINED;
      if (least === most) return formatCount(most);
      return `${formatNumber(median(values), 0)} (${formatCount(least)}-${formatCount(most)})`;
    };
    const seconds = fits.map((fit) => fit.seconds);
    return [
      model,
      formatCount(fits.length),
      range(fits.map(({ epochs }) => epochs)),
      range(fits.flatMap(({ validation }) => (validation === null ? [] : [bestEpoch(validation)]))),
      formatDuration(median(seconds)),
      formatDuration(seconds.reduce((sum, each) => sum + each, 0)),
    ];
  });
  return `${table(
    ['model', 'networks#', 'epochs#', 'weights of epoch#', 'time each#', 'time#'],
    rows,
  )}<p class="note">networks: fits times members. epochs and weights of epoch: median, with the lowest and the highest. time: sum over all fits.</p>`;
}

/** Counted from 1. */
const bestEpoch = (losses: readonly number[]): number => losses.indexOf(Math.min(...losses)) + 1;

/** Up to `FITS_SHOWN` of them, both ends included. */
function spread<T>(all: readonly T[]): readonly T[] {
  if (all.length <= FITS_SHOWN) return all;
  return Array.from(
    { length: FITS_SHOWN },
    (_, i) => all[Math.round((i * (all.length - 1)) / (FITS_SHOWN - 1))],
  );
}
