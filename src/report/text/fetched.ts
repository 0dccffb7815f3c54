/** A line per fetched market. */

import { formatMarket } from '../../data/market.ts';
import { formatCount, formatTime, plural } from '../format/units.ts';
import type { ChosenMarkets, FetchedMarket, NotFetchable } from '../inputs.ts';
import { renderCandleUpdate } from './candle-update.ts';

/** What was written, and what the store contains now. */
export function renderFetched(markets: readonly FetchedMarket[]): string {
  return markets
    .map(({ market, update, series, error }) => {
      if (series === undefined) return `${formatMarket(market)}: nothing is stored`;
      const notes = [
        renderCandleUpdate({ market, written: update, columns: update.columns, series }),
        ...(update.isFromStart && update.historyLimit === undefined ? ['this is the full history'] : []),
        ...(update.missing === 0
          ? []
          : [`${plural(update.missing, 'candle')} missing, confirmed by a second request`]),
        ...(error === undefined ? [] : ['not up to date']),
      ];
      return notes.join('; ');
    })
    .join('\n');
}

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Funding is settled a moment after its hour. */
const minuteOf = (time: number): number => Math.floor(time / MINUTE) * MINUTE;

/** One line for each column of which the exchange does not have all that was requested. */
export function columnWarnings({ market, update }: FetchedMarket): readonly string[] {
  return update.columns.flatMap(({ name, limit }) => {
    if (limit === undefined) return [];
    const { from, to, history } = limit;
    const only =
      history === undefined ? '' : ` has only the last ${formatCount(history / DAY)} days of ${name}: it`;
    return `${market.exchange}${only} has no ${name} of \`${formatMarket(market)}\` from ${formatTime(minuteOf(from))} until ${formatTime(minuteOf(to))}`;
  });
}

/** A warning if the exchange does not go back as far as requested; else `undefined`. */
export function limitWarning({ market, update, series }: FetchedMarket): string | undefined {
  const limit = update.historyLimit;
  if (limit === undefined) return undefined;
  const { kind, candles, first, wanted, to } = limit;
  const { exchange, timeframe } = market;
  const name = formatMarket(market);
  const [from, back] = [formatTime(wanted), formatTime(first)];
  const only = {
    count: `${exchange} has only its latest ${formatCount(candles)} candles of ${timeframe}, back to ${back}`,
    time: `${exchange} has candles of ${timeframe} only back to ${back}`,
    gone: `${exchange} has candles of ${timeframe} only for a time, then only longer ones`,
  }[kind];
  if (series === undefined) return `${only}: it has none of \`${name}\` from ${from} until ${formatTime(to)}`;
  return series.first > wanted
    ? `${only}: \`${name}\` starts at ${formatTime(series.first)}, not at ${from}`
    : `${only}: the candles of \`${name}\` from ${from} until ${formatTime(to)} are missing`;
}

/** What was chosen, and what was left out. */
export function fetchNotes(
  chosen: readonly ChosenMarkets[],
  leftOut: readonly NotFetchable[],
): readonly string[] {
  return [
    ...chosen.flatMap((one) => choiceNotes(one)),
    ...leftOut.map(({ market, why }) => `${formatMarket(market)} is not fetched: ${why}`),
  ];
}

const WHY = { stable: 'follow a currency', leveraged: 'are leveraged' } as const;

function choiceNotes({ exchange, top }: ChosenMarkets): readonly string[] {
  if (top === undefined) return [];
  const names = (markets: readonly { readonly symbol: string }[]): string =>
    markets.map(({ symbol }) => symbol).join(', ');
  const out = (['stable', 'leveraged'] as const).flatMap((why) => {
    const markets = top.leftOut.filter((market) => market.why === why);
    return markets.length === 0 ? [] : `${names(markets)}, which ${WHY[why]}`;
  });
  const without = out.length === 0 ? '' : `; without ${out.join('; ')}`;
  return [
    `${exchange}: the ${plural(top.markets.length, 'market')} in ${top.quote}, of ${formatCount(top.of)}, with the largest volume of the last 24 hours: ${names(top.markets)}${without}`,
  ];
}
