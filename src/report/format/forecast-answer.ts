/** What a model expects, in one sentence. */

import { classNames, classNumber } from '../../data/classes.ts';
import { targetOf } from '../../data/targets.ts';
import { escapeControl } from '../../text/escape.ts';
import type { ForecastReport } from '../inputs.ts';
import { shortValueFormat } from './forecast-values.ts';
import { formatCount, formatPercent, formatTime, listed, plural, signedPercent } from './units.ts';

/**
 * `BTC/USDT closed at 97,012 on 2026-11-26; gru expects 97,150 (+0.14 %) for 2026-11-27, 80 %: 95,210 to 99,020.` Of several
 * series, the least and the greatest change.
 */
export function forecastAnswer(report: ForecastReport, lead: string): string {
  const isOfClasses = targetOf(report.options.target).quantity.classes !== undefined;
  const isAlone = report.next.series.length === 1;
  if (isOfClasses) return isAlone ? answerOfClass(report, lead) : answerOfClasses(report, lead);
  return isAlone ? answerOfValue(report, lead) : answerOfValues(report, lead);
}

function answerOfValue(report: ForecastReport, lead: string): string {
  const { options, next } = report;
  const i = options.horizon - 1;
  const format = shortValueFormat(targetOf(options.target).quantity, next.last[0]);
  const yhat = next.models.get(lead)![i];
  const [narrowest] = (next.intervals.get(lead) ?? []).toSorted((a, b) => a.level - b.level);
  const hasInterval =
    narrowest !== undefined && Number.isFinite(narrowest.lo[i]) && Number.isFinite(narrowest.hi[i]);
  const interval = hasInterval
    ? `, ${narrowest.level} %: ${format.value(narrowest.lo[i])} to ${format.value(narrowest.hi[i])}`
    : '';
  const change = signedPercent(format.change(yhat, next.last[0]));
  const expected = yhat === next.last[0] ? 'no change' : `${format.value(yhat)} (${change})`;
  return `${lastValue(report, 0)}; ${lead} expects ${expected} ${forWhen(report, i)}${interval}.`;
}

/** `BTC/USDT closed at 97,012 on 2026-11-26`. */
function lastValue({ options, next, panel }: ForecastReport, s: number): string {
  const { quantity } = targetOf(options.target);
  const id = escapeControl(next.series[s]);
  const value = shortValueFormat(quantity, next.last[s]).value(next.last[s]);
  const time = formatTime(next.origin);
  // A candle is named after its open, which of a day or more is the day it closes on, or begins with.
  const isByDay = /^\d{4}-\d\d-\d\d$/.test(time) && (panel.timeframe?.name ?? '1d') === '1d';
  const when = isByDay ? `on ${time}` : `in the candle of ${time}`;
  if (quantity.isLogarithm) return `The volatility of ${id} was ${value} ${when}`;
  if (options.column.toLowerCase() === 'close') return `${id} closed at ${value} ${when}`;
  return `The ${escapeControl(options.column)} of ${id} was ${value} ${when}`;
}

/** `for 2026-11-27`, `for 2026-12-03, 7 steps ahead`. */
function forWhen({ next, options }: ForecastReport, i: number): string {
  const ahead = options.horizon === 1 ? '' : `, ${plural(i + 1, 'step')} ahead`;
  return Number.isNaN(next.ds[i]) ? `for row +${i + 1}` : `for ${formatTime(next.ds[i])}${ahead}`;
}

function answerOfValues(report: ForecastReport, lead: string): string {
  const { options, next } = report;
  const format = shortValueFormat(targetOf(options.target).quantity, NaN);
  const yhat = next.models.get(lead)!;
  const changes = next.series
    .map((id, s) => ({ id, change: format.change(yhat[(s + 1) * options.horizon - 1], next.last[s]) }))
    .filter(({ change }) => Number.isFinite(change))
    .toSorted((a, b) => a.change - b.change);
  if (changes.length === 0) return `${lead} has no forecast ${forWhen(report, options.horizon - 1)}.`;
  const when = `${forWhen(report, options.horizon - 1)}, in ${formatCount(changes.length)} series`;
  const from = `From the values of ${formatTime(next.origin)}, ${lead} expects`;
  if (changes.every(({ change }) => change === 0)) return `${from} no change ${when}.`;
  const [least, most] = [changes[0], changes[changes.length - 1]].map(
    ({ id, change }) => `${signedPercent(change)} (${escapeControl(id)})`,
  );
  return `${from} changes from ${least} to ${most} ${when}.`;
}

function answerOfClass(report: ForecastReport, lead: string): string {
  const { options, next } = report;
  const i = options.horizon - 1;
  const c = classNumber(next.models.get(lead)![i]);
  const probability = next.probabilities.get(lead)?.[c][i];
  const size = probability === undefined ? '' : ` (${formatPercent(probability)})`;
  const flat = `a change of at most ${formatPercent(options.flat, 2)} is flat`;
  return `${lastValue(report, 0)}; ${lead} expects ${classNames[c]}${size} ${forWhen(report, i)}; ${flat}.`;
}

function answerOfClasses(report: ForecastReport, lead: string): string {
  const { options, next } = report;
  const yhat = next.models.get(lead)!;
  const last = next.series.map((_, s) => yhat[(s + 1) * options.horizon - 1]);
  const counts = classNames.map(
    (name, c) => `${name} for ${formatCount(last.filter((value) => classNumber(value) === c).length)}`,
  );
  return `From the values of ${formatTime(next.origin)}, ${lead} expects ${listed(counts)} of ${formatCount(last.length)} series, ${forWhen(report, options.horizon - 1)}.`;
}
