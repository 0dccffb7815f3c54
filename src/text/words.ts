/**
 * The words of a command, split by one rule and never by a shell:
 *
 *     blanks separate words · 'text' is kept as it is · in "text", \" and \\ stand for " and \
 *     outside quotes, \ keeps the character after it · nothing else has a meaning: no variables, no patterns, no pipes
 */

import { UsageError } from '../errors.ts';
import { quoted } from './escape.ts';

/** One step of reading: a character, and whether it is plain text rather than syntax. */
interface Piece {
  readonly character: string;
  /** Whether quotes or a backslash took every meaning from it. */
  readonly isLiteral: boolean;
  /** Whether it only marks: a quote, or a backslash before another character. */
  readonly isMark: boolean;
}

/**
 * The words.
 * @throws UsageError for a quote without its end
 */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (const { character, isLiteral, isMark } of pieces(text)) {
    if (isMark) word ??= '';
    else if (!isLiteral && /\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + character;
  }
  return word === undefined ? words : [...words, word];
}

/** The parts between commas outside quotes, as they were written, without the blanks around them. */
export function splitAtCommas(text: string): string[] {
  const parts = [''];
  for (const { character, isLiteral, isMark } of pieces(text))
    if (character === ',' && !isLiteral && !isMark) parts.push('');
    else parts[parts.length - 1] += character;
  return parts.map((part) => part.trim());
}

function* pieces(text: string): Generator<Piece> {
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    const next = text.at(i + 1);
    const isEscape =
      character === '\\' && next !== undefined && (quote === '' || (quote === '"' && /["\\]/.test(next)));
    if (isEscape) {
      yield { character, isLiteral: false, isMark: true };
      yield { character: text[++i], isLiteral: true, isMark: false };
    } else if (character === quote || (quote === '' && /['"]/.test(character))) {
      quote = quote === '' ? character : '';
      yield { character, isLiteral: false, isMark: true };
    } else yield { character, isLiteral: quote !== '', isMark: false };
  }
  if (quote === '') return;
  throw new UsageError(`expected a second ${quote} in ${quoted(text)}, got the end`, {
    hint: 'close the quotes, or write `\\` before a quote that is part of a word',
  });
}
