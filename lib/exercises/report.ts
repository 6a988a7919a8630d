/*
 * How the pages of this folder show themselves in a notebook: a verdict in words, tables without a colour of their own
 * (so that they read in a light and in a dark theme), and the same as plain text. A table's first column names its rows,
 * and header cells carry their scope, for people who listen to a page.
 * Nothing here is a public name; claim.ts and the two judging pages build on it.
 *
 * Page 29 · before it: plot/slider.ts · after it: exercises/claim.ts
 */

/** A table of a report: a caption, the names of its columns, its rows. */
export interface ReportTable {
  /** What the table is about, for those who see it and those who hear it. */
  readonly caption: string;
  readonly header: readonly string[];
  /** Each as long as the header. */
  readonly rows: readonly (readonly string[])[];
}

/** What a report says: one line that can stand alone, tables below it, and sentences after them. */
export interface Report {
  readonly verdict: string;
  readonly tables: readonly ReportTable[];
  readonly notes: readonly string[];
}

/** One value in several forms, by MIME type. */
export type ReportBundle = Readonly<Record<"text/html" | "text/plain", string>>;

/**
 * The report as HTML and as plain text.
 * @example reportBundle({ verdict: "✓ 1 < 2", tables: [], notes: [] })["text/html"]; // => "<p><strong>✓ 1 &lt; 2</strong></p>"
 */
export function reportBundle(report: Report): ReportBundle {
  return { "text/html": reportAsHtml(report), "text/plain": reportAsText(report) };
}

/**
 * As HTML for a page: the verdict is bold, since colour alone would not reach everyone; a caption names each table; the
 * first cell of a row is its header. Every text is escaped, as an answer may contain signs that mean something in HTML.
 */
function reportAsHtml({ verdict, tables, notes }: Report): string {
  const drawn = tables.map(({ caption, header, rows }) => {
    const head = header.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join("");
    const body = rows.map(([name, ...cells]) => {
      const rest = cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join("");
      return `<tr><th scope="row">${escapeHtml(name)}</th>${rest}</tr>`;
    });
    return (
      `<table><caption>${escapeHtml(caption)}</caption><thead><tr>${head}</tr></thead>` +
      `<tbody>${body.join("")}</tbody></table>`
    );
  });
  const said = notes.map((note) => `<p>${escapeHtml(note)}</p>`);
  return `<p><strong>${escapeHtml(verdict)}</strong></p>${drawn.join("")}${said.join("")}`;
}

/** As text for a terminal, a test or a reader who listens: columns as wide as their widest cell, two spaces apart. */
function reportAsText({ verdict, tables, notes }: Report): string {
  const drawn = tables.map(({ caption, header, rows }) => {
    const lines = [header, ...rows];
    const widths = header.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
    const text = lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column])).join("  "));
    return [`${caption}:`, ...text.map((line) => `  ${line}`.trimEnd())].join("\n");
  });
  return [verdict, ...drawn, ...notes].join("\n");
}

/** The four signs that HTML reads as its own. */
function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** Longer lists are cut here: a learner compares the first few numbers by eye, not eighty. */
const maxShown = 8;

/**
 * A value as a learner writes it: numbers to six digits, lists in brackets, long ones cut.
 * @example written([1, 0.1 + 0.2, [-0]]); // => "[1, 0.3, [0]]"
 */
export function written(value: unknown): string {
  if (typeof value === "number") return String(Number.isFinite(value) ? Number(value.toPrecision(6)) : value);
  if (Array.isArray(value)) {
    const items = value.slice(0, maxShown).map(written);
    if (value.length > maxShown) items.push(`… ${value.length} in all`);
    return `[${items.join(", ")}]`;
  }
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return `the function ${value.name || "without a name"}`;
  if (value instanceof Promise) return "a promise";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}
