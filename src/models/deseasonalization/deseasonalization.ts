/**
 * The values of a series as windows see them, without their season, and the way back to prices. Nothing after the cutoff
 * decides what is taken out, and nothing after an origin what is put back.
 */

import type { Panel } from '../../data/panel.ts';
import type { Target } from '../../data/targets.ts';
import type { ModelOptions, TrainingRows } from '../model.ts';
import type { FitState, StateReader } from '../state.ts';
import type { DeseasonalizationName } from './names.ts';

export interface Deseasonalization {
  readonly name: DeseasonalizationName;
  /** Whether a season is taken out, so that its length must be known. */
  readonly needsSeason: boolean;
  /** Rows before a window that its first row needs. */
  extraRows(options: Pick<ModelOptions, 'seasonality'>): number;
  /** Whether values are differences to one season before, so that zero means: as one season before. */
  readonly isDifference: boolean;
  /** The target of a model, for values without their season. */
  target(target: Target, options: Pick<ModelOptions, 'seasonality'>): Target;
  fit(panel: Panel, rows: TrainingRows, options: ModelOptions): Seasons;
  /** @param cutoff - row of the panel that was the cutoff of the fit */
  restore(panel: Panel, state: StateReader, cutoff: number, options: ModelOptions): Seasons;
}

/** The seasons of a fit. */
export interface Seasons {
  on(panel: Panel): SeasonlessPanel;
  /** What was learnt, as named arrays. */
  state(): FitState;
}

export interface SeasonlessPanel {
  /** By row. */
  values(series: number): Float64Array;
  /** The value `step` rows after the origin, without the season that is known at the origin. */
  ahead(series: number, origin: number, step: number): number;
  /** The price of such a value. */
  price(series: number, origin: number, step: number, value: number): number;
}
