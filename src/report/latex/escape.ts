/** Text inside LaTeX. */

import { escapeControl } from '../../text/escape.ts';

/**
 * Characters that LaTeX acts on or that its fonts lack, by commands that need no package. `[` and `*` would be arguments of the
 * `\\` before them, `"` begins an accent in many languages, and `-`, `'` and `,` are joined with a second one.
 */
const COMMANDS: ReadonlyMap<string, string> = new Map([
  ['\\', String.raw`\textbackslash{}`],
  ['{', String.raw`\{`],
  ['}', String.raw`\}`],
  ['$', String.raw`\$`],
  ['&', String.raw`\&`],
  ['#', String.raw`\#`],
  ['%', String.raw`\%`],
  ['_', String.raw`\_`],
  ['~', String.raw`\textasciitilde{}`],
  ['^', String.raw`\textasciicircum{}`],
  ['<', String.raw`\textless{}`],
  ['>', String.raw`\textgreater{}`],
  ['|', String.raw`\textbar{}`],
  ['`', '\\`{}'],
  ['[', '{[}'],
  [']', '{]}'],
  ['*', '{*}'],
  ['–', '--'],
  ['∞', String.raw`$\infty$`],
  ['×', String.raw`$\times$`],
  ['²', String.raw`$^2$`],
  ['±', String.raw`$\pm$`],
  ['…', String.raw`\ldots{}`],
]);

/** Text in double quotes. */
const QUOTED = /"([^"]*)"/g;

/** Text that is no markup; in one line, with control characters visible. */
export function escapeLatex(text: string): string {
  return escapeControl(text)
    .replaceAll(
      /[\\{}$&#%_~^<>|`[\]*–∞×²±…]|(?:-(?=-)|'(?=')|,(?=,))/g,
      (character) => COMMANDS.get(character) ?? `${character}{}`,
    )
    .replaceAll(QUOTED, "``$1''")
    .replaceAll('"', "''");
}
