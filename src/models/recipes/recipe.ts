/** What a recipe is: a named set of options, some of which may depend on the training rows. */

import type { ModelOptions } from '../model.ts';

export interface RecipeOptions extends Partial<ModelOptions> {
  readonly models?: readonly string[];
  readonly refit?: number | 'auto';
}

/** What a recipe may know of the data: of rows before the first target of the test span only. */
export interface TrainingFacts {
  readonly rows: number;
  readonly series: number;
  /** Milliseconds from row to row; `null` if rows are not on a grid. */
  readonly stepMs: number | null;
  /** Rows per season; 1 if none was found. */
  readonly season: number;
  /** Columns of numbers that every series has. */
  readonly columns: readonly string[];
  /** Whether a chosen network reads its window step by step. */
  readonly readsSteps: boolean;
}

/** The options that are known before the recipe's: horizon and target always, others if the user has given them. */
export type AskedOptions = Partial<ModelOptions> & Pick<ModelOptions, 'horizon' | 'target'>;

export interface Recipe {
  readonly name: string;
  /** One line for `hindcast recipes`. */
  readonly summary: string;
  /** Why it is as it is, where it wins and where it loses, with what was measured. */
  readonly why: string;
  /** Options that do not depend on the data. */
  readonly options: RecipeOptions;
  /** Options that do. What the user has given is used instead of what is computed. */
  readonly compute?: (facts: TrainingFacts, asked: AskedOptions) => RecipeOptions;
  /** The options that it may compute, so that a command line that repeats a run names them all. */
  readonly computes?: readonly (keyof RecipeOptions)[];
  /** Whether data and task are what it is for, so that `auto` tries it; absent if it never does. */
  readonly suits?: (facts: TrainingFacts, asked: AskedOptions) => boolean;
  /** A recipe that is as good but slower where this one suits: `auto` keeps this one unless another is better. */
  readonly replaces?: string;
  /** Whether it is a choice among the others by validation inside the training rows. */
  readonly isChoice?: true;
}
