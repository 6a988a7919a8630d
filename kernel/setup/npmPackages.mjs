// Installs the npm packages of the lockfile, and only when those in node_modules are others.
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { quoted, run, SetupError, saysNoNetwork, step } from "./progress.mjs";

/**
 * npm itself records what it put into node_modules, as its last act: that record is compared with the lockfile, so an
 * install by hand counts, a full install serves for the smaller one, and an interrupted one does not count.
 * @param {string} root
 * @param {{dev: boolean}} wanted
 */
export function packagesMatchLockfile(root, wanted) {
  const recordPath = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(recordPath)) return false;
  let installed;
  try {
    installed = JSON.parse(readFileSync(recordPath, "utf8")).packages;
  } catch (_error) {
    return false;
  }
  const locked = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  return Object.entries(locked).every(([path, entry]) => {
    if (path === "" || (!wanted.dev && (entry.dev || entry.devOptional))) return true;
    const found = installed[path];
    if (found === undefined) return entry.optional === true || entry.peer === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/**
 * @param {string} root
 * @param {{dev: boolean}} wanted `dev` also installs what only tests need
 */
export async function ensureNpmPackages(root, wanted) {
  if (packagesMatchLockfile(root, wanted)) return;
  // `npm start` names its own file, which spares the lookup and Windows' npm.cmd.
  const npmFile = process.env.npm_execpath;
  const isNpm = npmFile !== undefined && basename(npmFile) === "npm-cli.js";
  const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"];
  args.push("--fetch-retry-mintimeout=2000", "--fetch-retry-maxtimeout=10000");
  if (!wanted.dev) args.push("--omit=dev");
  await step("npm packages", async () => {
    const { code, output } = isNpm
      ? await run(process.execPath, [npmFile, ...args], { cwd: root })
      : await run("npm", args, { cwd: root, shell: process.platform === "win32" });
    if (code === 0) return;
    const sentence = "Cannot install the npm packages as";
    if (code === -1) throw new SetupError(`${sentence} npm is not on the PATH; reinstall Node, which brings it`);
    if (saysNoNetwork(output))
      throw new SetupError(`${sentence} the npm registry cannot be reached; connect to the network and try again`);
    throw new SetupError(`${sentence} npm ci failed with exit code ${code}:\n${quoted(output)}`);
  });
}
