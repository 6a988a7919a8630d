// Comms: channels between a front end and objects in the kernel. No target is registered, so each opening is closed at
// once: a page that gets no answer waits four seconds.
import type { Handler } from "./context.ts";

export const commInfo: Handler<"comm_info_request"> = () => ({ status: "ok", comms: {} });

export const commOpen: Handler<"comm_open"> = (request, context, header) => {
  context.publish("comm_close", { comm_id: String(request.comm_id), data: {} }, header);
  return null;
};

/** For a comm that is not open: nothing to do, and by the protocol no reply. */
export const commIgnored: Handler<"comm_msg"> & Handler<"comm_close"> = () => null;
