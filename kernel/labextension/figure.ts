// What an `application/vnd.plotly.v1+json` output carries, as far as we look into it.

export const PLOTLY_MIME = "application/vnd.plotly.v1+json";

export type JsonObject = { readonly [key: string]: unknown };

export interface Figure {
  readonly data: readonly JsonObject[];
  readonly layout: JsonObject;
  readonly frames?: readonly JsonObject[];
  readonly config?: JsonObject;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Reads an output's value.
 * @throws TypeError when it is no figure
 */
export function readFigure(value: unknown): Figure {
  if (!isObject(value)) throw new TypeError(`Cannot draw the figure as it must be an object: got ${kindOf(value)}`);
  const { data, layout = {}, frames, config } = value;
  if (!Array.isArray(data) || !data.every(isObject))
    throw new TypeError(`Cannot draw the figure as its data must be a list of traces: got ${kindOf(data)}`);
  if (!isObject(layout))
    throw new TypeError(`Cannot draw the figure as its layout must be an object: got ${kindOf(layout)}`);
  return {
    data,
    layout,
    ...(Array.isArray(frames) ? { frames: frames.filter(isObject) } : {}),
    ...(isObject(config) ? { config } : {}),
  };
}

function kindOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return value.every(isObject) ? "a list" : "a list with an entry that is not an object";
  return typeof value === "object" ? "an object" : JSON.stringify(value);
}
