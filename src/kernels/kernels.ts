/**
 * The operations that training is made of, as one contract with two fulfilments: `reference.ts` says in
 * plain loops what each means and runs in f64; `wasm.ts` runs the same in f32 with SIMD.
 *
 * Letters: N windows in the batch, L steps, D features in, H units, M and K rows and columns of a weight
 * matrix. The batch lies in the lanes: a sequence is (L, D, N), so every elementwise loop is contiguous in
 * windows and no size of D or H needs an edge. N is a multiple of `lanes`; columns past the last window
 * hold whatever, and the loss gives them no gradient.
 *
 * Outputs come first. "Adds" means that the output is added to. Gradients carry the name of what they are
 * the gradient of: `dW` is dLoss/dW.
 */

export type Floats = Float32Array | Float64Array;

/** Numbers of the activations as the kernels know them. */
export const ACTIVATIONS = {
  identity: 0,
  sigmoid: 1,
  tanh: 2,
  relu: 3,
  swish: 4,
  softmax: 5,
  step: 6,
} as const;

/** Numbers of the losses as the kernels know them. */
export const LOSSES = { mse: 0, mae: 1, huber: 2, pinball: 3, 'cross-entropy': 4 } as const;

export interface Kernels {
  /** N is a multiple of this. */
  readonly lanes: number;

  /** Zeros from the arena. */
  floats(length: number): Floats;
  ints(length: number): Int32Array;
  /** What the arena holds now; hand it to `release` to give back everything allocated since. */
  mark(): number;
  release(mark: number): void;

  /** z (L, M, N) = W (M, K) · x (L, K, N) + b (M). `zStep`, `xStep`: numbers from one step to the next. */
  product(
    z: Floats,
    W: Floats,
    x: Floats,
    b: Floats,
    L: number,
    M: number,
    K: number,
    N: number,
    zStep: number,
    xStep: number,
  ): void;
  /** dx (L, K, N) = Wᵀ · dz (L, M, N). */
  productInput(
    dx: Floats,
    W: Floats,
    dz: Floats,
    L: number,
    M: number,
    K: number,
    N: number,
    dxStep: number,
    dzStep: number,
  ): void;
  /** Adds Σ_l dz (L, M, N) · xᵀ (L, K, N) to dW (M, K). */
  productWeights(
    dW: Floats,
    dz: Floats,
    x: Floats,
    L: number,
    M: number,
    K: number,
    N: number,
    dzStep: number,
    xStep: number,
  ): void;
  /** Adds Σ_l Σ_n dz (L, M, N) to db (M). */
  productBias(db: Floats, dz: Floats, L: number, M: number, N: number, dzStep: number): void;

  /** h (L, H, N) holds Wx x + b on entry and h' = tanh(Wx x + b + Wh h) on return. */
  rnnForward(h: Floats, Wh: Floats, L: number, H: number, N: number): void;
  /** dz (L, H, N) from dh (L, H, N), which holds the gradient from above and is used up. */
  rnnBackward(dz: Floats, dh: Floats, h: Floats, Wh: Floats, L: number, H: number, N: number): void;

  /**
   * gates (L, 4H, N) holds Wx x + b on entry, and i f g o on return; c' = f c + i g, h' = o tanh(c').
   * c, tanhC and h are (L, H, N).
   */
  lstmForward(
    gates: Floats,
    c: Floats,
    tanhC: Floats,
    h: Floats,
    Wh: Floats,
    L: number,
    H: number,
    N: number,
  ): void;
  /** dz (L, 4H, N) from dh (L, H, N), which is used up; dc (H, N) is scratch. */
  lstmBackward(
    dz: Floats,
    dh: Floats,
    dc: Floats,
    gates: Floats,
    c: Floats,
    tanhC: Floats,
    Wh: Floats,
    L: number,
    H: number,
    N: number,
  ): void;

  /**
   * The reset gate scales h before the product: n = tanh(Wxn x + bn + Whn (r h)), h' = (1 - z) h + z n.
   * gates (L, 3H, N) holds Wx x + b on entry and r z n on return; rh = r h and h are (L, H, N).
   */
  gruBeforeForward(gates: Floats, rh: Floats, h: Floats, Wh: Floats, L: number, H: number, N: number): void;
  /** dz (L, 3H, N) from dh (L, H, N), which is used up; drh (H, N) is scratch. */
  gruBeforeBackward(
    dz: Floats,
    dh: Floats,
    drh: Floats,
    gates: Floats,
    h: Floats,
    Wh: Floats,
    L: number,
    H: number,
    N: number,
  ): void;

  /**
   * The reset gate scales the product: n = tanh(Wxn x + bn + r (Whn h + bhn)), h' = (1 - z) n + z h.
   * gates (L, 3H, N) holds Wx x + b on entry and r z n on return; nh = Whn h + bhn and h are (L, H, N).
   */
  gruAfterForward(
    gates: Floats,
    nh: Floats,
    h: Floats,
    Wh: Floats,
    bh: Floats,
    L: number,
    H: number,
    N: number,
  ): void;
  /** dz (L, 3H, N) and dnh (L, H, N) from dh (L, H, N), which is used up. */
  gruAfterBackward(
    dz: Floats,
    dnh: Floats,
    dh: Floats,
    gates: Floats,
    nh: Floats,
    h: Floats,
    Wh: Floats,
    L: number,
    H: number,
    N: number,
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

  /** mask is 0 with probability `rate`, else 1 / (1 - rate), by the seed and the place alone; y = mask x. */
  dropoutForward(y: Floats, mask: Floats, x: Floats, length: number, rate: number, seed: number): void;
  /** out = a b, elementwise. */
  multiply(out: Floats, a: Floats, b: Floats, length: number): void;

  /**
   * The mean loss over the first `count` windows, and its gradient dyhat (O, N), zero in the others.
   * y is (O, N), or (1, N) class numbers for cross-entropy over O logits. `parameter` is Huber's delta or
   * the pinball's quantile.
   */
  loss(
    dyhat: Floats,
    yhat: Floats,
    y: Floats,
    kind: number,
    parameter: number,
    O: number,
    N: number,
    count: number,
  ): number;

  /** Sum of squares. */
  squaredNorm(x: Floats, length: number): number;
  /** x = factor x. */
  scale(x: Floats, length: number, factor: number): void;
  /** Adds the gradient of l1 Σ|W| + l2 ΣW² to dW, and returns that sum. */
  penalty(dW: Floats, W: Floats, length: number, l1: number, l2: number): number;

  /** v = momentum v + dW; W -= rate (nesterov ? dW + momentum v : v). */
  sgd(
    W: Floats,
    dW: Floats,
    v: Floats,
    length: number,
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
