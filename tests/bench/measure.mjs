/**
 * Rates of several pieces of work, measured in rounds: every round runs each piece once, so that what else
 * the machine does falls on all of them alike, and ratios are taken within a round.
 *
 * A piece of work is `{ name, work, run, check?, before?, once? }`: `run` does `work` units (windows, values,
 * operations) and returns a number, which must be finite: so the work is used, and no engine may drop it.
 * `check` is a number that is the same in every run of the benchmark, and shows that it did the same work.
 */

/**
 * Units per second of each case, one figure per round.
 * @param rounds - that count; one more goes before them, to warm up
 * @param seconds - least time of one sample; a case with `once` runs once however short it is
 * @param beside - measured anew next to every sample of every case: the machine's speed at that moment
 */
export async function measure(cases, { rounds, seconds }, beside) {
  const repeated = [];
  for (const one of cases) repeated.push(await repetitions(one, seconds));
  const yardstick = beside && (await repetitions(beside, seconds));
  const results = cases.map(({ name, check }) => ({ name, check, rates: [], besides: [] }));
  for (let round = -1; round < rounds; round++) {
    // There and back again: what grows or tires during a round does not favour the first.
    const order = cases.map((_, index) => index);
    if (round % 2 !== 0) order.reverse();
    for (const index of order) {
      if (round < 0 && cases[index].once) continue;
      const rival = yardstick && (await speed(yardstick));
      const own = await speed(repeated[index]);
      if (round < 0) continue;
      results[index].rates.push(own);
      if (yardstick) results[index].besides.push(rival);
    }
  }
  return results;
}

/** The case, with how often it must run to take `seconds`. */
async function repetitions(one, seconds) {
  if (one.once) return { ...one, count: 1 };
  for (let count = 1; ; count *= 2) {
    const elapsed = await time({ ...one, count });
    if (elapsed >= seconds / 2) return { ...one, count: Math.ceil((count * seconds) / elapsed) };
  }
}

/** Units per second, once. */
async function speed(one) {
  return (one.work * one.count) / (await time(one));
}

/** Seconds that `count` runs take. */
async function time({ name, run, before, count }) {
  await before?.();
  let sum = 0;
  const start = performance.now();
  for (let i = 0; i < count; i++) {
    const value = run();
    sum += typeof value === 'number' ? value : await value;
  }
  const elapsed = (performance.now() - start) / 1000;
  if (!Number.isFinite(sum)) throw new Error(`expected finite results of ${name}, got ${sum}`);
  return elapsed;
}

/** Median, least and most. */
export function spread(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return {
    median: sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2,
    least: sorted[0],
    most: sorted[sorted.length - 1],
  };
}

/** Rates of one case over those of another, round by round. */
export const ratios = (rates, others) => rates.map((rate, round) => rate / others[round]);
