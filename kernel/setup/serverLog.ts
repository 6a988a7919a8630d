// The Jupyter server prints forty lines where a learner needs one: this picks what is worth showing.

/** What a line of the server's log means to the reader of the terminal. */
export type LogEvent =
  | { readonly kind: "url"; readonly url: string }
  | { readonly kind: "portTaken"; readonly port: string }
  | { readonly kind: "show"; readonly text: string };

const HEADER = /^\[([A-Z]) [\d-]+ [\d:.]+ (\w+)\] ?(.*)$/;

/**
 * Warnings that ask nothing of the reader. Trust is shown by JupyterLab itself, and running a cell gives it; the ping
 * timeout is the server's own default, which its web framework corrects.
 */
const NOISE = /^Notebook .* is not trusted$|^The websocket_ping_timeout .* cannot be longer than/;
const FAREWELL = /received signal|Shutting down|Shut down|interrupted/i;

/** Reads a log line by line: gives the server's address once, taken ports, and warnings with the lines below them. */
export function createLogReader(): (line: string) => LogEvent | undefined {
  let shows = true; // Before the first line of the log, only a crash prints.
  let hasUrl = false;
  return (line) => {
    const header = HEADER.exec(line);
    if (header === null) return shows && line.trim() !== "" ? { kind: "show", text: line } : undefined;
    const [, level = "", , text = ""] = header;
    shows = /[WEC]/.test(level) && text.trim() !== "" && !FAREWELL.test(text) && !NOISE.test(text);
    const taken = /port (\d+) is already in use/i.exec(text);
    if (taken !== null) {
      shows = false;
      return { kind: "portTaken", port: taken[1] ?? "" };
    }
    const url = /^\s*(https?:\/\/\S+)$/.exec(text)?.[1];
    if (url !== undefined && !hasUrl) {
      hasUrl = true;
      return { kind: "url", url };
    }
    return shows ? { kind: "show", text } : undefined;
  };
}
