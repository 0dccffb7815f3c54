/** The builds of the WebAssembly kernels, by the name that `--kernels` gives them. */

export const kernelNames = ['exact', 'relaxed'] as const;
/** Exact: the same bits on every machine. Relaxed: fused multiplication and addition where the machine has it. */
export type KernelName = (typeof kernelNames)[number];
