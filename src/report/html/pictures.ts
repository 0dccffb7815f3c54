/** The charts of a report as SVG pictures by themselves: for papers and slides, white, with their titles and legends. */

import { svgDocument } from '../charts/document.ts';
import { digitsOf } from '../format/runs.ts';
import type { ReportedRun } from '../inputs.ts';
import { contextOf } from './context.ts';
import { drawingsOf } from './figures.ts';
import { sections } from './sections/index.ts';

export interface Picture {
  /** Of its file, without the ending: `errors`, `errors-2`; of several runs `1a2b3c4d-errors`. */
  readonly name: string;
  readonly svg: string;
}

export function picturesOf(runs: readonly ReportedRun[]): readonly Picture[] {
  return runs.flatMap((run) => {
    const context = contextOf(run);
    const before = runs.length > 1 ? `${digitsOf(run.record)}-` : '';
    return sections.flatMap(({ name, body }) =>
      drawingsOf(() => body(context)).map((drawing, i): Picture => ({
        name: `${before}${name}${i === 0 ? '' : `-${i + 1}`}`,
        svg: svgDocument(drawing),
      })),
    );
  });
}
