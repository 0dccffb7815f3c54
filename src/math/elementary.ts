/**
 * exp, log, sin and cos with the same results to the last bit on every machine. `Math.exp` and the like may differ between
 * versions of V8; here only operations are used that IEEE 754 defines exactly: + - * /, rounding to an integer, and bits. Within 1 ulp of the true value. Algorithms and constants are those of fdlibm
 * (Sun Microsystems 1993, https://www.netlib.org/fdlibm/: e_exp.c, e_log.c, k_sin.c, k_cos.c, e_rem_pio2.c).
 *
 *   exp  x = k ln2 + r, |r| <= ln2/2     exp(x) = 2^k (1 + r + r c/(2 - c)),  c = r - r²(P1 + r² P2 + ...)
 *   log  x = 2^k (1 + f), f small        log(x) = k ln2 + f - f²/2 + s (f²/2 + R(s²)),  s = f/(2 + f)
 *   sin, cos  x = n π/2 + r + e, |r| <= π/4, e the rounding error of r; then a polynomial in r², where n decides between
 *   sine and cosine and the sign
 */

const LN2_HIGH = 6.9314718036912381649e-1; // ends in 21 zero bits, so that k * LN2_HIGH is exact
const LN2_LOW = 1.90821492927058770002e-10;

const P1 = 1.66666666666666019037e-1;
const P2 = -2.77777777770155933842e-3;
const P3 = 6.61375632143793436117e-5;
const P4 = -1.6533902205465251539e-6;
const P5 = 4.13813679705723846039e-8;

const bits = new DataView(new ArrayBuffer(8));

/** 2^k for -1022 <= k <= 1023. */
function powerOfTwo(k: number): number {
  bits.setUint32(0, (k + 1023) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

/** e to the power x. */
export function exp(x: number): number {
  if (x > 709.782712893383973) return Infinity;
  if (x < -745.133219101941108) return 0;
  if (Number.isNaN(x)) return x;
  const k = Math.floor(x * Math.LOG2E + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const z = r * r;
  const c = r - z * (P1 + z * (P2 + z * (P3 + z * (P4 + z * P5))));
  const y = 1 + ((r * c) / (2 - c) - low + high);
  // In two factors: 2^k itself can be out of range, and only the second product can round.
  const half = k >> 1;
  return y * powerOfTwo(half) * powerOfTwo(k - half);
}

/** Natural logarithm; -Infinity at 0, `NaN` below. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  let k = 0;
  if (x < 2.2250738585072014e-308) {
    // subnormal: has no exponent bits to read yet
    k = -54;
    x *= 18014398509481984; // 2^54
  }
  bits.setFloat64(0, x);
  const word = bits.getUint32(0) + (0x3ff00000 - 0x3fe6a09e); // 0x3fe6a09e: first bits of sqrt(1/2)
  k += (word >>> 20) - 1023;
  bits.setUint32(0, (word & 0xfffff) + 0x3fe6a09e);
  const f = bits.getFloat64(0) - 1; // sqrt(1/2) <= 1 + f < sqrt(2)
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const odd =
    z *
    (6.66666666666673513e-1 +
      w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)));
  const even = w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  const halfSquare = 0.5 * f * f;
  return s * (halfSquare + (odd + even)) + k * LN2_LOW - halfSquare + f + k * LN2_HIGH;
}

/** Sine of x radians; `NaN` beyond 1.6 million, where the reduction would need a longer π. */
export function sin(x: number): number {
  return sine(x, 0);
}

/** Cosine of x radians; `NaN` beyond 1.6 million, as `sin`. */
export function cos(x: number): number {
  return sine(x, 1);
}

// π/2 in parts of 33 bits, so that n times a part is exact up to n = 2^20, and the remainder
const HALF_PI = [1.57079632673412561417, 6.0771005063039659766e-11, 2.0222662487111664558e-21];
const HALF_PI_REST = 8.47842766036889956997e-32;

/** sin(x + quarters π/2). */
function sine(x: number, quarters: number): number {
  const n = Math.round(x * 0.6366197723675814);
  if (!(Math.abs(n) <= 1048576)) return NaN;
  let r = x;
  let e = 0;
  if (n !== 0) {
    for (const part of HALF_PI) {
      const product = n * part;
      const difference = r - product;
      const back = difference - r;
      e += r - (difference - back) - (product + back); // Knuth's two-sum: the rounding error of the subtraction
      r = difference;
    }
    e -= n * HALF_PI_REST;
  }
  const quadrant = (n + quarters) & 3;
  const value = quadrant % 2 === 0 ? sineKernel(r, e) : cosineKernel(r, e);
  return quadrant < 2 ? value : -value;
}

/** sin(r + e) for |r| <= π/4. */
function sineKernel(r: number, e: number): number {
  const z = r * r;
  const cube = z * r;
  const tail =
    8.33333333332248946124e-3 +
    z * (-1.98412698298579493134e-4 + z * 2.75573137070700676789e-6) +
    z * (z * z) * (-2.50507602534068634195e-8 + z * 1.58969099521155010221e-10);
  return r - (z * (0.5 * e - cube * tail) - e - cube * -1.66666666666666324348e-1);
}

/** cos(r + e) for |r| <= π/4. */
function cosineKernel(r: number, e: number): number {
  const z = r * r;
  const tail =
    z * (4.16666666666666019037e-2 + z * (-1.38888888888741095749e-3 + z * 2.48015872894767294178e-5)) +
    z *
      z *
      (z * z) *
      (-2.75573143513906633035e-7 + z * (2.0875723212981748279e-9 + z * -1.13596475577881948265e-11));
  const halfSquare = 0.5 * z;
  const first = 1 - halfSquare;
  return first + (1 - first - halfSquare + (z * tail - r * e));
}
