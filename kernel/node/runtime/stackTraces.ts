// Stacks without the kernel's own frames: a learner who prints an error should see their cells and their packages.

const KERNEL = new URL("../../", import.meta.url).href;

/** From now on `stack` of every error leaves out the kernel and Node's internals. */
export function installStackTraces(): void {
  Error.prepareStackTrace = (error, sites) => {
    const kept = sites.filter((site) => !isInternal(site.getFileName() ?? ""));
    return [headOf(error), ...kept.map((site) => `    at ${site}`)].join("\n");
  };
}

function isInternal(file: string): boolean {
  return file.startsWith(KERNEL) || file.startsWith("node:internal/") || file === "node:vm";
}

/** As V8 begins a stack. An error whose own text throws must not replace the error. */
function headOf(error: Error): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return "Error";
  }
}
