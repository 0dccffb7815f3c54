/** The unit of what is forecast, for the axis of a chart. */

import { parseMarket } from '../../data/market.ts';
import type { ValueAxis } from '../charts/axes.ts';
import type { ReportContext } from './context.ts';

/** The currency of a market, `%` for a volatility, otherwise the name of the column. */
export function unitOf({ result, record }: ReportContext, id: string): ValueAxis {
  if (result.quantity.isLogarithm) return { label: 'volatility per candle', format: '%' };
  // `binance:BTC/USDT:1d` is in USDT.
  const quote = parseMarket(id)?.symbol.split('/').at(1)?.split(':').at(0);
  const { column } = record.asked;
  if (quote === undefined || column === 'volume') return { label: column };
  return { label: quote };
}
