/** Models that worker threads import: the module of a model has it, or a function that makes it, as its default export. */

/** The value of `rows` rows ago, at every step. */
export default ({ name, rows }) => ({
  name,
  lookback: () => rows + 1,
  fit: () => ({
    forecast: ({ series }, origins) =>
      [...origins.row].flatMap((row, i) => [0, 1].map(() => series[origins.series[i]].values[row - rows])),
  }),
});
