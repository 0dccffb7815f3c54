/** `tests/models/arima.test.ts` compares with R's `stl`. */
import { expect, test } from 'vitest';
import { stl } from '../../src/math/stl.ts';

test('a level and a season that repeats are found exactly', () => {
  const wave = [3, -1, 0, -2];
  const y = Float64Array.from({ length: 60 }, (_, t) => 10 + wave[t % 4]);
  const { trend, season } = stl(y, 4);
  expect(trend).toBeAllClose(
    y.map(() => 10),
    { rtol: 1e-9 },
  );
  expect(season).toBeAllClose(
    y.map((_, t) => wave[t % 4]),
    { atol: 1e-8, rtol: 0 },
  );
});
