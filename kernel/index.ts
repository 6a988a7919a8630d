// The public names of gradbook/kernel: what cells use of the kernel, and what a program may start.
export {
  clearOutput,
  type DisplayHandle,
  type DisplayOptions,
  display,
} from "./core/execute/cellApi.ts";
