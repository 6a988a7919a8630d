// kernel_info_request: the first question of every client, answered before anything else is ready.
import { PROTOCOL_VERSION } from "../protocol/messages.ts";
import type { Handler } from "./context.ts";

/** The language as every client is told it; JupyterLab writes the same into each notebook that it opens. */
export const LANGUAGE_INFO = {
  name: "typescript",
  version: "7.0",
  mimetype: "application/typescript",
  file_extension: ".ts",
  codemirror_mode: "typescript",
  pygments_lexer: "typescript",
  nbconvert_exporter: "script",
} as const;

export const kernelInfo: Handler<"kernel_info_request"> = (_request, { version }) => ({
  status: "ok",
  protocol_version: PROTOCOL_VERSION,
  implementation: "gradbook",
  implementation_version: version,
  language_info: LANGUAGE_INFO,
  banner: `gradbook ${version}: TypeScript, with the course's library at hand`,
  help_links: [],
  supported_features: [],
});
