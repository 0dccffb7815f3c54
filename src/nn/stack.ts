/** Layers one after the other, where each is made for the output of those before it. */

import type { LayerDefinition, Shape } from './layer.ts';

/** Makes layers from the shape of their input. */
export type Part = (input: Shape) => LayerDefinition | readonly LayerDefinition[];

export function stack(input: Shape, parts: readonly Part[]): LayerDefinition[] {
  const layers: LayerDefinition[] = [];
  for (const part of parts) layers.push(...[part(layers[layers.length - 1]?.output ?? input)].flat());
  return layers;
}
