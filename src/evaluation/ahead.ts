/** How far ahead forecasts reach, in words of the step: `one day ahead`, `4 to 24 hours ahead`. */

const UNITS: Readonly<Record<string, string>> = {
  s: 'second',
  m: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
  M: 'month',
};

/**
 * @param steps - the steps that are scored, ascending; not empty
 * @param timeframe - length of a step, such as `4h`; `null` if it is unknown
 */
export function aheadText(steps: readonly number[], timeframe: string | null): string {
  const [first, last] = [steps[0], steps.at(-1)!];
  const { count, unit } = /^(?<count>\d+)(?<unit>[smhdwM])$/.exec(timeframe ?? '')?.groups ?? {};
  const rows = count === undefined ? 1 : Number(count);
  const noun = unit === undefined ? 'step' : UNITS[unit];
  if (first !== last) return `${rows * first} to ${rows * last} ${noun}s ahead`;
  return rows * first === 1 ? `one ${noun} ahead` : `${rows * first} ${noun}s ahead`;
}
