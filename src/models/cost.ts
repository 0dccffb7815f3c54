/** Operations in plain JavaScript and f64 take about this many times longer than the kernels' (measured). */
export const JS_SLOWDOWN = 20;
