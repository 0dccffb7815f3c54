/** Values of options as their flags would give them: the inverse of `parse.ts`. */

import type { BacktestOptions, OptionName } from '../backtest/options.ts';
import { Budget } from '../backtest/budget.ts';
import { TestSpan } from '../backtest/test-span.ts';
import type { Schedule } from '../nn/schedule.ts';

/** `null` if there is no value. */
export function flagText(value: BacktestOptions[OptionName] | undefined): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof TestSpan || value instanceof Budget) return value.text;
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(',');
  return typeof value === 'object' ? scheduleText(value as Schedule) : String(value);
}

function scheduleText(of: Schedule): string {
  switch (of.name) {
    case 'constant':
    case 'cosine':
      return of.name;
    case 'step':
      return `step:${of.every}:${of.factor}`;
    case 'plateau':
      return `plateau:${of.patience}:${of.factor}`;
  }
}
