/** Operations in f64 and plain JavaScript take about so many times longer than the kernels' (measured). */
export const JS_SLOWDOWN = 20;
