// Made by kernel/setup/wasm.mjs from lib/wasm/assembly; not written by hand.

/** SHA-256 of what the bytes were made from. */
export const kernelSources = "10641543076b08eaa79cdab60b927f0f94ae91239f1c21873c2b8a66e4f85018";

/** The default build, 129 bytes in base64: plain SIMD, the same bits on every machine. */
export const plainKernels =
  "AGFzbQEAAAABDgJgA39/fwF/YAN/f38AAhIBA2VudgZtZW1vcnkCAwGAgAQDAwIAAQcfAgZtYXRtdWwAARJtYXRtdWxTY3JhdGNoQnl0ZXMAAAotAgoAIAAgAWwgAmwLIAAgAiAC/QAEACAA/QAEACAB/QAEAP3mAf3kAf0LBAAL";

/** The fused build, 126 bytes in base64: a multiplication and an addition in one rounding, where the machine has it. */
export const fusedKernels =
  "AGFzbQEAAAABDgJgA39/fwF/YAN/f38AAhIBA2VudgZtZW1vcnkCAwGAgAQDAwIAAQcfAgZtYXRtdWwAARJtYXRtdWxTY3JhdGNoQnl0ZXMAAAoqAgoAIAAgAWwgAmwLHQAgAiAA/QAEACAB/QAEACAC/QAEAP2FAv0LBAAL";
