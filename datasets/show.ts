// How a data set shows itself in a notebook: tables as HTML without a colour of their own, and the same as plain text.

/** The key under which a value answers how it wants to be drawn. */
export const display: unique symbol = Symbol.for("Jupyter.display");

/** One value in several forms, by MIME type; the reader's program takes the richest one that it can draw. */
export type MimeBundle = Readonly<Record<string, string>>;

/** A table as it is drawn: the first cell of each row names the row. */
export interface Table {
  readonly caption: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** One measured column, for its summary. */
export interface Column {
  readonly name: string;
  readonly unit: string;
  readonly values: readonly number[];
}

export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** Header cells carry their scope, so that a screen reader says which column and row a number belongs to. */
export function tableAsHtml({ caption, header, rows }: Table): string {
  const head = header.map((text) => `<th scope="col">${escapeHtml(text)}</th>`).join("");
  const body = rows.map(([first, ...rest]) => {
    const cells = rest.map((cell) => `<td>${escapeHtml(String(cell))}</td>`).join("");
    return `<tr><th scope="row">${escapeHtml(String(first))}</th>${cells}</tr>`;
  });
  return `<table><caption>${escapeHtml(caption)}</caption><thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table>`;
}

/** The same table in columns of equal width; numbers to the right. */
export function tableAsText({ caption, header, rows }: Table): string {
  const lines = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...lines.map((line) => String(line[column]).length)));
  const drawn = lines.map((line) =>
    line
      .map((cell, column) =>
        typeof rows[0]?.[column] === "number"
          ? String(cell).padStart(widths[column])
          : String(cell).padEnd(widths[column]),
      )
      .join("  ")
      .trimEnd(),
  );
  return [caption, ...drawn].join("\n");
}

/** Smallest, mean and largest value of each column, with its unit. */
export function summaryTable(columns: readonly Column[]): Table {
  return {
    caption: "Columns",
    header: ["column", "unit", "smallest", "mean", "largest"],
    rows: columns.map(({ name, unit, values }) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return [name, unit, Math.min(...values), Number(mean.toFixed(2)), Math.max(...values)];
    }),
  };
}

/** How many examples carry each label. */
export function classTable(labels: readonly number[], labelNames: readonly string[], noun: string): Table {
  return {
    caption: "Classes",
    header: ["label", "class", noun],
    rows: labelNames.map((name, label) => [label, name, labels.filter((other) => other === label).length]),
  };
}
