/**
 * The operations of training, one interface with two implementations: `reference/` defines each in plain loops and runs
 * in f64; `wasm.ts` runs the same in f32 with SIMD.
 *
 * Letters: N windows in the batch, L steps, D features in, H units, M and K rows and columns of a weight
 * matrix. The batch is the last dimension: a sequence is (L, D, N), so every elementwise loop is contiguous in windows
 * and no size of D or H needs a special case. N is a multiple of `lanes`; columns past the last window are undefined,
 * and the loss gives them no gradient.
 *
 * Outputs come first. "Adds" means that the result is added to the output. Gradients are named after their variable:
 * `dW` is dLoss/dW.
 */

export type Floats = Float32Array | Float64Array;

/** Numbers that identify activations in the kernels. */
export const ACTIVATIONS = {
  identity: 0,
  sigmoid: 1,
  tanh: 2,
  relu: 3,
  swish: 4,
  softmax: 5,
  step: 6,
} as const;

/** Numbers that identify losses in the kernels. */
export const LOSSES = { mse: 0, mae: 1, huber: 2, pinball: 3, 'cross-entropy': 4 } as const;

/** Size of a recurrent layer's `scratch`, in floats. */
export type RecurrentScratch = (L: number, D: number, H: number, N: number) => number;

/** h (L, H, N) from x (L, D, N), over all steps; the state before the first is zero. G gates: Wx (G H, D). */
export type RecurrentForward = (
  h: Floats,
  scratch: Floats,
  x: Floats,
  Wx: Floats,
  Wh: Floats,
  b: Floats,
  L: number,
  D: number,
  H: number,
  N: number,
) => void;

/**
 * Adds to dWx, dWh and db; writes dx (L, D, N) unless `wantsInput` is 0. dh (L, H, N) is the gradient of the output and is
 * overwritten; scratch and h are as forward left them.
 */
export type RecurrentBackward = (
  dx: Floats,
  dWx: Floats,
  dWh: Floats,
  db: Floats,
  scratch: Floats,
  dh: Floats,
  h: Floats,
  Wx: Floats,
  Wh: Floats,
  L: number,
  D: number,
  H: number,
  N: number,
  wantsInput: number,
) => void;

export interface Kernels {
  /** N is a multiple of this. */
  readonly lanes: number;

  /** Zeros from the arena. */
  floats(length: number): Floats;
  ints(length: number): Int32Array;
  /** The current size of the arena; pass it to `release` to free everything allocated since. */
  mark(): number;
  release(mark: number): void;

  /**
   * Size of the layer's `scratch` in floats, for the sizes that its two kernels are called with. Backward reads what
   * forward wrote there.
   */
  linearScratch(D: number, H: number, N: number): number;
  /** z (H, N) = W (H, D) x (D, N) + b (H). */
  linearForward(
    z: Floats,
    scratch: Floats,
    x: Floats,
    W: Floats,
    b: Floats,
    D: number,
    H: number,
    N: number,
  ): void;
  /** Adds to dW and db; writes dx (D, N) unless `wantsInput` is 0. */
  linearBackward(
    dx: Floats,
    dW: Floats,
    db: Floats,
    scratch: Floats,
    dz: Floats,
    W: Floats,
    D: number,
    H: number,
    N: number,
    wantsInput: number,
  ): void;

  /** h' = tanh(Wx x + b + Wh h). */
  rnnScratch: RecurrentScratch;
  rnnForward: RecurrentForward;
  rnnBackward: RecurrentBackward;

  /** Gates i f g o; c' = f c + i g, h' = o tanh(c'). */
  lstmScratch: RecurrentScratch;
  lstmForward: RecurrentForward;
  lstmBackward: RecurrentBackward;

  /** Gates r z n; the reset gate scales h before the product: n = tanh(Wxn x + bn + Whn (r h)), h' = (1 - z) h + z n. */
  gruBeforeScratch: RecurrentScratch;
  gruBeforeForward: RecurrentForward;
  gruBeforeBackward: RecurrentBackward;

  /** Gates r z n; the reset gate scales the product: n = tanh(Wxn x + bn + r (Whn h + bhn)), h' = (1 - z) n + z h. */
  gruAfterScratch: RecurrentScratch;
  gruAfterForward(
    h: Floats,
    scratch: Floats,
    x: Floats,
    Wx: Floats,
    Wh: Floats,
    b: Floats,
    bh: Floats,
    L: number,
    D: number,
    H: number,
    N: number,
  ): void;
  gruAfterBackward(
    dx: Floats,
    dWx: Floats,
    dWh: Floats,
    db: Floats,
    dbh: Floats,
    scratch: Floats,
    dh: Floats,
    h: Floats,
    Wx: Floats,
    Wh: Floats,
    L: number,
    D: number,
    H: number,
    N: number,
    wantsInput: number,
  ): void;

  /** y = activation(z), both (L, D, N); softmax is over D. `kind` is one of `ACTIVATIONS`. */
  activationForward(y: Floats, z: Floats, kind: number, L: number, D: number, N: number): void;
  /** dz from dy, z and y, all (L, D, N). The gradient of `step` is zero. */
  activationBackward(
    dz: Floats,
    dy: Floats,
    z: Floats,
    y: Floats,
    kind: number,
    L: number,
    D: number,
    N: number,
  ): void;

  /** y = mask x. mask is 0 with probability `rate`, otherwise 1 / (1 - rate); it depends only on seed and position. */
  dropoutForward(y: Floats, mask: Floats, x: Floats, length: number, rate: number, seed: number): void;
  /** out = a b, elementwise. */
  multiply(out: Floats, a: Floats, b: Floats, length: number): void;
  /** out (B, A, N) from x (A, B, N). */
  swap(out: Floats, x: Floats, A: number, B: number, N: number): void;
  /** out = a + b, elementwise; out may be one of them. */
  add(out: Floats, a: Floats, b: Floats, length: number): void;

  /**
   * The mean over the first `count` windows of weight times loss, and its gradient dyhat (O, N), zero in the others.
   * y is (O, N), or (1, N) class numbers for cross-entropy over O logits. `weights` are (N), or 0 if all are 1. `parameter`
   * is Huber's delta or the pinball's quantile.
   */
  loss(
    dyhat: Floats,
    yhat: Floats,
    y: Floats,
    weights: Floats | 0,
    kind: number,
    parameter: number,
    O: number,
    N: number,
    count: number,
  ): number;

  /** Sum of squares. */
  squaredNorm(x: Floats, length: number): number;
  /** Adds the gradient of l1 Σ|W| + l2 ΣW² to dW, and returns that sum. */
  penalty(dW: Floats, W: Floats, length: number, l1: number, l2: number): number;

  // Optimizers, in one pass each: dW is scaled by `factor` (to clip it) before use, and set to zero afterwards.

  /** v = momentum v + dW; W -= rate (nesterov ? dW + momentum v : v). */
  sgd(
    W: Floats,
    dW: Floats,
    v: Floats,
    length: number,
    factor: number,
    rate: number,
    momentum: number,
    nesterov: number,
  ): void;
  /** v = decay v + (1 - decay) dW²; W -= rate dW / (√v + epsilon). */
  rmsprop(
    W: Floats,
    dW: Floats,
    v: Floats,
    length: number,
    factor: number,
    rate: number,
    decay: number,
    epsilon: number,
  ): void;
  /**
   * W -= rate weightDecay W; m = β1 m + (1 - β1) dW; v = β2 v + (1 - β2) dW²;
   * W -= rate / bias1 · m / (√(v / bias2) + epsilon), where bias1 = 1 - β1ᵗ and bias2 = 1 - β2ᵗ.
   */
  adam(
    W: Floats,
    dW: Floats,
    m: Floats,
    v: Floats,
    length: number,
    factor: number,
    rate: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    bias1: number,
    bias2: number,
    weightDecay: number,
  ): void;

  /** x (L, D, N): window n is rows `starts[n]`..`starts[n] + L - 1` of data (rows, D); zeros from `count` on. */
  gather(x: Floats, data: Floats, starts: Int32Array, count: number, L: number, D: number, N: number): void;
}
