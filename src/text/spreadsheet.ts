/**
 * Text in cells that a spreadsheet would run as a formula: `=cmd|…`. An apostrophe before it tells the spreadsheet that it is
 * text (https://owasp.org/www-community/attacks/CSV_Injection). Text that already has apostrophes before such a beginning gets one
 * more, so that every cell reads back as the same text.
 */

/** What a formula starts with, also in the wide forms of East Asian keyboards, after any apostrophes. */
const FORMULA = /^'*[=+\-@\t\r＝＋－＠]/;

/** The text as a cell that no spreadsheet runs. */
export function guarded(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** The text of such a cell, and of any other. */
export function unguarded(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}
