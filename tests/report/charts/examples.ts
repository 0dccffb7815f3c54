/** One small chart of every kind, with names that must stay text. */
import type { Drawing, Size } from '../../../src/report/charts/drawing.ts';
import { PANEL } from '../../../src/report/charts/drawing.ts';
import { binChart } from '../../../src/report/charts/bin-chart.ts';
import { matrixChart } from '../../../src/report/charts/matrix-chart.ts';
import { barChart } from '../../../src/report/charts/bar-chart.ts';
import { candleChart } from '../../../src/report/charts/candle-chart.ts';
import { dotChart } from '../../../src/report/charts/dot-chart.ts';
import { forestChart } from '../../../src/report/charts/forest-chart.ts';
import { histogram } from '../../../src/report/charts/histogram.ts';
import { lineChart } from '../../../src/report/charts/line-chart.ts';
import { scatterChart } from '../../../src/report/charts/scatter-chart.ts';

const DAY = 86_400_000;
const days = Array.from({ length: 40 }, (_, i) => Date.UTC(2023, 10, 20) + i * DAY);
const wave = (phase: number, size = 10): number[] =>
  days.map((_, i) => 100 + size * Math.round(1000 * Math.sin(i / 5 + phase)) * 1e-3);

/** Every kind of chart, of these values and names. */
export const charts: Readonly<
  Record<string, (values?: readonly number[], name?: string, size?: Size) => Drawing | null>
> = {
  line: (values = wave(0), name = 'gru', size = PANEL) =>
    lineChart(
      {
        title: `Forecasts of ${name}`,
        x: { kind: 'time', values: days.slice(0, values.length) },
        y: { label: 'USDT' },
        lines: [
          { name: 'actual value', style: 'actual', values: wave(0.2).slice(0, values.length) },
          { name, style: 0, values },
        ],
        bands: [
          {
            name: `${name}, 80 % interval`,
            style: 0,
            lo: values.map((value) => value - 4),
            hi: values.map((value) => value + 4),
          },
        ],
        marks: [100],
      },
      size,
    ),
  bins: (values = [1.2, 0.9, 1.1, 0.7], name = 'gru', size = PANEL) =>
    binChart(
      {
        title: `Where the actual values lay, ${name}`,
        name,
        style: 0,
        edges: Array.from({ length: values.length + 1 }, (_, i) => i / Math.max(1, values.length)),
        values,
        lo: values.map((value) => value - 0.2),
        hi: values.map((value) => value + 0.3),
        label: 'probability',
        format: '%',
        y: { label: 'came / expected' },
        marks: [1],
      },
      size,
    ),
  matrix: (values = [30, 5, 20], name = 'gru', size = PANEL) =>
    matrixChart(
      {
        title: `Actual classes, and those that ${name} forecast`,
        style: 0,
        rows: 'actual',
        columns: `forecast by ${name}`,
        names: ['down', 'flat', 'up'],
        counts:
          values.length === 0
            ? []
            : ['down', 'flat', 'up'].map((_, r) => values.slice(0, 3).map((value) => value + r)),
      },
      size,
    ),
  dots: (values = [0.98, 1.01, NaN, 1.2, 1], name = 'gru', size = PANEL) =>
    dotChart(
      {
        title: `U2 of ${name} by step`,
        x: { kind: 'count', values: values.map((_, i) => i + 1), label: 'step' },
        y: { label: 'U2' },
        groups: [
          {
            name,
            style: 0,
            values,
            lo: values.map((value) => value - 0.05),
            hi: values.map((v) => v + 0.06),
          },
          { name: 'ar', style: 1, values: values.map((value) => value * 1.01) },
        ],
        marks: [1],
      },
      size,
    ),
  forest: (values = [0.98, 1.01, NaN], name = 'gru', size = PANEL) =>
    forestChart(
      {
        title: `U2 of ${name} by series`,
        names: values.map((_, i) => `${name} in a market with a long name ${i}`),
        value: { label: 'U2' },
        groups: [
          {
            name,
            style: 0,
            values,
            lo: values.map((value) => value - 0.05),
            hi: values.map((v) => v + 0.06),
          },
        ],
        marks: [1],
      },
      size,
    ),
  histogram: (values = wave(0), name = 'gru', size = PANEL) =>
    histogram({ title: `Errors of ${name}`, name, style: 0, values, label: 'USDT', marks: [100] }, size),
  uniform: (values = [0.05, 0.3, 0.31, 0.9], name = 'gru', size = PANEL) =>
    histogram(
      {
        title: `PIT of ${name}`,
        name,
        style: 2,
        values,
        label: 'PIT',
        domain: [0, 1],
        bins: 10,
        isUniformMarked: true,
      },
      size,
    ),
  bars: (values = [0.3, -0.1, 0.05, NaN, 0.2], name = 'gru', size = PANEL) =>
    barChart(
      {
        title: `Autocorrelation of the errors of ${name}`,
        x: { kind: 'count', values: values.map((_, i) => i + 1), label: 'lag' },
        y: { label: 'correlation' },
        bars: [{ name, style: 0, values }],
        lines: [{ name: 'ar', style: 1, values: values.map((value) => value / 2) }],
        marks: [-0.2, 0.2],
      },
      size,
    ),
  candles: (values = wave(0), name = 'gru', size = PANEL) =>
    candleChart(
      {
        title: `Candles of ${name}`,
        time: days.slice(0, values.length),
        open: values.map((value, i) => value + (i % 3) - 1),
        high: values.map((value) => value + 3),
        low: values.map((value) => value - 3),
        close: values,
        y: { label: 'USDT' },
        lines: [{ name, style: 0, values }],
      },
      size,
    ),
  scatter: (values = [0.1, 0.4, 0.35, 0.8], name = 'gru', size = PANEL) =>
    scatterChart(
      {
        title: `Calibration of ${name}`,
        x: { label: 'forecast probability', format: '%' },
        y: { label: 'share', format: '%' },
        groups: [
          {
            name,
            style: 0,
            x: values.map((_, i) => i / Math.max(1, values.length - 1)),
            y: values,
            lo: values.map((value) => value - 0.1),
            hi: values.map((value) => value + 0.1),
            isJoined: true,
          },
        ],
        hasDiagonal: true,
      },
      size,
    ),
};
