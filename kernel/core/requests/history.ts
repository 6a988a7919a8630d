// history_request: the tail, a range or a search of what was run.
import type { HistoryEntry } from "../execute/cellHistory.ts";
import type { Handler } from "./context.ts";

export const history: Handler<"history_request"> = (request, context) => {
  const all = context.history.entries();
  const count = request.n ?? all.length;
  let found: readonly HistoryEntry[];
  if (request.hist_access_type === "range") {
    found = all.filter(([, line]) => line >= (request.start ?? 0) && line < (request.stop ?? Infinity));
  } else {
    const matching = request.hist_access_type === "search" ? all.filter(matches(request.pattern ?? "*")) : all;
    found = lastOf(request.unique ? newestOfEach(matching) : matching, count);
  }
  return {
    status: "ok",
    history: request.output ? found.map(([session, line, text]) => [session, line, [text, null]]) : found,
  };
};

function lastOf(entries: readonly HistoryEntry[], count: number): readonly HistoryEntry[] {
  return count <= 0 ? [] : entries.slice(-count);
}

function newestOfEach(entries: readonly HistoryEntry[]): HistoryEntry[] {
  return [...new Map(entries.map((entry) => [entry[2], entry])).values()].sort((a, b) => a[1] - b[1]);
}

/** Jupyter's patterns are globs: `*` is any text, `?` any one character. */
function matches(pattern: string): (entry: HistoryEntry) => boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", "[^]*")
    .replaceAll("?", "[^]");
  const glob = new RegExp(`^${source}$`, "u");
  return ([, , text]) => glob.test(text);
}
