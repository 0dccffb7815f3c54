/**
 * The last layers of a network by `--head`: from the last state to the outputs of its head (`heads/`). A new form is one
 * file, its name, and one entry here.
 */

import type { LayerDefinition, Shape } from '../../nn/layer.ts';
import type { ModelOptions } from '../model.ts';
import { direct } from './direct.ts';
import type { HeadForm } from './forms.ts';
import { steps } from './steps.ts';

type OutputLayers = (state: Shape, options: ModelOptions) => readonly LayerDefinition[];

export const outputLayers: Readonly<Record<HeadForm, OutputLayers>> = { direct, steps };
