// complete_request: what could stand at the cursor, with types.
import { toCodePoints, toUtf16 } from "../protocol/codePoints.ts";
import type { Handler } from "./context.ts";
import { requirePosition, requireString } from "./requireContent.ts";

export const complete: Handler<"complete_request"> = async (request, { types }) => {
  requireString("complete_request", request, "code");
  requirePosition("complete_request", request, "cursor_pos");
  const { code } = request;
  const answer = await types.complete(code, toUtf16(code, request.cursor_pos));
  const start = toCodePoints(code, answer.start);
  const end = toCodePoints(code, answer.end);
  return {
    status: "ok",
    matches: answer.matches.map(({ text }) => text),
    cursor_start: start,
    cursor_end: end,
    metadata: {
      _jupyter_types_experimental: answer.matches.map(({ text, kind, signature }) => ({
        text,
        type: kind,
        signature,
        start,
        end,
      })),
    },
  };
};
