import { describe, expect, it } from "vitest";
import { parseNotebookSource } from "../../../kernel/setup/notebookSource.ts";

const parse = (...lines: string[]) => parseNotebookSource(lines.join("\n"), "05-neuron.ts");

describe("parseNotebookSource()", () => {
  it("reads text, code and tags, and trims the blank lines around them", () => {
    const cells = parse(
      "// %% [markdown]",
      "// # One neuron",
      "//",
      "// Text with `// %%` inside",
      "",
      "// %%",
      "",
      "const a = 1;",
      "",
      "  // indented",
      "",
      '// %% tags=["raises-exception"]',
      "throw 1;",
      "",
    );
    expect(cells).toEqual([
      { kind: "markdown", text: "# One neuron\n\nText with `// %%` inside", tags: [], line: 1 },
      { kind: "code", text: "const a = 1;\n\n  // indented", tags: [], line: 6 },
      { kind: "code", text: "throw 1;", tags: ["raises-exception"], line: 12 },
    ]);
  });

  it("keeps the indentation of a code cell's first line and of lists in text", () => {
    expect(parse("// %%", "  x;")[0].text).toBe("  x;");
    expect(parse("// %% [markdown]", "// - a", "//   - b")[0].text).toBe("- a\n  - b");
  });

  it.each([
    [["const a = 1;", "// %%"], 'Cannot read 05-neuron.ts as it must begin with "// %%": line 1 is "const a = 1;"'],
    [["// %% [markdown]", "text"], 'each line of a markdown cell begins with "// ": line 2 is "text"'],
    [["// %% markdown"], 'a marker is "// %%" or "// %% [markdown]"'],
    [["// %% tags=[raises]"], "tags are a list of strings in JSON"],
    [["// %% tags=[1]"], "tags are a list of strings in JSON"],
  ])("refuses %j", (lines, message) => {
    expect(() => parse(...lines)).toThrow(SyntaxError);
    expect(() => parse(...lines)).toThrow(message);
  });
});
