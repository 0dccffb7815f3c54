/** A row of numbers as a line of bars, `▁▃▂▇`, each as high as its number between the least and the greatest. */

const BARS = Array.from('▁▂▃▄▅▆▇█');
/** For equal numbers, and for a single one. */
const LEVEL = BARS[3];
/** For `NaN`. */
const NONE = ' ';

/** At most `width` bars; of more numbers, each bar is the mean of its share of them. `NaN` leaves a hole. */
export function sparkline(values: readonly number[], width: number): string {
  const means = thin(values, width);
  const finite = means.filter((value) => !Number.isNaN(value));
  const [least, most] = [Math.min(...finite), Math.max(...finite)];
  return means
    .map((value) => {
      if (Number.isNaN(value)) return NONE;
      if (least === most) return LEVEL;
      return BARS[Math.round(((value - least) / (most - least)) * (BARS.length - 1))];
    })
    .join('');
}

/** Means of `width` consecutive shares, as equal as can be; `NaN` for a share without a number. */
function thin(values: readonly number[], width: number): readonly number[] {
  if (values.length <= width) return values;
  return Array.from({ length: width }, (_, i) => {
    const share = values
      .slice(Math.floor((i * values.length) / width), Math.floor(((i + 1) * values.length) / width))
      .filter((value) => !Number.isNaN(value));
    return share.length === 0 ? NaN : share.reduce((sum, value) => sum + value, 0) / share.length;
  });
}
