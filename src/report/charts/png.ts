/** SVG pictures as PNG, by resvg, an optional package with the fonts of the system. */

import { UsageError } from '../../errors.ts';

/** Pixels of the picture for each of the SVG. */
const SCALE = 2;

const PROBE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><text y="15" font-family="sans-serif">x</text></svg>';

/** Draws pictures. */
export interface Painter {
  /** Whether texts can be drawn. */
  readonly hasFonts: boolean;
  paint(svg: string): Uint8Array;
}

const importResvg = () => import('@resvg/resvg-js');

/** @throws UsageError if the package is not installed, or not for this machine */
export async function loadPainter(load = importResvg): Promise<Painter> {
  const { Resvg } = await load().catch((error: unknown) => {
    throw new UsageError('`--png` needs the package `@resvg/resvg-js`, which is not installed here', {
      cause: error,
      hint: 'use `--svg`, or install it beside hindcast: `npm install --ignore-scripts @resvg/resvg-js`',
    });
  });
  const font = { loadSystemFonts: true };
  return {
    hasFonts: new Resvg(PROBE, { font }).getBBox() !== undefined,
    paint: (svg) => new Resvg(svg, { font, fitTo: { mode: 'zoom', value: SCALE } }).render().asPng(),
  };
}
