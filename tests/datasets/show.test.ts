import { describe, expect, it } from "vitest";
import { classTable, escapeHtml, summaryTable, tableAsHtml, tableAsText } from "../../datasets/show.ts";

describe("tableAsHtml()", () => {
  it("escapes what it is given", () => {
    const html = tableAsHtml({ caption: "a < b", header: ["<x>"], rows: [['"q"']] });
    expect(html).toContain("<caption>a &lt; b</caption>");
    expect(html).toContain('<th scope="col">&lt;x&gt;</th>');
    expect(html).toContain('<th scope="row">&quot;q&quot;</th>');
    expect(escapeHtml("&lt;")).toBe("&amp;lt;");
  });
});

describe("tableAsText()", () => {
  it("lines columns up, numbers to the right", () => {
    const text = tableAsText({
      caption: "c",
      header: ["name", "n"],
      rows: [
        ["a", 5],
        ["bb", 12],
      ],
    });
    expect(text).toBe("c\nname   n\na      5\nbb    12");
  });
});

describe("summaryTable() and classTable()", () => {
  it("give smallest, mean and largest value, and the count of each class", () => {
    expect(summaryTable([{ name: "x", unit: "cm", values: [1, 2, 6] }]).rows).toEqual([["x", "cm", 1, 3, 6]]);
    expect(classTable([0, 1, 1], ["no", "yes"], "rows").rows).toEqual([
      [0, "no", 1],
      [1, "yes", 2],
    ]);
  });
});
