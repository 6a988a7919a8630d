// execute_request: a cell.
import type { Handler } from "./context.ts";
import { requireString } from "./requireContent.ts";

export const execute: Handler<"execute_request"> = async (request, context, header) => {
  requireString("execute_request", request, "code");
  const reply = await context.executor.execute(request, (type, content) => {
    if (type === "execute_input" && request.store_history !== false) {
      context.history.add(context.executor.executionCount, request.code);
    }
    context.publish(type, content, header);
  });
  return reply;
};
