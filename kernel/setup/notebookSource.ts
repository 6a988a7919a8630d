// Reads a chapter in percent format (`// %%`, `// %% [markdown]`), as jupytext does. Text in, cells out.

/** One cell of a chapter, as it was written. */
export interface SourceCell {
  readonly kind: "code" | "markdown";
  readonly text: string;
  /** Jupyter's cell tags, from `tags=["raises-exception"]` after the marker. */
  readonly tags: readonly string[];
  /** The line of its marker, from 1, for messages. */
  readonly line: number;
}

const MARKER = /^\/\/ %%(?<markdown> \[markdown\])?(?: tags=(?<tags>\[.*\]))?\s*$/;

/**
 * The cells of a chapter.
 * @param name The file's name, for messages.
 * @throws SyntaxError naming the line that is no marker, or no comment in a markdown cell.
 */
export function parseNotebookSource(text: string, name: string): SourceCell[] {
  const cells: { kind: SourceCell["kind"]; lines: string[]; tags: string[]; line: number }[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const place = `line ${index + 1} is ${JSON.stringify(line)}`;
    const marker = MARKER.exec(line)?.groups;
    const cell = cells.at(-1);
    if (marker !== undefined) {
      cells.push({
        kind: marker.markdown === undefined ? "code" : "markdown",
        lines: [],
        tags: parseTags(marker.tags, name, place),
        line: index + 1,
      });
    } else if (line.startsWith("// %%")) {
      throw new SyntaxError(
        `Cannot read ${name} as a marker is "// %%" or "// %% [markdown]", with tags=["…"] if need be: ${place}`,
      );
    } else if (cell === undefined) {
      if (line.trim() !== "") throw new SyntaxError(`Cannot read ${name} as it must begin with "// %%": ${place}`);
    } else if (cell.kind === "code") {
      cell.lines.push(line);
    } else if (line === "//" || line.startsWith("// ")) {
      cell.lines.push(line.slice(3));
    } else if (line.trim() === "") {
      cell.lines.push("");
    } else {
      throw new SyntaxError(`Cannot read ${name} as each line of a markdown cell begins with "// ": ${place}`);
    }
  }
  return cells.map(({ lines, ...cell }) => ({ ...cell, text: lines.join("\n").replace(/^\n+|\s+$/g, "") }));
}

function parseTags(text: string | undefined, name: string, place: string): string[] {
  if (text === undefined) return [];
  try {
    const tags: unknown = JSON.parse(text);
    if (Array.isArray(tags) && tags.every((tag) => typeof tag === "string")) return tags;
  } catch {
    // Said below.
  }
  throw new SyntaxError(`Cannot read ${name} as tags are a list of strings in JSON: ${place}`);
}
