import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";
import { expect, test } from "vitest";
import { browserCandidates, findBrowser, launchBrowser } from "../../../kernel/setup/findBrowser.ts";
import { temporaryFolder } from "../../temporaryFolder.ts";

test("browserCandidates() looks on the PATH and in each system's usual places", () => {
  expect(browserCandidates({ PATH: ["/a", "/b"].join(delimiter) }, "linux")).toEqual(
    expect.arrayContaining([join("/a/chromium"), join("/b/google-chrome"), join("/b/microsoft-edge")]),
  );
  expect(browserCandidates({ HOME: "/Users/ada" }, "darwin")[0]).toBe(
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  );
  expect(browserCandidates({ ProgramFiles: "C:\\Program Files" }, "win32")).toEqual([
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe",
  ]);
});

test("findBrowser() takes the one that CHROME_PATH names, or says that it does not exist", () => {
  expect(findBrowser(tmpdir(), { CHROME_PATH: process.execPath }).executablePath).toBe(process.execPath);
  expect(() => findBrowser(tmpdir(), { CHROME_PATH: "/no/chrome" })).toThrow(
    "Cannot start a browser as CHROME_PATH=/no/chrome does not exist",
  );
});

test.runIf(process.platform === "linux")(
  "findBrowser() unpacks a browser that starts where none is installed, once",
  async () => {
    const cache = temporaryFolder();
    const { executablePath, env } = findBrowser(cache, { PATH: "" });
    expect(executablePath.startsWith(cache)).toBe(true);
    expect(existsSync(env.FONTCONFIG_FILE ?? "")).toBe(true);
    expect(findBrowser(cache, { PATH: "" }).executablePath).toBe(executablePath);
    expect(readdirSync(cache)).toHaveLength(1);
    const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"], env: { ...process.env, ...env } });
    expect(browser.version()).toMatch(/^\d+\./);
    await browser.close();
  },
);

test("launchBrowser() draws text", async () => {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.setContent("<span style='font-size: 40px'>gradient</span>");
    expect((await page.locator("span").boundingBox())?.width).toBeGreaterThan(80);
  } finally {
    await browser.close();
  }
});
