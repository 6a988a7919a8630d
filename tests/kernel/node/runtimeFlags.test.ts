import { execFileSync } from "node:child_process";
import { beforeAll, describe, expect, it } from "vitest";
import { runtimeFlags } from "../../../kernel/node/runtimeFlags.ts";
import { everyNode, installOtherNodes, nodeBinary } from "../nodes/otherNodes.ts";

beforeAll(installOtherNodes, 600_000);

/** A program of WebAssembly that multiplies and adds in one rounding: f32x4.relaxed_madd of three zeros. */
const fused = [
  [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 62, 1, 60, 0],
  ...[1, 2, 3].map(() => [253, 12, ...new Array(16).fill(0)]),
  [253, 133, 2, 26, 11],
].flat();

describe.each(everyNode)("on %s", (name) => {
  const node = nodeBinary(name);
  const run = (program: string, version?: string): string => {
    const flags = runtimeFlags(version ?? execFileSync(node, ["-p", "process.versions.node"], { encoding: "utf8" }));
    return execFileSync(node, [...flags, "-p", program], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  };

  it("runtimeFlags() are accepted, and keep young space small", () => {
    const mostMegabytes = run(`
      const sizes = [];
      for (let i = 0; i < 3000; i++) {
        globalThis.kept = Array.from({ length: 1000 }, (_, k) => [k]);
        if (i % 100 === 0) sizes.push(v8.getHeapSpaceStatistics().find((s) => s.space_name === "new_space").space_size);
      }
      Math.max(...sizes) / 2 ** 20`);
    expect(Number(mostMegabytes)).toBeGreaterThan(1);
    expect(Number(mostMegabytes)).toBeLessThanOrEqual(8 + 1); // two halves
  });

  it("runtimeFlags() give fused multiply-add", () => {
    expect(run(`WebAssembly.validate(new Uint8Array([${fused}]))`)).toBe("true");
  });
});

it("runtimeFlags() name the option of fused multiply-add to Nodes that do not have it by themselves", () => {
  const has = (version: string): boolean => runtimeFlags(version).some((flag) => flag.includes("relaxed-simd"));
  expect(["20.19.0", "21.7.3", "22.0.0", "24.1.0"].map(has)).toEqual([true, true, false, false]);
});
