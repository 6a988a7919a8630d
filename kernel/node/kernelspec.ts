import { existsSync, realpathSync } from "node:fs";
import { join } from "node:path";

/** The folder name below `kernels`, and the name by which notebooks ask for the kernel. */
export const KERNEL_NAME = "gradbook";

/** What kernel.json says. */
export interface Kernelspec {
  readonly argv: readonly string[];
  readonly display_name: string;
  readonly language: string;
  readonly interrupt_mode: "message";
  readonly kernel_protocol_version: string;
  readonly metadata: { readonly gradbook: { readonly version: string; readonly package: string } };
}

/**
 * The kernelspec of the package in a folder. `metadata.gradbook` marks it as ours, so that uninstalling cannot remove
 * another kernel of that name.
 */
export function kernelspec(nodePath: string, packageDir: string, version: string): Kernelspec {
  const entry = join(packageDir, "dist", "kernel", "node", "commandLine.js");
  return {
    argv: [nodePath, entry, "kernel", "--connection-file", "{connection_file}"],
    display_name: "TypeScript (gradbook)",
    language: "typescript",
    interrupt_mode: "message",
    kernel_protocol_version: "5.5",
    metadata: { gradbook: { version, package: packageDir } },
  };
}

/** Whether a kernel.json that was read is one of ours. */
export function isOurKernelspec(spec: unknown): spec is Kernelspec {
  const metadata = (spec as Partial<Kernelspec> | null)?.metadata;
  return typeof metadata?.gradbook?.package === "string";
}

/** This Node's path as it will still be after an upgrade: Homebrew's folders carry the version, its links do not. */
export function lastingNodePath(nodePath: string): string {
  const homebrew = /^(.*)\/Cellar\/(node(?:@\d+)?)\/[^/]+\/bin\/node$/.exec(nodePath);
  if (homebrew === null) return nodePath;
  const link = `${homebrew[1]}/opt/${homebrew[2]}/bin/node`;
  return existsSync(link) && realpathSync(link) === realpathSync(nodePath) ? link : nodePath;
}
