/**
 * What `hindcast fetch` must do at every exchange of `venues.mjs`: store exactly the closed candles, or end with exit
 * code 3 and a true sentence about how far back the exchange goes.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PagingSimulator, stepOf, symbolsOf } from './simulator.mjs';
import { VENUES } from './venues.mjs';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
export const NOW = Date.UTC(2024, 0, 10, 12, 30);
/** A young market for hours, an old one for days. */
const HOURS_LISTED = NOW - 2585 * HOUR;
const DAYS_LISTED = NOW - 1100 * DAY;

/** One check of one exchange, under a symbol of its own. */
class Trial {
  constructor(simulator, program, symbol) {
    Object.assign(this, { simulator, program, symbol });
  }

  /** `{ exit, error, hint, output }` of a fetch. */
  fetch(options) {
    const { venue, now } = this.simulator;
    return this.program.fetch({ exchange: venue.id, symbol: this.symbol, now, ...options });
  }

  /** The same with nothing stored. */
  again() {
    return new Trial(this.simulator, this.program, symbolsOf(this.simulator.venue).at(-1));
  }

  /** Opens that are stored, or can be built. */
  stored(timeframe) {
    return this.program.stored({ exchange: this.simulator.venue.id, symbol: this.symbol, timeframe });
  }

  /**
   * Fetches, and says what is wrong: the wrong candles, the wrong exit code, a sentence that is not true.
   * @returns {Promise<string | undefined>} nothing if all is right
   */
  async check(timeframe, { since, until, kept = [], isUpdate = false }) {
    const fetched = await this.fetch({ timeframe, since: isUpdate ? undefined : since, until });
    const step = stepOf(timeframe);
    const isWanted = (open) =>
      open >= since && open < (until ?? Infinity) && open + step <= this.simulator.now;
    const wanted = this.simulator.traded(timeframe).filter(isWanted);
    const here = this.simulator.kept(timeframe);
    const expected = [...new Set([...kept, ...wanted.filter((open) => open >= here[0])])].toSorted(
      (a, b) => a - b,
    );
    const isShort = !isUpdate && wanted.length > expected.filter(isWanted).length;
    const got = await this.stored(timeframe);
    const exit = isShort ? 3 : 0;
    // With nothing to compare with, a limit cannot be told from the listing; what it says must be true all the same.
    const isUnsure = this.simulator.venue.rule.unsure?.includes(timeframe) === true && fetched.exit === 3;
    if (fetched.exit !== exit && !isUnsure) return `exit ${fetched.exit}, not ${exit}: ${fetched.error}`;
    const difference = differenceOf(got, expected);
    if (difference !== undefined) return difference;
    if (fetched.output.includes('full history') && isShort)
      return 'it says that a short history is the full one';
    return isShort || isUnsure ? untruth(fetched.error, here, this.simulator.venue.rule, got) : undefined;
  }
}

function differenceOf(got, expected) {
  const [has, should] = [new Set(got), new Set(expected)];
  const lost = expected.filter((open) => !has.has(open)).length;
  const invented = got.filter((open) => !should.has(open)).length;
  if (lost === 0 && invented === 0) return undefined;
  return `${lost} of ${expected.length} candles lost, ${invented} invented`;
}

/** What is not true of the sentence about the limit. */
function untruth(sentence, here, { last }, got) {
  const time = (open) =>
    new Date(open).toISOString().replace(/(?:T00:00)?:00\.000Z$/, (end) => (end.startsWith('T') ? '' : 'Z'));
  const count = /latest ([\d,]+) candles/.exec(sentence)?.[1].replaceAll(',', '');
  if (count !== undefined && Number(count) !== (last ?? NaN)) return `it has the latest ${last}: ${sentence}`;
  if (count === undefined && !sentence.includes(`only back to ${time(here[0])}`))
    return `back to ${time(here[0])}: ${sentence}`;
  if (got.length > 0 && !sentence.includes(`starts at ${time(got[0])}`))
    return `it starts at ${time(got[0])}: ${sentence}`;
  return undefined;
}

const hours = { now: NOW, listed: HOURS_LISTED };
const days = { now: NOW, listed: DAYS_LISTED };

/** The refusal of a timeframe, once, with a way out that works. */
async function refused(trial, timeframe) {
  const { simulator } = trial;
  const before = simulator.requests.length;
  const { exit, error, hint } = await trial.fetch({ timeframe, since: simulator.listed });
  if (exit !== 2) return `exit ${exit}, not 2: ${error}`;
  if (simulator.requests.length - before > 1) return 'it asked more than once';
  const way = /--timeframe (\w+)/.exec(hint)?.[1];
  return way === undefined ? `no way out: ${error}` : trial.check(way, { since: NOW - 60 * DAY });
}

const history = async (trial) => {
  const { simulator } = trial;
  simulator.trade(hours);
  const since = HOURS_LISTED - 300 * HOUR;
  const first = await trial.check('1h', { since });
  const again = await trial.check('1h', { since });
  const kept = await trial.stored('1h');
  simulator.trade({ ...hours, now: NOW + 30 * HOUR });
  const later = await trial.check('1h', { since: kept.at(-1), kept, isUpdate: true });
  return [first, again, later];
};

/** The checks: the titles of their columns, and what is wrong under each. */
const CHECKS = [
  { titles: ['from before the listing', 'the same again', 'later, without --since'], perform: history },
  {
    titles: ['a window in the middle', 'an older start after it'],
    async perform(trial) {
      const { simulator } = trial;
      simulator.trade(hours);
      const here = simulator.kept('1h');
      const middle = here[Math.floor(here.length / 2)];
      const found = await trial.check('1h', { since: middle, until: middle + 38 * HOUR });
      const earlier = middle - 20 * HOUR;
      return [found, await trial.check('1h', { since: earlier })];
    },
  },
  {
    titles: ['a window at the listing'],
    async perform(trial) {
      trial.simulator.trade(hours);
      return [await trial.check('1h', { since: HOURS_LISTED - 50 * HOUR, until: HOURS_LISTED + 40 * HOUR })];
    },
  },
  {
    titles: ['days'],
    async perform(trial) {
      const { simulator } = trial;
      simulator.trade(days);
      const isOff = (simulator.venue.rule.dayBegins ?? 0) !== 0 || !simulator.has('1d');
      return [await (isOff ? refused(trial, '1d') : trial.check('1d', { since: DAYS_LISTED - 200 * DAY }))];
    },
  },
  {
    titles: ['no timeframe named'],
    async perform(trial) {
      const { simulator } = trial;
      simulator.trade(hours);
      const { exit, error } = await trial.fetch({ since: HOURS_LISTED - DAY });
      if (![0, 3].includes(exit)) return [`exit ${exit}: ${error}`];
      return [(await trial.stored('1d')).length > 0 ? undefined : 'no days can be built'];
    },
  },
  {
    titles: ['from years before'],
    async perform(trial) {
      trial.simulator.trade(hours);
      return [await trial.check('1h', { since: HOURS_LISTED - 5 * 365 * DAY })];
    },
  },
  {
    titles: ['from 1.5 times its depth', 'from just inside its depth'],
    async perform(trial) {
      const { simulator } = trial;
      simulator.trade({ now: NOW, listed: NOW - 11_000 * HOUR });
      const here = simulator.kept('1h');
      if (here.length >= simulator.traded('1h').length) return [undefined, undefined];
      const since = Math.floor(NOW / HOUR) * HOUR - Math.floor(1.5 * here.length) * HOUR;
      const far = (await trial.check('1h', { since })) ?? (await trial.check('1h', { since }));
      return [far, await trial.again().check('1h', { since: here[5] })];
    },
  },
  {
    titles: ['a market younger than its depth'],
    async perform(trial) {
      const listed = NOW - 60 * HOUR;
      trial.simulator.trade({ now: NOW, listed });
      return [await trial.check('1h', { since: listed - 20 * DAY })];
    },
  },
  {
    titles: ['a gap as long as most histories'],
    async perform(trial) {
      const listed = NOW - 2585 * HOUR;
      const gap = [[Math.floor(NOW / HOUR) * HOUR - 2300 * HOUR, Math.floor(NOW / HOUR) * HOUR - 60 * HOUR]];
      trial.simulator.trade({ now: NOW, listed, missing: gap });
      return [await trial.check('1h', { since: listed - 100 * HOUR })];
    },
  },
  {
    titles: ['gaps stay gaps', 'then an update'],
    async perform(trial) {
      const { simulator } = trial;
      const start = Math.floor(NOW / HOUR) * HOUR - 95 * HOUR;
      const missing = [20, 30, 80].map((n) => [start + n * HOUR, start + (n === 30 ? n + 12 : n + 1) * HOUR]);
      simulator.trade({ ...hours, missing });
      const found = await trial.check('1h', { since: start });
      const kept = await trial.stored('1h');
      const later = { now: NOW + 50 * HOUR, listed: HOURS_LISTED };
      simulator.trade({ ...later, missing: [...missing, [NOW + 10 * HOUR, NOW + 14 * HOUR]] });
      return [found, await trial.check('1h', { since: kept.at(-1), kept, isUpdate: true })];
    },
  },
];

/** The titles of all checks. */
export const TITLES = CHECKS.flatMap(({ titles }) => titles);

/**
 * Runs all checks, one exchange after the other.
 * @param program - `fetch({ exchange, symbol, timeframe, since, until, now, url, store })` gives exit code, error, hint and
 *   output; `stored({ exchange, symbol, timeframe, store })` gives opens; `done(store)` is called after each exchange
 * @param onVenue - called with `{ venue, problems, requests }`; `problems` has a place for every title
 */
export async function checkVenues(program, onVenue, venues = VENUES) {
  const simulator = new PagingSimulator();
  const url = await simulator.listen();
  try {
    for (const venue of venues) {
      const folder = mkdtempSync(path.join(tmpdir(), 'paging-'));
      const store = path.join(folder, 'store.sqlite');
      const here = {
        fetch: (options) => program.fetch({ ...options, url, store }),
        stored: (options) => program.stored({ ...options, store }),
      };
      simulator.become(venue);
      simulator.requests = [];
      const problems = [];
      const symbols = symbolsOf(venue);
      try {
        for (const [i, { perform }] of CHECKS.entries())
          problems.push(...(await perform(new Trial(simulator, here, symbols[i]))));
      } finally {
        program.done?.(store);
        rmSync(folder, { recursive: true, force: true });
      }
      onVenue({ venue, problems, requests: simulator.requests.length });
    }
  } finally {
    await simulator.close();
  }
}
