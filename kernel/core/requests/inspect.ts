// inspect_request: the type and the documentation of the name at the cursor.
import { inspectionBundle } from "../execute/helpQuestion.ts";
import { toUtf16 } from "../protocol/codePoints.ts";
import type { Handler } from "./context.ts";
import { requirePosition, requireString } from "./requireContent.ts";

export const inspect: Handler<"inspect_request"> = async (request, { types }) => {
  requireString("inspect_request", request, "code");
  requirePosition("inspect_request", request, "cursor_pos");
  const found = await types.inspect(request.code, toUtf16(request.code, request.cursor_pos));
  if (found === null) return { status: "ok", found: false, data: {}, metadata: {} };
  return { status: "ok", found: true, data: inspectionBundle(found), metadata: {} };
};
