/**
 * What `hindcast fetch … --with` must do with the columns of every exchange of `contract-venues.mjs`: give each stored candle
 * the last value that was known when it closed, or none and end with exit code 3 and a true sentence.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PagingSimulator, symbolsOf, valueAt } from './simulator.mjs';
import { COLUMN_VENUES } from './contract-venues.mjs';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2024, 0, 10, 12, 30);
const LISTED = NOW - 2585 * HOUR;

/** As messages write a time. */
const timeOf = (time) =>
  new Date(time).toISOString().replace(/(?:T00:00)?:00\.000Z$/, (end) => (end.startsWith('T') ? '' : 'Z'));

/** One check of one column, under a symbol of its own. */
class Trial {
  constructor(simulator, program, symbol, name) {
    Object.assign(this, { simulator, program, symbol, name });
  }

  /**
   * Fetches, and says what is wrong with the values, the exit code or the sentence.
   * @returns {Promise<string | undefined>} nothing if all is right
   */
  async check({ since, until, isNew = true, of = this.simulator.keptPoints(this.name) }) {
    const { simulator, name, symbol } = this;
    const { venue, now } = simulator;
    const asked = { exchange: venue.id, symbol, timeframe: '1h', now, since, until };
    const { exit, error } = await this.program.fetch({ ...asked, columns: isNew ? [name] : undefined });
    const { time, value } = await this.program.values({ exchange: venue.id, symbol, timeframe: '1h', name });
    if (time.length === 0) return `no candles: exit ${exit}: ${error}`;
    const known = simulator.points(name);
    let [wrong, missing] = [0, 0];
    for (const [row, open] of time.entries()) {
      const last = known.findLast((each) => each <= open + HOUR);
      const expected = of.includes(last) ? valueAt(name, last) : NaN;
      if (!Object.is(value[row], expected)) wrong++;
      if (Number.isNaN(expected) && last !== undefined) missing++;
    }
    if (wrong > 0) return `${wrong} of ${time.length} values are wrong (exit ${exit}: ${error})`;
    const isShort = missing > 0 && since !== undefined;
    if (exit !== (isShort ? 3 : 0)) return `exit ${exit}, not ${isShort ? 3 : 0}: ${error}`;
    if (!isShort) return undefined;
    const end = `until ${timeOf(Math.min(of[0], (until ?? Infinity) + HOUR))}`;
    return error.includes(end) ? undefined : `it ends ${end}: ${error}`;
  }
}

/** Checks: the titles of their columns, and what is wrong under each. */
const CHECKS = [
  {
    titles: ['from before the listing', 'the same again', 'later, without --with'],
    async perform(trial) {
      const { simulator, name } = trial;
      simulator.trade({ now: NOW, listed: LISTED });
      const since = LISTED - 300 * HOUR;
      const first = await trial.check({ since });
      const again = await trial.check({ since });
      const before = simulator.keptPoints(name);
      simulator.trade({ now: NOW + 30 * HOUR, listed: LISTED });
      const of = [...new Set([...before, ...simulator.keptPoints(name)])];
      return [first, again, await trial.check({ isNew: false, of })];
    },
  },
  {
    titles: ['a window in the middle', 'an older start after it'],
    async perform(trial) {
      const { simulator } = trial;
      simulator.trade({ now: NOW, listed: LISTED });
      const middle = Math.floor((NOW - 300 * HOUR) / HOUR) * HOUR;
      const found = await trial.check({ since: middle, until: middle + 38 * HOUR });
      return [found, await trial.check({ since: middle - 200 * HOUR })];
    },
  },
  {
    titles: ['from years before'],
    async perform(trial) {
      trial.simulator.trade({ now: NOW, listed: LISTED });
      return [await trial.check({ since: LISTED - 5 * 365 * DAY })];
    },
  },
];

export const COLUMN_TITLES = CHECKS.flatMap(({ titles }) => titles);

/**
 * Runs all checks, one column of one exchange after the other.
 * @param program - as that of `checkVenues`, where `fetch` also takes `columns`; `values({ exchange, symbol, timeframe, name, store })`
 *   gives the opens of the stored candles and the values of a column
 * @param onColumn - called with `{ venue, name, problems, requests }`
 */
export async function checkColumns(program, onColumn, venues = COLUMN_VENUES) {
  const simulator = new PagingSimulator();
  const url = await simulator.listen();
  try {
    for (const venue of venues) {
      simulator.become(venue);
      for (const name of Object.keys(venue.columns)) {
        const folder = mkdtempSync(path.join(tmpdir(), 'paging-'));
        const store = path.join(folder, 'store.sqlite');
        const here = {
          fetch: (options) => program.fetch({ ...options, url, store }),
          values: (options) => program.values({ ...options, store }),
        };
        simulator.requests = [];
        const problems = [];
        const symbols = symbolsOf(venue);
        try {
          for (const [i, { perform }] of CHECKS.entries())
            problems.push(...(await perform(new Trial(simulator, here, symbols[i], name))));
        } finally {
          program.done?.(store);
          rmSync(folder, { recursive: true, force: true });
        }
        onColumn({ venue, name, problems, requests: simulator.requests.length });
      }
    }
  } finally {
    await simulator.close();
  }
}
