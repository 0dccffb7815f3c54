/** Layers by themselves: what ONNX Runtime computes from their operators is what their kernels do. */
import { InferenceSession, Tensor, env } from 'onnxruntime-web';
import { expect, test } from 'vitest';
import { wasmKernels } from '../../../src/kernels/wasm.ts';
import { Random } from '../../../src/math/random.ts';
import { createGraph, WINDOW } from '../../../src/models/onnx/graph.ts';
import { addLayers } from '../../../src/models/onnx/layers.ts';
import { writeOnnx } from '../../../src/models/onnx/proto.ts';
import { activation } from '../../../src/nn/activation.ts';
import { convolution } from '../../../src/nn/convolution.ts';
import { gru } from '../../../src/nn/gru.ts';
import type { LayerDefinition, Shape } from '../../../src/nn/layer.ts';
import { lastStep } from '../../../src/nn/last-step.ts';
import { linear } from '../../../src/nn/linear.ts';
import { lstm } from '../../../src/nn/lstm.ts';
import { createNetwork } from '../../../src/nn/network.ts';
import { outputs } from '../../../src/nn/outputs.ts';
import { positions } from '../../../src/nn/positions.ts';
import { reshape } from '../../../src/nn/reshape.ts';
import { residual } from '../../../src/nn/residual.ts';

env.wasm.numThreads = 1;

const N = 8;

/** The outputs (N, O) of these layers here and there, for random weights and windows. */
async function both(layers: readonly LayerDefinition[]): Promise<[Float32Array, Float32Array]> {
  const random = new Random(3);
  const { input } = layers[0];
  const { output } = layers[layers.length - 1];
  const [D, O] = [input.steps * input.features, output.steps * output.features];
  const kernels = wasmKernels();
  const mark = kernels.mark();
  const network = createNetwork(kernels, layers, N);
  for (const { values } of network.parameters.list)
    for (let j = 0; j < values.length; j++) values[j] = 0.5 * random.normal();
  const windows = Float32Array.from({ length: N * D }, () => random.normal());
  const x = kernels.floats(D * N);
  windows.forEach((value, j) => (x[(j % D) * N + Math.floor(j / D)] = value));
  const yhat = network.forward(x, N, null);
  const here = Float32Array.from({ length: N * O }, (_, j) => yhat[(j % O) * N + Math.floor(j / O)]);
  const graph = createGraph();
  const start = { value: graph.cast(WINDOW, 'float'), isSequence: false };
  const flow = addLayers(graph, start, layers, (name) =>
    Float32Array.from(network.parameters.get(`layers.${name}`).values),
  );
  kernels.release(mark);
  graph.name(graph.cast(flow.value, 'double'), 'forecast');
  const { nodes, constants } = graph;
  const bytes = writeOnnx({
    graph: {
      name: 'layers',
      nodes,
      constants,
      inputs: [{ name: WINDOW, shape: ['N', D], summary: '' }],
      outputs: [{ name: 'forecast', shape: ['N', O], summary: '' }],
    },
    summary: 'a test',
    producer: { name: 'hindcast', version: '1' },
    metadata: {},
  });
  const session = await InferenceSession.create(bytes);
  const result = await session.run({ window: new Tensor('float64', Float64Array.from(windows), [N, D]) });
  await session.release();
  return [here, Float32Array.from(result.forecast.data as Float64Array)];
}

const input: Shape = { steps: 4, features: 3 };
const last = (layers: readonly LayerDefinition[]): Shape => layers[layers.length - 1].output;

const cases: Readonly<Record<string, readonly LayerDefinition[]>> = {
  'a residual block of windows': [
    residual([linear(input, { units: 5 }), activation({ steps: 1, features: 5 }, 'tanh')]),
  ],
  'a residual block of sequences': [
    residual([lstm(input, { units: 3, isSequence: true })]),
    gru(input, { units: 4, form: 'reset-after' }),
  ],
  'a residual block from a sequence to its last state': [
    gru(input, { units: 3, isSequence: true, form: 'reset-before' }),
    residual([gru(input, { units: 4, form: 'reset-before' })]),
  ],
  'segments of steps': [
    gru(input, { units: 3, isSequence: true, form: 'reset-before' }),
    reshape({ steps: 4, features: 3 }, 2),
    lstm({ steps: 2, features: 6 }, { units: 3 }),
  ],
  'a convolution of every step': [
    convolution(input, { units: 5 }),
    activation({ steps: 4, features: 5 }, 'softmax'),
    gru({ steps: 4, features: 5 }, { units: 3, form: 'reset-before' }),
  ],
  'dilated convolutions': [
    residual([convolution(input, { units: 5, size: 2 })]),
    convolution({ steps: 4, features: 5 }, { units: 4, size: 2, dilation: 2, bias: null }),
  ],
  'the last step of a convolution, and of a window': [
    convolution(input, { units: 3, size: 3 }),
    lastStep({ steps: 4, features: 3 }),
    linear({ steps: 1, features: 3 }, { units: 4 }),
    lastStep({ steps: 1, features: 4 }),
  ],
  'a residual block in another': [
    residual([
      residual([gru(input, { units: 2, isSequence: true, form: 'reset-before' })]),
      lstm({ steps: 4, features: 2 }, { units: 5 }),
    ]),
  ],
};

test.each(Object.entries(cases))('%s', async (_, layers) => {
  const head = linear(last(layers), { units: 2 });
  await expectSame([...layers, head]);
});

test.each([true, false])('positions and outputs, by step: %s', async (isByStep) => {
  const shared = convolution({ steps: 3, features: 12 }, { units: 4 });
  const order = { horizon: 5, outputs: 2, isByStep, bias: 'zeros' } as const;
  await expectSame([positions(input, 3), shared, outputs(shared.output, order)]);
});

async function expectSame(layers: readonly LayerDefinition[]): Promise<void> {
  const [here, there] = await both(layers);
  // Sums of about twenty products of the size of a unit, in 24 bits and another order.
  expect(there).toBeAllClose(here, { rtol: 1e-5, atol: 1e-5 });
}
