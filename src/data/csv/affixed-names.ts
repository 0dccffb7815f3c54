/**
 * Headers in which the names of open, high, low and close stand beside the same word: `AAPL.Open`, `Close_BTC-USD`, `mid.o`,
 * `('Close', 'BTC-USD')`; or beside numbers, as in `1. open`.
 */

import { bareName, namesOf } from './header-names.ts';

const PRICES = ['open', 'high', 'low', 'close'] as const;
const KINDS = new Map([...PRICES, 'volume' as const].map((kind) => [kind, namesOf(kind)]));
/** Between words, also in `openBid`. */
const BETWEEN = /[^\p{L}\p{N}]+|(?<=\p{Ll})(?=\p{Lu})/u;
const NUMBER = /^\d+[a-d]?$/;

interface Split {
  readonly name: string;
  /** The other words; empty if there are none. */
  readonly affix: string;
}

/**
 * The headers without the word that the four prices share; `undefined` if they share none, and if several markets have the
 * four, as `BTC_Open` and `ETH_Open`.
 */
export function withoutAffix(header: readonly string[]): readonly string[] | undefined {
  const splits = header.map(splitsOf);
  const affixes = new Set(splits.flatMap((each) => each.map(({ affix }) => affix)));
  const shared = [...affixes].filter((affix) => PRICES.every((price) => hasKind(splits, affix, price)));
  if (shared.length !== 1) return undefined;
  return header.map(
    (name, i) => splits[i].find(({ affix }) => affix === shared[0] || affix === '')?.name ?? name,
  );
}

function hasKind(
  splits: readonly (readonly Split[])[],
  affix: string,
  kind: (typeof PRICES)[number],
): boolean {
  const names = KINDS.get(kind);
  return splits.some((each) =>
    each.some((split) => split.affix === affix && names?.has(bareName(split.name))),
  );
}

/** The ways to take a header apart into the name of a price or volume, first or last, and the rest. */
function splitsOf(header: string): readonly Split[] {
  const words = header.split(BETWEEN).filter((word) => word !== '');
  const [first, ...others] = NUMBER.test(words[0] ?? '') ? words.slice(1) : words;
  if (first === undefined) return [];
  const whole = [first, ...others];
  const ways: readonly Split[] = [
    { name: first, affix: bareName(others.join(' ')) },
    { name: whole[whole.length - 1], affix: bareName(whole.slice(0, -1).join(' ')) },
  ];
  return ways.filter(({ name }) => [...KINDS.values()].some((names) => names.has(bareName(name))));
}
