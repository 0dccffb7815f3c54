/** Splits an expression of `--fail-on` into tokens with their positions. */

import { UsageError } from '../errors.ts';
import { quoted } from '../text/escape.ts';

export interface GateToken {
  readonly kind: 'sign' | 'number' | 'name' | 'end';
  readonly text: string;
  /** Position in the expression, in characters from 1. */
  readonly at: number;
}

const TOKEN =
  /\s*(?:(<=|>=|==|!=|[<>()])|((?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*%?|-(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*%?)|((?:[\w-]+:)?[a-z]\w*(?:\.\w+)*(?:@\d+)?))/iy;

/** Characters before and after an error that a message repeats. */
const REACH = 60;

/** The tokens; the last one is of kind `end`. */
export function gateTokens(text: string): GateToken[] {
  const tokens: GateToken[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    const at = from + (/^\s*/.exec(text.slice(from))?.[0].length ?? 0) + 1;
    if (match === null) {
      const token = { kind: 'sign', text: text.slice(at - 1, at), at } as const;
      throw gateSyntaxError(text, token, 'a name, a number, a comparison or a bracket');
    }
    const [, sign, number, name] = match;
    tokens.push({
      kind: sign === undefined ? (number === undefined ? 'name' : 'number') : 'sign',
      text: sign ?? number ?? name,
      at,
    });
  }
  return [...tokens, { kind: 'end', text: '', at: end + 1 }];
}

/** The number of a token: `5%` is 0.05. */
export function numberOf({ text }: GateToken): number {
  const value = Number(text.replace('%', '').trim());
  return text.endsWith('%') ? value / 100 : value;
}

export function gateSyntaxError(
  text: string,
  { text: got, at }: GateToken,
  expected: string,
  hint = "for example `--fail-on 'u2 > 1.05 or coverage80 < 75%'`; docs/verdict.md describes the syntax",
): UsageError {
  const what = got === '' ? 'the end' : quoted(got);
  return new UsageError(
    `expected ${expected} in \`--fail-on\` at character ${at} of \`${around(text, at)}\`, got ${what}`,
    { hint },
  );
}

/** An expression, or the part of a long one around a position. */
function around(text: string, at: number): string {
  if (text.length <= 2 * REACH) return text;
  const [from, to] = [Math.max(0, at - REACH), Math.min(text.length, at + REACH)];
  return `${from > 0 ? '…' : ''}${text.slice(from, to)}${to < text.length ? '…' : ''}`;
}
