import { expect, test } from 'vitest';
import { escapeMarkdown } from '../../../src/report/markdown/escape.ts';
import { markdownTables } from '../../../src/report/markdown/tables.ts';
import { hostileTable } from '../result-table.ts';

test('writes a table with its notes', () => {
  expect(markdownTables([hostileTable])).toBe(
    [
      String.raw`### Scores: a\_b \| \`c\``,
      '',
      String.raw`| model | MAE (\$) | p\|q |`,
      '| --- | ---: | ---: |',
      String.raw`| \[x\](y) | **-1.5** | \<0.001 |`,
      String.raw`| \*z\\ | 2.0\* | **0.01** |`,
      '',
      String.raw`- 5 % \& more \#1`,
      '',
    ].join('\n'),
  );
});

test('puts an empty line between tables', () => {
  expect(markdownTables([hostileTable, hostileTable]).split('\n\n### ')).toHaveLength(2);
});

test.each([
  ['a|b\nc', String.raw`a\|b\\nc`],
  ['<script>&amp;', String.raw`\<script\>\&amp;`],
  ['\u202e$x$ ~~y~~ {z}', String.raw`\\u202e\$x\$ \~\~y\~\~ \{z\}`],
  ['価格 é', '価格 é'],
])('escapes %j', (text, escaped) => expect(escapeMarkdown(text)).toBe(escaped));
