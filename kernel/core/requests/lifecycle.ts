// interrupt_request, shutdown_request, connect_request: what a manager asks of a kernel.
import type { Handler } from "./context.ts";

export const interrupt: Handler<"interrupt_request"> = (_request, context) => {
  context.interrupt();
  return { status: "ok" };
};

export const shutdown: Handler<"shutdown_request"> = (request, context) => {
  const restart = request.restart === true;
  context.shutdown(restart);
  return { status: "ok", restart };
};

export const connect: Handler<"connect_request"> = (_request, { ports }) => ({ status: "ok", ...ports });
