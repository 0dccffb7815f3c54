/** The volume of contracts in units of the base currency, as that of spot markets is. */

import type { Exchange } from 'ccxt';
import type { ExchangeRow } from './check-rows.ts';
import type { ListedMarket } from './symbols.ts';
import type { MarketKind, VenueRules } from './venue-rules.ts';

/**
 * What a volume of this market has to be multiplied by; `NaN` if that is not known. A contract that pays in its quote
 * currency is of so many units of the base currency; one that pays in its base currency is of so many units of the quote
 * currency, whose worth changes from trade to trade.
 */
export function volumeScale(
  {
    kind,
    exchange,
    rules,
  }: { readonly kind: MarketKind; readonly exchange: Exchange; readonly rules: VenueRules },
  symbol: string,
): number {
  if (kind === 'spot') return 1;
  const market = (exchange.markets as Readonly<Record<string, ListedMarket>> | undefined)?.[symbol];
  const { volume = 'unknown', inverseVolume = volume === 'base' ? 'base' : 'unknown' } = rules;
  const unit = market?.linear === true ? volume : inverseVolume;
  if (unit === 'base') return 1;
  return unit === 'contracts' ? (market?.contractSize ?? NaN) : NaN;
}

/** Rows with their volumes multiplied by `scale`. */
export function scaledVolumes(rows: readonly ExchangeRow[], scale: number): readonly ExchangeRow[] {
  if (scale === 1) return rows;
  return rows.map(([time, open, high, low, close, volume]) => [
    time,
    open,
    high,
    low,
    close,
    typeof volume === 'number' || Number.isNaN(scale) ? Number(volume) * scale : volume,
  ]);
}
