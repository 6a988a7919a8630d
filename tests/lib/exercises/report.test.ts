import { describe, expect, it } from "vitest";
import { reportBundle, written } from "../../../lib/exercises/report.ts";

describe("reportBundle()", () => {
  const bundle = reportBundle({
    verdict: "✗ 1 < 2",
    tables: [
      {
        caption: "Cases",
        header: ["x", "target"],
        rows: [
          ["[1, 2]", "3"],
          ["[1]", "1"],
        ],
      },
    ],
    notes: ["Think & try."],
  });

  it("escapes, and names rows and columns for people who listen", () => {
    expect(bundle["text/html"]).toBe(
      "<p><strong>✗ 1 &lt; 2</strong></p><table><caption>Cases</caption>" +
        '<thead><tr><th scope="col">x</th><th scope="col">target</th></tr></thead>' +
        '<tbody><tr><th scope="row">[1, 2]</th><td>3</td></tr><tr><th scope="row">[1]</th><td>1</td></tr></tbody></table>' +
        "<p>Think &amp; try.</p>",
    );
  });

  it("says the same as text, in columns", () => {
    expect(bundle["text/plain"]).toBe("✗ 1 < 2\nCases:\n  x       target\n  [1, 2]  3\n  [1]     1\nThink & try.");
  });
});

describe("written()", () => {
  it("writes values as a learner would", () => {
    expect(written(1 / 3)).toBe("0.333333");
    expect(written([1, [2, Number.NaN]])).toBe("[1, [2, NaN]]");
    expect(written(Array.from({ length: 10 }, (_, i) => i))).toBe("[0, 1, 2, 3, 4, 5, 6, 7, … 10 in all]");
    expect(written("a")).toBe('"a"');
    expect(written(undefined)).toBe("undefined");
    expect(written(Math.max)).toBe("the function max");
    expect(written({})).toBe("an object");
  });
});
