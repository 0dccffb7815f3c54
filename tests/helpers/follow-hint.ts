/** Follows the hint of a refused file by the letter: every option and edit that it names, each on its own. */

import type { CsvOptions } from '../../src/data/csv/csv-result.ts';

export interface Refusal {
  readonly message: string;
  readonly hint?: string | undefined;
}

/** What to read instead. */
export interface Attempt {
  /** The words of the hint that were followed. */
  readonly followed: string;
  readonly text: string;
  readonly options: CsvOptions;
}

const OPTIONS: Readonly<Record<string, keyof CsvOptions>> = {
  '--column': 'column',
  '--time-column': 'timeColumn',
  '--series-column': 'seriesColumn',
  '--date-format': 'dateFormat',
  '--decimal-mark': 'decimalMark',
  '--time-zone': 'timeZone',
};

/** Edits of a text in lines, by the words of the hint. `lines` are those that the message names, counted from 0. */
const EDITS: readonly {
  readonly words: RegExp;
  readonly edit: (text: readonly string[], match: RegExpExecArray, named: Named) => readonly string[];
}[] = [
  { words: /delete line (\d+)/g, edit: (text, [, line]) => text.toSpliced(Number(line) - 1, 1) },
  { words: /or line (\d+)/g, edit: (text, [, line]) => text.toSpliced(Number(line) - 1, 1) },
  { words: /delete (?:the|this) line|or delete it/g, edit: (text, _, { line }) => text.toSpliced(line, 1) },
  {
    words: /close the quote, or delete it/g,
    edit: (text, _, { line }) => text.with(line, text[line].replaceAll('"', '')),
  },
  {
    words: /add a header line[^`]*`([^`]+)`(?:, above line (\d+))?/g,
    edit: (text, [, header, line]) => text.toSpliced(Number(line ?? 1) - 1, 0, header),
  },
  {
    words: /column (\d+) to `([^`]+)`/g,
    edit: (text, [, column, name]) =>
      text.with(
        0,
        text[0]
          .split(',')
          .with(Number(column) - 1, name)
          .join(','),
      ),
  },
  {
    words: /empty the cell in line (\d+)/g,
    edit: (text, [, line], { cell }) => text.with(Number(line) - 1, text[Number(line) - 1].replace(cell, '')),
  },
  {
    words: /put cells that contain `,` in double quotes/g,
    edit: (text, _, { line }) => text.with(line, text[line].replace(/\d,\d{3}(?!\d)/, '"$&"')),
  },
  {
    words: /delete the rows of `([^`]+)`/g,
    edit: (text, [, id]) => text.filter((line) => !line.split(',').includes(id)),
  },
  { words: /remove these quotes/g, edit: (text) => text.map((line) => line.replaceAll(/^"|"$/g, '')) },
  { words: /split the file above the header line/g, edit: (text, _, { line }) => text.slice(line + 1) },
  { words: /split the file there/g, edit: (text, _, { line }) => text.slice(0, line) },
  { words: /split the file/g, edit: (text, _, { line }) => text.slice(0, line) },
];

interface Named {
  /** The line of the message, counted from 0. */
  readonly line: number;
  /** The cell that the message got. */
  readonly cell: string;
}

export function attempts(text: string, { message, hint = '' }: Refusal): readonly Attempt[] {
  const named: Named = {
    line: Number(/, lines? (\d+)/.exec(message)?.[1] ?? 1) - 1,
    cell: /got `([^`]*)`$/.exec(message)?.[1] ?? '',
  };
  const byOption = Array.from(
    hint.matchAll(/`(--[\w-]+) ('[^']+'|[^`]+)`/g),
    ([followed, flag, value]): Attempt => ({
      followed,
      text,
      options: { [OPTIONS[flag]]: value.replaceAll(/^'|'$/g, '') },
    }),
  );
  const pairs = /`(--[\w-]+ [^`]+?) (--[\w-]+ [^`]+)`/.exec(hint);
  const both: readonly Attempt[] =
    pairs === null
      ? []
      : [
          {
            followed: pairs[0],
            text,
            options: Object.fromEntries(
              pairs
                .slice(1)
                .map((word) => [OPTIONS[word.split(' ')[0]], word.replace(/^\S+ '?/, '').replace(/'$/, '')]),
            ),
          },
        ];
  const lines = text.split('\n');
  const byEdit = EDITS.flatMap(({ words, edit }) =>
    Array.from(hint.matchAll(words), (match): Attempt => ({
      followed: match[0],
      text: edit(lines, match, named).join('\n'),
      options: {},
    })),
  );
  return [...(pairs === null ? byOption : both), ...byEdit];
}
