import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot, packageVersion } from "../../../kernel/node/packageRoot.ts";
import { prepareCourseEnvironment } from "../../../kernel/setup/courseEnvironment.ts";
import { PYTHON } from "../../server/realServer.ts";
import { temporaryFolder } from "../../temporaryFolder.ts";

const ENTRY = join(packageRoot(), "dist/kernel/node/commandLine.js");

/** Runs the built command with the course's Jupyter first on the PATH and a home of its own. */
function gradbook(args: string[], env: Record<string, string> = {}) {
  const home = temporaryFolder();
  const own = {
    HOME: home,
    USERPROFILE: home,
    PATH: `${dirname(PYTHON)}${delimiter}${process.env.PATH}`,
    JUPYTER_PATH: "",
  };
  return spawnSync(process.execPath, [ENTRY, ...args], { encoding: "utf8", env: { ...process.env, ...own, ...env } });
}

test("gradbook --version prints the version", () => {
  expect(gradbook(["--version"])).toMatchObject({ status: 0, stdout: `${packageVersion()}\n` });
});

test("gradbook --help names every command, and each command's help has an example", () => {
  const { stdout, status } = gradbook(["--help"]);
  expect(status).toBe(0);
  for (const command of ["install", "uninstall", "doctor", "kernel"]) {
    expect(stdout).toContain(`  ${command}`);
    const help = gradbook([command, "--help"]);
    expect(help.status).toBe(0);
    expect(help.stdout).toMatch(new RegExp(`Examples:\\n(.*\\n)*.*gradbook ${command}`));
  }
});

test.each([
  [["install", "--global"], /^Cannot run gradbook install as .*'--global'.*; see gradbook install --help\n$/],
  [["install", "--prefix"], /^Cannot run gradbook install as .*'--prefix.*; see gradbook install --help\n$/],
  [["doctor", "now"], /^Cannot run gradbook doctor as .*'now'.*; see gradbook doctor --help\n$/],
  [["fly"], /^Cannot run gradbook as "fly" is not one of install, .*; see gradbook --help\n$/],
  [["toString"], /^Cannot run gradbook as "toString" is not one of/],
  [["kernel"], /^Cannot run gradbook kernel as --connection-file FILE is required; see gradbook kernel --help\n$/],
])("gradbook %j is refused in one sentence with exit code 2", (args, sentence) => {
  const { status, stdout, stderr } = gradbook(args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toMatch(sentence);
});

test("gradbook kernel with a connection file that is missing or malformed says so with exit code 1", () => {
  const missing = gradbook(["kernel", "--connection-file", "/no/such/file.json"]);
  expect(missing.status).toBe(1);
  expect(missing.stderr).toMatch(/^Cannot start the kernel from "[^"]*" as [^\n]*\n$/);
  const malformed = gradbook(["kernel", "--connection-file", ENTRY]);
  expect(malformed.status).toBe(1);
  expect(malformed.stderr).toMatch(/^Cannot start the kernel from "[^"]*" as [^\n]*\n$/);
});

test("gradbook kernel loads no other command's code", () => {
  const traced = `${readFileSync(ENTRY, "utf8")
    .match(/^import .*$/gm)
    ?.join("\n")}`;
  expect(traced).toBe('import { parseArgs } from "node:util";');
});

test("gradbook install, doctor and uninstall work on a prefix", () => {
  const prefix = temporaryFolder();
  const dataDir = join(prefix, "share", "jupyter");
  const installed = gradbook(["install", "--prefix", prefix]);
  expect(installed.stderr).toBe("");
  expect(installed.stdout).toContain(`JUPYTER_PATH=${dataDir}`);
  const healthy = gradbook(["doctor", "--prefix", prefix]);
  expect(healthy.stdout.split("\n")[0]).toMatch(new RegExp(`, examined: ${dataDir}$`));
  expect(healthy.stdout).not.toContain("✗");
  expect(healthy.stdout).toMatch(
    /✓ JupyterLab 4\.[\s\S]*✓ kernel [\s\S]*✓ JupyterLab extension[\s\S]*✓ type checker[\s\S]*✓ ZeroMQ/,
  );
  expect(healthy.status).toBe(0);
  expect(gradbook(["uninstall", "--prefix", prefix]).status).toBe(0);
  const cured = gradbook(["doctor", "--prefix", prefix]);
  expect(cured.status).toBe(1);
  expect(cured.stdout).toContain(`cure: run npx gradbook install --prefix ${prefix}\n`);
  expect(existsSync(join(dataDir, "kernels", "gradbook"))).toBe(false);
});

test("gradbook install without flags is for the user", () => {
  const dataDir = temporaryFolder();
  const { stdout } = gradbook(["install"], { JUPYTER_DATA_DIR: dataDir });
  expect(stdout).toContain(join(dataDir, "kernels", "gradbook"));
  expect(existsSync(join(dataDir, "kernels", "gradbook", "kernel.json"))).toBe(true);
});

test("gradbook doctor in a clone finds all well in the clone's own environment, whatever is on the PATH", () => {
  prepareCourseEnvironment(packageRoot());
  const { stdout, stderr, status } = gradbook(["doctor"], { PATH: dirname(process.execPath) });
  expect(stdout).not.toContain("✗");
  const venv = join(packageRoot(), ".venv");
  expect(stdout.split("\n")[0]).toBe(
    `gradbook ${packageVersion()} in ${packageRoot()}, examined: this clone's ${venv}`,
  );
  expect(stdout).toMatch(/✓ JupyterLab 4\./);
  expect(stdout).toContain(`${join(venv, "share/jupyter/kernels/gradbook/kernel.json")}\n`);
  expect(stdout).toContain(`${join(venv, "share/jupyter/labextensions/gradbook-plotly")}\n`);
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
});
