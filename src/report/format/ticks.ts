/** Ticks of an axis with their labels. */

import { scaleLinear, scaleUtc } from 'd3-scale';
import { formatNumber } from './units.ts';

export interface AxisTick {
  readonly at: number;
  readonly label: string;
}

const DAY = 86_400_000;
/** Labels with more digits than this are written as powers of ten. */
const MOST_DECIMALS = 9;
const MOST = 1e9;

/** About `count` round values between two, at least two, from the least; the ends themselves where none are between them. */
export function valueTicks(least: number, most: number, count: number): readonly AxisTick[] {
  const half = most / 2 - least / 2;
  // Beyond these, steps between ticks are no numbers any more.
  const isUsual = half > 1e-290 && half < 1e290;
  const scale = scaleLinear().domain([least, most]);
  const counts = isUsual ? Array.from({ length: count + 1 }, (_, more) => count + more) : [];
  const round = counts.map((some) => scale.ticks(some)).find((ticks) => ticks.length >= 2) ?? [];
  const values = round.length > 0 ? round : [...new Set([least, most])];
  const label = valueFormat(values, round.length > 0);
  return values.map((at) => ({ at, label: label(at) }));
}

/** With the decimals that tell these values apart. */
function valueFormat(values: readonly number[], isRound: boolean): (value: number) => string {
  const steps = values.slice(1).map((value, i) => Math.abs(value - values[i]));
  const step = steps.length > 0 ? Math.min(...steps) : Math.abs(values[0]) || 1;
  const decimals = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  const greatest = Math.max(...values.map(Math.abs));
  if (decimals > MOST_DECIMALS || greatest >= MOST) {
    const [high, low] = [greatest, step].map((value) => Math.floor(Math.log10(value) + 1e-9));
    const digits = Math.min(15, Math.max(isRound ? 0 : 2, high - low));
    return (value) => (value === 0 ? '0' : value.toExponential(digits));
  }
  return (value) => formatNumber(value, decimals);
}

/** About `count` round times between two in UTC: `2026-11-26`, with the time of day if they are closer than a day. */
export function timeTicks(first: number, last: number, count: number): readonly AxisTick[] {
  const round = scaleUtc()
    .domain([first, last])
    .ticks(count)
    .map((date) => date.getTime());
  const times = round.length > 0 ? round : [first];
  const isDaily = times.every((ms) => ms % DAY === 0);
  return times.map((ms) => {
    const text = new Date(ms).toISOString();
    return { at: ms, label: isDaily ? text.slice(0, 10) : `${text.slice(5, 10)} ${text.slice(11, 16)}` };
  });
}
