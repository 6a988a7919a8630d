import { describe, expect, it } from "vitest";
import { LANGUAGE_INFO } from "../../../kernel/core/requests/kernelInfo.ts";
import { firstDifference, notebookText } from "../../../kernel/setup/notebookFile.ts";
import type { SavedOutput } from "../../../kernel/setup/notebookOutputs.ts";
import type { SourceCell } from "../../../kernel/setup/notebookSource.ts";

const cells: SourceCell[] = [
  { kind: "markdown", text: "# A\n\nb", tags: [], line: 1 },
  { kind: "code", text: "1", tags: ["raises-exception"], line: 4 },
];
const figure = { data: [{ type: "scatter", x: [1, 2] }], layout: { title: { text: 'a "b"' } } };
const outputs = (y: number, png: string): SavedOutput[][] => [
  [],
  [
    { output_type: "stream", name: "stdout", text: "a\nb" },
    {
      output_type: "execute_result",
      data: { "text/plain": "p\nq", "image/png": png, "application/vnd.plotly.v1+json": { ...figure, y } },
      metadata: {},
      execution_count: 40,
    },
  ],
];

describe("notebookText()", () => {
  it("gives cells ids by place, counts runs from 1 and carries no time", () => {
    const text = notebookText("05-neuron", cells, outputs(1, "AA=="));
    const notebook = JSON.parse(text);
    expect(notebook.cells.map((cell: { id: string }) => cell.id)).toEqual(["05-neuron-01", "05-neuron-02"]);
    expect(notebook.cells[0]).toEqual({
      cell_type: "markdown",
      id: "05-neuron-01",
      metadata: {},
      source: ["# A\n", "\n", "b"],
    });
    expect(notebook.cells[1]).toMatchObject({ execution_count: 1, metadata: { tags: ["raises-exception"] } });
    expect(notebook.cells[1].outputs[0].text).toEqual(["a\n", "b"]);
    expect(notebook.cells[1].outputs[1].execution_count).toBe(1);
    expect(notebook.cells[1].outputs[1].data["text/plain"]).toEqual(["p\n", "q"]);
    expect(notebook.cells[1].outputs[1].data["image/png"]).toBe("AA==");
    expect(notebook).toMatchObject({ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec: { name: "gradbook" } } });
    expect(notebook.metadata.language_info).toEqual(LANGUAGE_INFO);
    expect(text).not.toMatch(/\d{4}-\d\d-\d\d/);
  });

  it("writes names in order, one space a level, and numbers as Python does", () => {
    const numbers = [0, -0, 1, 0.5, 0.0001, 0.00001, -0.0000125, 1e-7, 1e-12, 123456789012345680000, 1e21, 2.5e-100];
    const data = { "application/json": { b: [], a: {}, 10: 1, 9: "\u001bé", numbers } };
    const text = notebookText("a", [cells[1]], [[{ output_type: "display_data", data, metadata: {} }]]);
    expect(text).toContain('       "10": 1,\n       "9": "\\u001bé",\n       "a": {},\n       "b": [],\n');
    const written = /"numbers": \[([^\]]*)\]/.exec(text)?.[1].replaceAll(/\s+/g, "");
    expect(written).toBe("0,0,1,0.5,0.0001,1e-05,-1.25e-05,1e-07,1e-12,123456789012345680000,1e+21,2.5e-100");
    expect(JSON.parse(text).cells[0].outputs[0].data["application/json"].numbers).toEqual(numbers.map((n) => n + 0));
    expect(text.endsWith("}\n")).toBe(true);
  });
});

describe("firstDifference()", () => {
  const built = notebookText("a", cells, outputs(1, "AA=="));
  it("sees nothing but that a picture is there", () => {
    expect(firstDifference(built, notebookText("a", cells, outputs(1, "BB==")))).toBeNull();
    const bare = outputs(1, "");
    const last = bare[1][1] as { data: Record<string, unknown> };
    last.data = Object.fromEntries(Object.entries(last.data).filter(([mime]) => mime !== "image/png"));
    expect(firstDifference(built, notebookText("a", cells, bare))).toContain("image/png: built");
  });

  it("names the place of changed figure data and changed text", () => {
    expect(firstDifference(built, notebookText("a", cells, outputs(2, "AA==")))).toBe(
      "/cells/1/outputs/1/data/application/vnd.plotly.v1+json/y: built 1, committed 2",
    );
    const other = [{ ...cells[0], text: "# B" }, cells[1]];
    expect(firstDifference(built, notebookText("a", other, outputs(1, "")))).toContain(
      '/cells/0/source/0: built "# A\\n"',
    );
    expect(firstDifference(built, notebookText("a", cells.slice(0, 1), [[]]))).toContain("/cells/1");
  });
});
