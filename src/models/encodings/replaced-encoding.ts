/** Encodings that write some inputs of another window where a panel asks for it, so that no model knows of it. */

import type { ReplacedInputs } from '../../data/replaced-inputs.ts';
import type { Panel } from '../../data/panel.ts';
import type { Encoding } from './encoding.ts';

/** The same encoding, which heeds `replaced` of the panels that it is used on. */
export function replaceable(encoding: Encoding, inputSize: number): Encoding {
  return {
    ...encoding,
    on(panel) {
      const plain = replaceable(encoding.on(panel), inputSize);
      return panel.replaced === undefined ? plain : replacing(plain, panel, panel.replaced, inputSize);
    },
  };
}

function replacing(
  encoding: Encoding,
  { series: all }: Panel,
  { inputs, from, to, lender }: ReplacedInputs,
  inputSize: number,
): Encoding {
  const { width } = encoding;
  const row = new Float64Array(width);
  const own = new Float64Array(inputSize);
  return {
    ...encoding,
    writeWindow(out, at, stride, series, origin) {
      encoding.writeWindow?.(out, at, stride, series, origin);
      const other = lender(all[series].id, origin);
      // What depends on the window depends on that of the lender.
      encoding.writeWindow?.(own, 0, 1, series, other);
      for (let lag = from; lag <= to; lag++) {
        const l = inputSize - lag;
        encoding.write(row, 0, series, other - lag + 1);
        if (encoding.writeWindow) row[0] = own[l];
        // Inputs of a row are next to each other, or a batch apart.
        for (const input of inputs) out[at + l * stride + (input * stride) / width] = row[input];
      }
    },
  };
}
