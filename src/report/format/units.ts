/** Numbers, times and words for people. Not meant to be parsed. */

import { hexOf } from '../../text/digest.ts';

export { formatTime } from '../../data/timeframe.ts';

/** Shown for an undefined value. */
export const UNDEFINED = '–';

/** Decimals that show about four significant digits of `value`, and never fewer than two. */
export function decimalsOf(value: number): number {
  if (!Number.isFinite(value) || value === 0) return 2;
  return Math.min(12, Math.max(2, 3 - Math.floor(Math.log10(Math.abs(value)))));
}

/** `1,211.47`: grouped thousands and a fixed number of decimals. */
export function formatNumber(value: number, decimals: number = decimalsOf(value)): string {
  if (Number.isNaN(value)) return UNDEFINED;
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞';
  const [whole, fraction] = Math.abs(value).toFixed(decimals).split('.');
  const digits = fraction === undefined ? '' : `.${fraction}`;
  const grouped = `${whole.replace(/\B(?=(?:\d{3})+$)/g, ',')}${digits}`;
  const isZero = !/[1-9]/.test(grouped);
  return value < 0 && !isZero ? `-${grouped}` : grouped;
}

/** `1,828`. */
export function formatCount(count: number): string {
  return formatNumber(count, 0);
}

/** 1,000,000 %. */
const LARGEST_PERCENTAGE = 1e4;

/** `2.07 %` of the ratio 0.0207. */
export function formatPercent(ratio: number, decimals = 1): string {
  if (Number.isNaN(ratio)) return UNDEFINED;
  // The digits of an absurd number say nothing.
  if (Math.abs(ratio) > LARGEST_PERCENTAGE) return ratio > 0 ? '>1,000,000 %' : '<-1,000,000 %';
  const text = formatNumber(100 * ratio, decimals);
  return `${/^-[0.]+$/.test(text) ? text.slice(1) : text} %`;
}

/** `+0.15 %`, `-0.15 %`, `0.00 %`: a change, with its sign. */
export function signedPercent(ratio: number, decimals = 2): string {
  const text = formatPercent(ratio, decimals);
  return ratio > 0 && /[1-9∞]/.test(text) ? `+${text}` : text;
}

/** `0.42 s`, `12.3 s`, `2 min 05 s`, `1 h 04 min`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return UNDEFINED;
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${twoDigits(whole % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${formatCount(Math.floor(minutes / 60))} h ${twoDigits(minutes % 60)} min`;
}

/** `2023-11-30T13:05Z`, to the minute. */
export function formatMinute(ms: number): string {
  return Number.isFinite(ms) ? `${new Date(ms).toISOString().slice(0, 16)}Z` : UNDEFINED;
}

/** The first eight digits of `sha256:…`, which name it in tables. */
export function shortId(id: string): string {
  return hexOf(id, 8);
}

/** `1 fold`, `10 folds`. */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `MAE, RMSE and bias`. */
export function listed(names: readonly string[]): string {
  return names.length < 2
    ? names.join('')
    : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** `42.1-45.0` percent, for two ratios. */
export function percentRange(lo: number, hi: number): string {
  if (Number.isNaN(lo + hi)) return 'unknown';
  return `${formatNumber(100 * lo, 1)}-${formatNumber(100 * hi, 1)}`;
}
