/** Calibration: how often a class occurred, by its forecast probability. */

export interface CalibrationBin {
  /** Probabilities from `from` up to `to`; the last bin contains 1 too. */
  readonly from: number;
  readonly to: number;
  readonly n: number;
  /** Mean of the probabilities. */
  readonly forecast: number;
  /** Times that the class occurred. */
  readonly hits: number;
}

export const CALIBRATION_BINS = 10;

/** Bins of equal width that contain a probability, ascending. */
export function calibrationBins(
  probability: ArrayLike<number>,
  came: (i: number) => boolean,
): CalibrationBin[] {
  const bins = Array.from({ length: CALIBRATION_BINS }, () => ({ n: 0, sum: 0, hits: 0 }));
  for (let i = 0; i < probability.length; i++) {
    // A third times ten may be slightly below the edge of its bin, which moves it by one bin at most.
    const bin = bins[Math.min(Math.floor(probability[i] * CALIBRATION_BINS), CALIBRATION_BINS - 1)];
    bin.n++;
    bin.sum += probability[i];
    if (came(i)) bin.hits++;
  }
  return bins.flatMap(({ n, sum, hits }, b) =>
    n === 0
      ? []
      : [{ from: b / CALIBRATION_BINS, to: (b + 1) / CALIBRATION_BINS, n, forecast: sum / n, hits }],
  );
}

/** Σ n_b / n |mean probability - share that occurred| over the bins; `NaN` without bins. */
export function calibrationError(bins: readonly CalibrationBin[]): number {
  const n = bins.reduce((sum, bin) => sum + bin.n, 0);
  return bins.reduce((sum, bin) => sum + Math.abs(bin.n * bin.forecast - bin.hits), 0) / n;
}
