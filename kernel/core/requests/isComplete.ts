// is_complete_request: may a console run this text, or does it want another line?
import type { Handler } from "./context.ts";
import { requireString } from "./requireContent.ts";

export const isComplete: Handler<"is_complete_request"> = (request, context) => {
  requireString("is_complete_request", request, "code");
  return context.isComplete(request.code);
};
