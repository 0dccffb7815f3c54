/** The backtest of the library. */

import { tunedBacktest as runBacktest } from '../tuning/nested.ts';
import { metrics as builtInMetrics } from '../metrics/index.ts';
import type { OwnMetric } from '../metrics/metric.ts';
import { UsageError } from '../errors.ts';
import { backtestJson } from '../report/json/backtest.ts';
import { backtestWarnings } from '../report/text/score-warnings.ts';
import { escapeControl } from '../text/escape.ts';
import { version } from '../text/version.ts';
import { columnsOf } from './columns.ts';
import { checkList, checkObject, shown } from './given.ts';
import { checkGiven, prepare, watched } from './prepare.ts';
import { resultOf } from './results.ts';
import type { BacktestReport } from './results.ts';
import type { PanelData } from './series.ts';
import type { BacktestSettings } from './settings.ts';

/**
 * Rolling forecasts of the past by every model and the benchmark, with scores, tests and a verdict: what `hindcast backtest` computes, to
 * the bit.
 * @throws UsageError for options, and DataError for data, that allow no backtest. A fit that fails is in `failures`.
 */
export async function backtest(data: PanelData, settings: BacktestSettings = {}): Promise<BacktestReport> {
  checkGiven(settings);
  const metrics = checkedMetrics(settings.metrics ?? []);
  const { panel, options, registry, recipe, warnings } = await prepare(data, settings, { hasTestSpan: true });
  const result = await watched(settings, panel, (context) =>
    runBacktest(panel, options, { ...context, registry, metrics, explains: settings.explain }),
  );
  const said = [...warnings, ...backtestWarnings(result)];
  const report = resultOf<BacktestReport>(backtestJson(result, version(), said, { recipe }));
  return { ...report, forecasts: columnsOf(result.forecasts, panel) };
}

function checkedMetrics(metrics: readonly OwnMetric[]): readonly OwnMetric[] {
  const hint = 'a metric is an object with a `name` and a function `compute`';
  checkList(metrics, '`metrics` to be a list', hint);
  const taken = new Set([
    'n',
    'step',
    'fold',
    'cutoff',
    'id',
    'regime',
    ...builtInMetrics.map(({ name }) => name),
  ]);
  return metrics.map((metric) => {
    checkObject(metric, 'a metric', hint);
    const { name, compute }: { readonly name: unknown; readonly compute: unknown } = metric;
    if (typeof name !== 'string' || !/^[A-Za-z]\w*$/.test(name) || taken.has(name))
      throw new UsageError(
        `expected a metric of your own to have a name that no other one has, got \`${escapeControl(String(name))}\``,
        { hint: 'a name consists of letters and digits' },
      );
    if (typeof compute !== 'function')
      throw new UsageError(`expected metric \`${name}\` to have a function \`compute\``, {
        hint: 'it takes the scored forecasts as columns, and returns a number',
      });
    taken.add(name);
    return {
      ...metric,
      compute(points) {
        const value: unknown = metric.compute(points);
        if (typeof value === 'number') return value;
        throw new UsageError(`expected metric \`${name}\` to return a number, got ${shown(value)}`, {
          hint: 'return `NaN` where it is undefined',
        });
      },
    };
  });
}
