/** How the season is taken out of values before models see windows; `models/deseasonalization/` computes it. */

export const deseasonalizations = {
  none: { summary: 'values as they are', needsSeason: false },
  indices: {
    summary: 'without the seasonal indices of the training rows, which forecasts get back',
    needsSeason: true,
  },
  difference: { summary: 'differences to one season before', needsSeason: true },
} as const;

export type DeseasonalizationName = keyof typeof deseasonalizations;

export const deseasonalizationNames = Object.keys(deseasonalizations) as readonly DeseasonalizationName[];

/** Whether a season is taken out. Stored options from before `--deseasonalize` take none. */
export function takesSeasonOut({
  deseasonalize = 'none',
}: {
  readonly deseasonalize?: DeseasonalizationName;
}): boolean {
  return deseasonalizations[deseasonalize].needsSeason;
}
