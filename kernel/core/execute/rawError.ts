// From anything thrown to something that can travel.
import { withoutBoxNames } from "../compile/boxNames.ts";
import type { RawError } from "./runtimePort.ts";
import { boundedText, type InspectText } from "./show.ts";

const MAX_CAUSES = 8;

/** Takes a thrown value apart. Never throws itself, whatever getters the value has. */
export function toRawError(thrown: unknown, inspect: InspectText, depth = 0): RawError {
  const read = (key: "name" | "message" | "stack" | "cause"): unknown => {
    try {
      return (thrown as Record<string, unknown>)[key];
    } catch {
      return undefined;
    }
  };
  if (!isError(thrown)) {
    return { name: "Thrown", message: boundedText(thrown, inspect), stack: "", cause: null };
  }
  const cause = read("cause");
  const name = read("name");
  return {
    name: typeof name === "string" && name !== "" ? name : "Error",
    // V8 quotes the compiled text, as "(0 , $box_f.v) is not a function".
    message: withoutBoxNames(String(read("message") ?? "")),
    stack: String(read("stack") ?? ""),
    cause: cause === undefined || depth >= MAX_CAUSES ? null : toRawError(cause, inspect, depth + 1),
  };
}

/** Also true for errors of another realm, as `vm` contexts make them. */
function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === "[object Error]";
}
