/**
 * How the lines, bands and candles of a drawing look. Each has a shape of its own and a name in the legend, so that nothing is
 * said by colour alone. The colours are those of Okabe and Ito (2008), which people with colour blindness can tell apart; a
 * terminal gets the nearest of its 256, or of its 16.
 */

import chalk from 'chalk';

/** Puts colour over a text. */
export type Ink = (text: string) => string;

/** The ink of 256 colours, or of 16. */
const inkOf =
  (of256: number, of16: Ink): Ink =>
  (text) =>
    chalk.level >= 2 ? chalk.ansi256(of256)(text) : of16(text);

/** By their names in the palette of Okabe and Ito, whose black is the terminal's own colour. */
export const inks = {
  plain: (text) => text,
  faint: (text) => chalk.dim(text),
  skyBlue: inkOf(74, (text) => chalk.cyan(text)),
  orange: inkOf(178, (text) => chalk.yellow(text)),
  bluishGreen: inkOf(35, (text) => chalk.green(text)),
  vermilion: inkOf(166, (text) => chalk.red(text)),
  reddishPurple: inkOf(175, (text) => chalk.magenta(text)),
  blue: inkOf(25, (text) => chalk.blue(text)),
} as const satisfies Readonly<Record<string, Ink>>;

/** How a line is drawn. */
export interface Stroke {
  readonly ink: Ink;
  /** Which columns of dots are drawn, repeated from left to right; `null` for a line of marks. */
  readonly dashes: readonly boolean[] | null;
  /** The mark in a cell of a line of marks, and of a value without neighbours. */
  readonly mark: string;
  /** The mark of every value in ASCII. */
  readonly asciiMark: string;
  /** In the legend. */
  readonly sample: string;
  readonly asciiSample: string;
}

const lineOf = (
  ink: Ink,
  dashes: readonly boolean[],
  sample: string,
  [mark, asciiMark]: readonly [string, string],
): Stroke => ({
  ink,
  dashes,
  mark,
  asciiMark,
  sample,
  asciiSample: asciiMark.repeat(3),
});

const marksOf = (ink: Ink, mark: string, asciiMark: string): Stroke => ({
  ink,
  dashes: null,
  mark,
  asciiMark,
  sample: mark.repeat(3),
  asciiSample: asciiMark.repeat(3),
});

/** Of the line that the others are compared with: actual values. */
export const mainStroke: Stroke = lineOf(inks.plain, [true], '⠤⠤⠤', ['●', '*']);

/** Of the other lines, in their order; there is room for no more. */
export const strokes: readonly Stroke[] = [
  lineOf(inks.orange, [true, true, true, true, false, false], '⠤⠤ ⠤⠤', ['◆', 'o']),
  lineOf(inks.bluishGreen, [true, false], '⠄⠄⠄⠄', ['▲', 'x']),
  marksOf(inks.reddishPurple, '×', '%'),
  marksOf(inks.vermilion, '+', '+'),
  marksOf(inks.blue, '○', '@'),
];

/** Fills of bands, from the widest to the narrowest. */
export const fills = [
  { ink: inks.skyBlue, fill: '░', asciiFill: '.' },
  { ink: inks.skyBlue, fill: '▒', asciiFill: ':' },
  { ink: inks.skyBlue, fill: '▓', asciiFill: ';' },
] as const;
