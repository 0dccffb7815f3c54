/**
 * Cells of a terminal to draw on. In UTF-8 a cell of a line has 2 x 4 dots of a braille character; in ASCII it is one mark.
 * Later strokes are on top of earlier ones.
 */

import type { Ink, Stroke } from './inks.ts';

interface Cell {
  text: string;
  ink: Ink | undefined;
  /** Dots of a braille character. */
  dots: number;
}

export interface Canvas {
  readonly columns: number;
  readonly rows: number;
  /** Places of dots from left to right and from top to bottom. */
  readonly width: number;
  readonly height: number;
  /** A character in a cell, instead of what is there. */
  put(column: number, row: number, text: string, ink?: Ink): void;
  /** A straight line between two places of dots. */
  line(from: Place, to: Place, stroke: Stroke): void;
  /** A mark, for a value without neighbours. */
  mark(at: Place, stroke: Stroke): void;
  /** Its rows of text. */
  lines(): readonly string[];
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

const EMPTY = ' ';
const BRAILLE = 0x28_00;
/** Bits of the dots of a braille character, by row and column. */
const BITS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

export function createCanvas(columns: number, rows: number, isUtf8: boolean): Canvas {
  const [across, down] = isUtf8 ? [2, 4] : [1, 1];
  const cells = Array.from({ length: columns * rows }, (): Cell => ({
    text: EMPTY,
    ink: undefined,
    dots: 0,
  }));
  const cellAt = (x: number, y: number): Cell =>
    cells[Math.floor(y / down) * columns + Math.floor(x / across)];

  function point({ x, y }: Place, stroke: Stroke): void {
    const cell = cellAt(x, y);
    cell.ink = stroke.ink;
    if (!isUtf8 || stroke.dashes === null) {
      cell.dots = 0;
      cell.text = isUtf8 ? stroke.mark : stroke.asciiMark;
    } else {
      cell.dots |= BITS[y % down][x % across];
      cell.text = String.fromCodePoint(BRAILLE + cell.dots);
    }
  }

  return {
    columns,
    rows,
    width: columns * across,
    height: rows * down,
    put(column, row, text, ink) {
      Object.assign(cells[row * columns + column], { text, ink, dots: 0 });
    },
    line(from, to, stroke) {
      const { dashes } = stroke;
      const isDrawn = isUtf8 && dashes !== null ? (x: number) => dashes[x % dashes.length] : () => true;
      for (const place of placesBetween(from, to)) if (isDrawn(place.x)) point(place, stroke);
    },
    mark: (at, stroke) => point(at, { ...stroke, dashes: null }),
    lines: () =>
      Array.from({ length: rows }, (_, row) => textOf(cells.slice(row * columns, (row + 1) * columns))),
  };
}

/** Every place on the way, by Bresenham's algorithm. */
function* placesBetween(from: Place, to: Place): Generator<Place> {
  const [dx, dy] = [Math.abs(to.x - from.x), -Math.abs(to.y - from.y)];
  const [sx, sy] = [from.x < to.x ? 1 : -1, from.y < to.y ? 1 : -1];
  let { x, y } = from;
  let error = dx + dy;
  for (;;) {
    yield { x, y };
    if (x === to.x && y === to.y) return;
    const twice = 2 * error;
    if (twice >= dy) {
      error += dy;
      x += sx;
    }
    if (twice <= dx) {
      error += dx;
      y += sy;
    }
  }
}

/** Cells side by side of one ink are coloured together; no spaces at the end. */
function textOf(cells: readonly Cell[]): string {
  const end = cells.findLastIndex(({ text }) => text !== EMPTY) + 1;
  const runs: { text: string; ink: Ink | undefined }[] = [];
  for (const { text, ink } of cells.slice(0, end)) {
    const last = runs.at(-1);
    if (last !== undefined && (last.ink === ink || text === EMPTY)) last.text += text;
    else runs.push({ text, ink: text === EMPTY ? undefined : ink });
  }
  return runs.map(({ text, ink }) => (ink === undefined ? text : ink(text))).join('');
}
