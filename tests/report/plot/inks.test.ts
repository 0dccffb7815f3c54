/** The colours of drawings: the nearest of a terminal to those of Okabe and Ito. */
import chalk from 'chalk';
import { afterEach, expect, test } from 'vitest';
import { inks } from '../../../src/report/plot/inks.ts';

const { level } = chalk;
afterEach(() => {
  chalk.level = level;
});

/** Okabe & Ito (2008), Color Universal Design. */
const PALETTE = {
  orange: [230, 159, 0],
  skyBlue: [86, 180, 233],
  bluishGreen: [0, 158, 115],
  blue: [0, 114, 178],
  vermilion: [213, 94, 0],
  reddishPurple: [204, 121, 167],
} as const;

/** The colour cube of a terminal of 256 colours. */
const LEVELS = [0, 95, 135, 175, 215, 255];
const CUBE = Array.from({ length: 216 }, (_, i) => ({
  code: 16 + i,
  rgb: [LEVELS[Math.floor(i / 36)], LEVELS[Math.floor(i / 6) % 6], LEVELS[i % 6]],
}));

test.each(Object.entries(PALETTE))('%s is the nearest of 256', (name, wanted) => {
  chalk.level = 2;
  const distance = (rgb: readonly number[]): number =>
    rgb.reduce((sum, value, i) => sum + (value - wanted[i]) ** 2, 0);
  const nearest = CUBE.reduce((best, one) => (distance(one.rgb) < distance(best.rgb) ? one : best));
  const code = /38;5;(\d+)m/.exec(inks[name as keyof typeof PALETTE]('x'))?.[1];
  expect([name, Number(code)]).toEqual([name, nearest.code]);
});

test('no two are the same of 16 either', () => {
  chalk.level = 1;
  const painted = Object.keys(PALETTE).map((name) => inks[name as keyof typeof PALETTE]('x'));
  expect(new Set(painted).size).toBe(painted.length);
});

test('there are none without colour', () => {
  chalk.level = 0;
  for (const ink of Object.values(inks)) expect(ink('x')).toBe('x');
});
