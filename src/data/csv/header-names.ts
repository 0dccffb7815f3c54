/** Names of columns as headers write them: compared by letters and digits only, without case and accents. */

import type { ColumnKind } from './column-words.ts';
import { columnKinds, columnWords } from './column-words.ts';

/** Names without case and accents, each with its rank: 0 is the best. */
export type RankedNames = ReadonlyMap<string, number>;

/** Letters whose stroke, dot or ligature is not an accent in Unicode, and how they are written without it. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
};

/** A header reduced to letters and digits, lower case, without accents. */
export function bareName(header: string): string {
  return header
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
    .replaceAll(/[łøđðßæœı]/g, (letter) => PLAIN_LETTERS[letter]);
}

/** The names of these kinds of column, in this order. */
export function namesOf(...kinds: readonly ColumnKind[]): RankedNames {
  const names = kinds.flatMap((kind) =>
    columnWords.flatMap((words) => (words[kind] ?? '').split(',').map(bareName)),
  );
  return new Map([...new Set(names)].filter((name) => name !== '').map((name, rank) => [name, rank]));
}

/** The kind of column that a header names, if it is known: `Изм. %` is `change`. */
export function kindOf(header: string): ColumnKind | undefined {
  const bare = bareName(header);
  const kind = columnKinds.find((each) => KINDS.get(each)?.has(bare));
  return kind ?? (header.includes('%') ? 'change' : undefined);
}

const KINDS = new Map(columnKinds.map((kind) => [kind, namesOf(kind)]));

export function isTimeKind(kind: ColumnKind | undefined): boolean {
  return kind === 'time' || kind === 'start';
}

/** Whether a header is a name only in languages that write `1,5`: `Schlusskurs`, but neither `Close` nor `終値`. */
export function isInLanguageOfCommas(header: string): boolean {
  const bare = bareName(header);
  const tags = columnWords.flatMap((words) =>
    columnKinds.some((kind) => (words[kind] ?? '').split(',').map(bareName).includes(bare))
      ? [words.tag]
      : [],
  );
  return tags.length > 0 && tags.every((tag) => new Intl.NumberFormat(tag).format(1.5) === '1,5');
}
