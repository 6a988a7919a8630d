/*
 * The fast loops that the library calls. What is listed here becomes the interface `Kernels` of ../kernelTypes.ts, with the
 * docstrings of the files; the build makes it anew when a source changes.
 */
export { matmul, matmulBatched, matmulScratchBytes } from "./matmul.ts";
