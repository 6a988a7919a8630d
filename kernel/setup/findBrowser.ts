import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { packageRoot } from "../node/packageRoot.ts";

/** A browser's program and the environment that it needs beside ours. */
export interface FoundBrowser {
  readonly executablePath: string;
  readonly env: Readonly<Record<string, string>>;
}

/** No sandbox, as it needs rights that containers lack and only our own pages are opened; and nothing but those pages. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Text has the same widths everywhere, and small containers have a small /dev/shm.
  "--font-render-hinting=none",
  "--disable-dev-shm-usage",
];

const NAMES = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
  "microsoft-edge",
  "microsoft-edge-stable",
  "msedge",
];

const PACKAGE = "@sparticuz/chromium";
const NONE_INSTALLED = "neither Chrome nor Chromium nor Edge is installed";
const CURE = "install one of them, or name one with CHROME_PATH=/path/to/it";

const MAC_APPS = ["Google Chrome", "Chromium", "Microsoft Edge"];
const WINDOWS_PROGRAMS = ["Google\\Chrome\\Application\\chrome.exe", "Microsoft\\Edge\\Application\\msedge.exe"];

/** Where an installed Chrome, Chromium or Edge may be, the most likely first. */
export function browserCandidates(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
): readonly string[] {
  const onPath = (env.PATH ?? "").split(delimiter).flatMap((dir) => NAMES.map((name) => join(dir, name)));
  if (platform === "darwin") {
    const folders = ["/Applications", `${env.HOME}/Applications`];
    return [...folders.flatMap((dir) => MAC_APPS.map((app) => `${dir}/${app}.app/Contents/MacOS/${app}`)), ...onPath];
  }
  if (platform === "win32") {
    const folders = [env.ProgramFiles, env["ProgramFiles(x86)"], env.LOCALAPPDATA].filter((dir) => dir !== undefined);
    return folders.flatMap((dir) => WINDOWS_PROGRAMS.map((program) => `${dir}\\${program}`));
  }
  return onPath;
}

/**
 * The browser that draws pages for the tests and for the notebook builder: CHROME_PATH, else an installed one, else on
 * Linux the one inside an npm package, unpacked into `cacheDir` once.
 */
export function findBrowser(
  cacheDir: string = join(packageRoot(), ".cache", "chromium"),
  env: Readonly<Record<string, string | undefined>> = process.env,
): FoundBrowser {
  const named = env.CHROME_PATH;
  if (named) {
    if (existsSync(named)) return { executablePath: named, env: {} };
    throw new Error(`Cannot start a browser as CHROME_PATH=${named} does not exist`);
  }
  const installed = browserCandidates(env, process.platform).find((path) => existsSync(path));
  if (installed !== undefined) return { executablePath: installed, env: {} };
  if (process.platform === "linux") return packagedBrowser(cacheDir);
  throw new Error(`Cannot find a browser as ${NONE_INSTALLED}; ${CURE}`);
}

/** The Chromium of `@sparticuz/chromium`, with the libraries and fonts that come with it where the machine has none. */
function packagedBrowser(cacheDir: string): FoundBrowser {
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(PACKAGE);
  } catch {
    throw new Error(`Cannot find a browser as ${NONE_INSTALLED} and the npm package ${PACKAGE} is not; ${CURE}`);
  }
  const browser = JSON.parse(
    readFileSync(join(entry.slice(0, entry.lastIndexOf("build")), "package.json"), "utf8"),
  ) as {
    version: string;
  };
  const folder = join(cacheDir, browser.version);
  const executablePath = join(folder, "chromium");
  if (!existsSync(executablePath)) unpack(entry, folder);
  const starts = spawnSync(executablePath, ["--version"], { stdio: "ignore", timeout: 30_000 }).status === 0;
  const libraries = { LD_LIBRARY_PATH: join(folder, "al2023", "lib") };
  return { executablePath, env: { FONTCONFIG_FILE: join(folder, "fonts.conf"), ...(starts ? {} : libraries) } };
}

/** Unpacks beside the folder and moves the result there, so that two processes at once do not read half of it. */
function unpack(entry: string, folder: string): void {
  mkdirSync(dirname(folder), { recursive: true });
  const staging = mkdtempSync(`${folder}-`);
  // The package unpacks into the temporary directory, and its libraries only where it believes to be in Amazon's cloud.
  const code = `import(${JSON.stringify(pathToFileURL(entry).href)}).then((m) => (m.default.default ?? m.default).executablePath())`;
  const env = { ...process.env, TMPDIR: staging, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x" };
  const { status, stderr } = spawnSync(process.execPath, ["-e", code], { env, encoding: "utf8" });
  try {
    if (status !== 0) throw new Error(`Cannot unpack the browser of ${PACKAGE} as it failed: ${stderr.trim()}`);
    writeFileSync(join(staging, "fonts.conf"), fontsConf(folder));
    if (!existsSync(folder)) renameSync(staging, folder);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** The machine's fonts, where it has any, and the packaged ones. */
function fontsConf(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${join(folder, "fonts")}</dir>
  <cachedir>${join(folder, "fonts-cache")}</cachedir>
</fontconfig>
`;
}

/** Starts the browser, without a window, through Playwright's library. Whoever starts it closes it. */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, env } = findBrowser();
  return await chromium.launch({ executablePath, args: FLAGS, env: { ...process.env, ...env } });
}
