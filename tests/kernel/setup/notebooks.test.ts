import { describe, expect, it } from "vitest";
import type { Message } from "../../../kernel/core/protocol/envelope.ts";
import { buildNotebook, findChapters, readNotebookArguments } from "../../../kernel/setup/notebooks.ts";

/** A kernel whose cells are their own script: `error`, `stderr`, or a MIME bundle in JSON. */
const kernel = {
  async execute(code: string, _timeoutMs: number, onOutput: (message: Message) => void) {
    const send = (msg_type: string, content: object) =>
      onOutput({ header: { msg_type }, content } as unknown as Message);
    if (code === "error") send("error", { ename: "TypeError", evalue: "oh", traceback: ["\u001b[31mline 1\u001b[0m"] });
    else if (code === "late") throw new Error("it took more than 20 s");
    else if (code === "stderr") send("stream", { name: "stderr", text: "careful" });
    else if (code !== "") send("display_data", { data: JSON.parse(code), metadata: {}, transient: {} });
    return code === "error" ? ("error" as const) : ("ok" as const);
  },
};
const pictures = { draw: async (figure: unknown) => Buffer.from(JSON.stringify(figure)).toString("base64") };
const build = (...lines: string[]) => buildNotebook("09-test", lines.join("\n"), kernel, pictures);
const claim = '{"application/vnd.gradbook.claim+json": [{"name": "share", "value": 0.94, "text": ""}]}';

describe("buildNotebook()", () => {
  it("puts a claim that a later cell makes into earlier prose, and a picture beside each figure", async () => {
    const figure = '{"application/vnd.plotly.v1+json": {"data": [], "layout": {}}}';
    const text = await build("// %% [markdown]", "// It is {{share|percent}}.", "// %%", claim, "// %%", figure);
    const { cells } = JSON.parse(text);
    expect(cells[0].source).toEqual(["It is 94\u00a0%."]);
    expect(Buffer.from(cells[2].outputs[0].data["image/png"], "base64").toString()).toBe('{"data":[],"layout":{}}');
  });

  it("gives the same bytes twice", async () => {
    const lines = ["// %% [markdown]", "// {{share}}", "// %%", claim];
    expect(await build(...lines)).toBe(await build(...lines));
  });

  it("names notebook, cell, line and error when a cell fails", async () => {
    await expect(build("// %% [markdown]", "// a", "// %%", "error")).rejects.toThrow(
      "Cannot build 09-test as cell 2 (line 3 of 09-test.ts) failed:\nTypeError: oh\nline 1",
    );
    await expect(build("// %%", "late")).rejects.toThrow(
      "cell 1 (line 1 of 09-test.ts) did not end: it took more than",
    );
    await expect(build("// %%", "stderr")).rejects.toThrow("wrote to stderr: careful");
  });

  it("lets a cell raise that is there to raise, and only if it does", async () => {
    const marker = '// %% tags=["raises-exception"]';
    expect(JSON.parse(await build(marker, "error")).cells[0].outputs[0].ename).toBe("TypeError");
    await expect(build(marker, "")).rejects.toThrow("is to raise an error: it raised none");
  });

  it("says which figure cannot be drawn", async () => {
    const broken = { draw: () => Promise.reject(new Error("no trace")) };
    const source = '// %%\n{"application/vnd.plotly.v1+json": {}}';
    await expect(buildNotebook("09-test", source, kernel, broken)).rejects.toThrow(
      "Cannot build 09-test as the figure of cell 1 cannot be drawn: no trace",
    );
  });
});

describe("readNotebookArguments()", () => {
  const chapters = ["00-start-here", "05-neuron"];
  it("takes all chapters, or those that are named, with or without their ending", () => {
    expect(readNotebookArguments([], chapters)).toEqual({ slugs: chapters, isCheck: false });
    expect(readNotebookArguments(["--check", "05-neuron.ipynb"], chapters)).toEqual({
      slugs: ["05-neuron"],
      isCheck: true,
    });
  });

  it("refuses an unknown one by name", () => {
    expect(() => readNotebookArguments(["06-none"], chapters)).toThrow(
      'Cannot build the notebook "06-none" as the notebooks are 00-start-here, 05-neuron',
    );
  });
});

describe("findChapters()", () => {
  it("finds the sources of the course, in order", () => {
    const found = findChapters(new URL("../../../notebooks", import.meta.url).pathname);
    expect(found.every((slug) => /^\d\d-/.test(slug))).toBe(true);
    expect(found).toEqual([...found].sort());
  });
});
