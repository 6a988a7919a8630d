// What a screen reader says instead of the picture.
import { type Figure, isObject, type JsonObject } from "./figure.ts";

const MAX_LENGTH = 300;

/**
 * The figure's own alternative text (`layout.meta.altText`), else a description made from its title, traces and axes:
 * `Loss by epoch. Line chart with 2 traces: train, test. epoch from left to right, loss upwards.`
 */
export function figureLabel({ data, layout }: Figure): string {
  const altText = isObject(layout.meta) ? layout.meta.altText : undefined;
  if (typeof altText === "string" && altText.trim() !== "") return altText.trim();
  const kinds = [...new Set(data.map(kindOf))].join(" and ");
  const names = data.map(({ name }) => name).filter((name) => typeof name === "string");
  const traces =
    data.length === 1 ? "" : ` with ${data.length} traces${names.length > 0 ? `: ${names.join(", ")}` : ""}`;
  const [x, y] = [titleOf(layout.xaxis), titleOf(layout.yaxis)];
  const axes = x !== "" && y !== "" ? `${x} from left to right, ${y} upwards` : "";
  const parts = [titleOf(layout), `${kinds === "" ? "Empty figure" : `${capitalized(kinds)}`}${traces}`, axes];
  const label = parts.filter((part) => part !== "").map((part) => part.replace(/[.!?]?$/, (end) => end || "."));
  return plainText(label.join(" ")).slice(0, MAX_LENGTH);
}

function kindOf(trace: JsonObject): string {
  const type = typeof trace.type === "string" ? trace.type : "scatter";
  if (type !== "scatter" && type !== "scattergl") return type === "bar" ? "bar chart" : type;
  const mode = typeof trace.mode === "string" ? trace.mode : "lines";
  return mode.includes("lines") ? "line chart" : "scatter plot";
}

/** A title is a text or an object with one; Plotly takes both. */
function titleOf(owner: unknown): string {
  const title = isObject(owner) ? owner.title : undefined;
  const text = isObject(title) ? title.text : title;
  return typeof text === "string" ? plainText(text) : "";
}

/** Plotly's texts may hold a few HTML tags. */
function plainText(text: string): string {
  return text
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
