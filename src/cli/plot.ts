/** `--plot`: drawings in the terminal, after the text of a command. */

import type { Command } from 'commander';
import { Option } from 'commander';
import type { PlotArea } from '../report/plot/frame.ts';
import type { Host } from './host.ts';

export interface PlotFlags {
  readonly plot?: true;
  readonly json?: true;
}

/** Lines of a drawing that was asked for. */
const HEIGHT = 18;
/** A short answer with its drawing and the next steps has no more lines than this, if the drawing can be small enough. */
const ANSWER = 24;
const [LEAST, MOST] = [7, 10];
/** Lines that the answer may be too long for the smallest drawing; beyond, nothing is drawn. */
const SPARE = 2;
/** The next steps, and an empty line above them and above the drawing. */
const BESIDE = 4;

/** Adds `--plot`. Output for programs and papers has no drawing. */
export function addPlotOption(command: Command, what: string): Command {
  return command.addOption(new Option('--plot', `draw ${what}`).conflicts(['json', 'markdown', 'latex']));
}

/** Where to draw; `undefined` unless `--plot` asks for it. A setting asks for no drawing in JSON. */
export function askedArea(
  host: Pick<Host, 'columns' | 'isUtf8'>,
  { plot, json }: PlotFlags,
): PlotArea | undefined {
  return plot === true && json !== true ? areaOf(host, HEIGHT) : undefined;
}

/** Where to draw below a short answer: if `--plot` asks for it, and smaller in a terminal anyway, unless the answer is long. */
export function usualArea(
  host: Pick<Host, 'columns' | 'isUtf8' | 'stdout'>,
  flags: PlotFlags,
  answer: string,
): PlotArea | undefined {
  const asked = askedArea(host, flags);
  if (asked !== undefined || host.stdout.isTTY !== true) return asked;
  const room = ANSWER - BESIDE - answer.trimEnd().split('\n').length;
  if (room < LEAST - SPARE) return undefined;
  return { ...areaOf(host, Math.min(MOST, Math.max(LEAST, room))), isBrief: true };
}

function areaOf(host: Pick<Host, 'columns' | 'isUtf8'>, height: number): PlotArea {
  return { width: host.columns(), height, isUtf8: host.isUtf8 };
}

/** The text, and the drawing below it; a sentence where there is nothing to draw. */
export function withDrawing(text: string, drawing: string | undefined): string {
  if (drawing === undefined) return text;
  return `${text.trimEnd()}\n\n${drawing === '' ? NOTHING : drawing}`;
}

const NOTHING = 'Nothing to draw: there is no value yet.';
