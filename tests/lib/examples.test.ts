import { describe, expect, test } from "vitest";
import * as library from "../../lib/index.ts";
import { isGenerated, isLoop } from "../house/contents.ts";
import { filesUnder } from "../house/sourceFiles.ts";
import { compare, documentedExports, runExample } from "./docExamples.ts";

const edges = ["lib/platform/node.ts", "lib/platform/browser.ts"]; // documented where the interface is
const pages = filesUnder("lib", /\.ts$/).filter(
  (path) => !path.endsWith("index.ts") && !edges.includes(path) && !isLoop(path) && !isGenerated(path),
);

/** Interfaces to Node and the browser have no values to show. */
const withoutExample = new Set(["lib/platform/platform.ts"]);

describe.each(pages)("%s", (path) => {
  for (const { name, isType, docstring, examples } of documentedExports(path)) {
    test(`${name} has a docstring${isType ? "" : " with an example that holds"}`, async () => {
      if (withoutExample.has(path)) return expect(docstring, `${name} of ${path}`).toBeDefined();
      expect(docstring, `the docstring of ${name}`).not.toBe("");
      if (isType) return;
      expect(examples.length, `examples of ${name}`).toBeGreaterThanOrEqual(1);
      const own = (await import(`../../${path}`)) as Record<string, unknown>;
      for (const example of examples) {
        expect(example, `the example of ${name} uses it`).toContain(name);
        const count = await runExample(example, { ...own, ...library });
        expect(count, `expectations in the example of ${name}`).toBeGreaterThanOrEqual(1);
      }
    });
  }
});

describe("the comparison itself", () => {
  test("compare() accepts a number that rounds to the written digits, and no other", () => {
    expect(() => compare(0.90049, "0.900")).not.toThrow();
    expect(() => compare(0.9006, "0.900")).toThrow();
    expect(() => compare(0.684, "0.9")).toThrow();
    expect(() => compare(12.00004, "12.0000")).not.toThrow();
    expect(() => compare(12.0001, "12")).toThrow();
    expect(() => compare(1.00004e-10, "1.000e-10")).not.toThrow();
    expect(() => compare(1.1e-10, "1.000e-10")).toThrow();
    expect(() => compare("0.9", "0.9")).toThrow();
    expect(() => compare(-0.5, "0.5")).toThrow();
    expect(() => compare(Number.NaN, "0.5")).toThrow();
  });

  test("compare() looks into arrays and objects, and at their sizes", () => {
    expect(() => compare([1, [2.499, "a"]], '[1, [2.5, "a"]]')).not.toThrow();
    expect(() => compare([1, 2, 3], "[1, 2]")).toThrow();
    expect(() => compare({ a: 1, b: 2 }, "{ a: 1 }")).toThrow();
    expect(() => compare({ a: null, b: NaN }, "{ a: null, b: NaN }")).not.toThrow();
    expect(() => compare(Float64Array.of(1, 2), "[1, 2]")).not.toThrow();
  });

  test("runExample() counts expectations and fails on a wrong one", async () => {
    expect(await runExample("const a: number = 2;\na + x; // => 5\na; // => 2", { x: 3 })).toBe(2);
    await expect(runExample("1 + 1; // => 3", {})).rejects.toThrow();
    await expect(runExample("1 + 1; // throws RangeError: no", {})).rejects.toThrow();
    expect(await runExample("1 + 1;", {})).toBe(0);
  });
});
