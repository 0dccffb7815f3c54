// The one place where the two builds of the kernels differ. `exact` multiplies and adds with a rounding each, so that its bits are the
// same on every machine. `relaxed` (`asc --enable relaxed-simd`) lets the machine round once, with a fused instruction where it has one.

/** sum + a b. */
// @ts-ignore: decorator
@inline
export function mulAdd(sum: v128, a: v128, b: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, sum);
  return f32x4.add(sum, f32x4.mul(a, b));
}

/** sum - a b. */
// @ts-ignore: decorator
@inline
export function mulSub(sum: v128, a: v128, b: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_nmadd(a, b, sum);
  return f32x4.sub(sum, f32x4.mul(a, b));
}
