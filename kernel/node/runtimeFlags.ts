/**
 * The options that a learner's cells run with.
 * @param nodeVersion As `process.versions.node` says it, of the Node that is started.
 */
export function runtimeFlags(nodeVersion: string): readonly string[] {
  const major = Number.parseInt(nodeVersion, 10);
  return [
    // Without it, ending a timer's callback from outside aborts the whole process.
    "--no-force-async-hooks-checks",
    "--stack-trace-limit=50",
    "--disable-warning=ExperimentalWarning",
    // A training loop makes many short-lived arrays: young space stays small, and so does the memory held in the meantime.
    "--max-semi-space-size=2",
    // Fused multiply-add in WebAssembly: later Nodes have it always and refuse the option.
    ...(major < 22 ? ["--experimental-wasm-relaxed-simd"] : []),
  ];
}
