import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  checkKernelspec,
  checkLabextension,
  checkNode,
  checkTypeServer,
  checkZeromq,
  findDoctorPlace,
} from "../../../kernel/node/doctor.ts";
import { install } from "../../../kernel/node/install.ts";
import { packageRoot, packageVersion } from "../../../kernel/node/packageRoot.ts";
import { temporaryFolder } from "../../temporaryFolder.ts";
import { fakeProgram } from "../setup/fakeClone.ts";

function installed(): string {
  const dataDir = temporaryFolder();
  install({ dataDir, packageDir: packageRoot(), link: true });
  return dataDir;
}

test("checkNode() draws the line at 20.19", () => {
  expect(checkNode("20.18.9").state).toBe("broken");
  expect(checkNode("18.20.0").state).toBe("broken");
  expect([checkNode("20.19.0").state, checkNode("24.1.0").state]).toEqual(["good", "good"]);
});

test("checkKernelspec() finds an installed kernel and starts its command", async () => {
  expect(await checkKernelspec([temporaryFolder(), installed()])).toMatchObject({
    state: "good",
    text: expect.stringContaining(`kernel ${packageVersion()}`) as string,
  });
});

test("checkKernelspec() names what is missing, with the cure", async () => {
  expect(await checkKernelspec([temporaryFolder()])).toMatchObject({
    state: "broken",
    cure: "run npx gradbook install",
  });
  const dataDir = installed();
  const file = join(dataDir, "kernels/gradbook/kernel.json");
  writeFileSync(file, JSON.stringify({ argv: ["/no/node", "/no/entry"], metadata: { gradbook: { package: "/no" } } }));
  expect(await checkKernelspec([dataDir])).toMatchObject({
    text: expect.stringContaining("/no/node, which does not exist") as string,
  });
  writeFileSync(file, "{");
  expect(await checkKernelspec([dataDir])).toMatchObject({ text: expect.stringContaining("cannot be read") as string });
});

test("checkLabextension() is good when whole, broken when absent or in part", () => {
  const dataDir = installed();
  expect(checkLabextension([dataDir])).toMatchObject([{ state: "good" }]);
  rmSync(join(dataDir, "labextensions/gradbook-plotly/static/plotly.min.js"));
  expect(checkLabextension([dataDir])).toMatchObject([{ state: "broken" }]);
  expect(checkLabextension([temporaryFolder()])).toMatchObject([{ state: "broken" }]);
});

test("checkLabextension() reports a rival with its cure and explains nbgrader's red X", () => {
  const dataDir = installed();
  mkdirSync(join(dataDir, "labextensions/jupyterlab-plotly"), { recursive: true });
  mkdirSync(join(dataDir, "labextensions/@jupyter/nbgrader"), { recursive: true });
  const [, rival, nbgrader] = checkLabextension([dataDir]);
  expect(rival).toMatchObject({ state: "broken", cure: "jupyter labextension disable jupyterlab-plotly" });
  expect(nbgrader).toMatchObject({ state: "note", text: expect.stringContaining("red X") as string });
});

/** A package with an environment beside it, whose jupyter answers for itself. */
function cloneWithVenv(): string {
  const root = temporaryFolder();
  fakeProgram(join(root, ".venv/bin"), "jupyter", `echo '{"data": ["/the/venv/answers"]}'`);
  writeFileSync(join(root, ".venv/pyvenv.cfg"), "");
  return root;
}

test("findDoctorPlace() is a clone's own environment, with its own jupyter and its own cure", async () => {
  const root = cloneWithVenv();
  const place = await findDoctorPlace({}, root, { PATH: "/usr/bin:/bin", JUPYTER_PATH: "/extra" });
  const dataDir = join(root, ".venv/share/jupyter");
  expect(place).toMatchObject({
    title: `this clone's ${join(root, ".venv")}`,
    dirs: ["/extra", dataDir, "/the/venv/answers"],
    installCure: "run npm start -- --setup-only in the clone",
  });
  expect(await checkKernelspec([dataDir], place.installCure)).toMatchObject({
    state: "broken",
    cure: place.installCure,
  });
});

test("findDoctorPlace() without an environment beside the package is what the jupyter command reads", async () => {
  const bin = temporaryFolder();
  fakeProgram(bin, "jupyter", `echo '{"data": ["/listed/one", "/listed/two"]}'`);
  expect(await findDoctorPlace({}, temporaryFolder(), { PATH: bin })).toMatchObject({
    title: "what the jupyter command reads",
    dirs: ["/listed/one", "/listed/two"],
    installCure: "run npx gradbook install",
  });
});

test("findDoctorPlace() with a flag is that place alone, in a clone too", async () => {
  const root = cloneWithVenv();
  const env = { PATH: "/nowhere", JUPYTER_DATA_DIR: "/of/the/user", VIRTUAL_ENV: "/active" };
  expect(await findDoctorPlace({ user: true }, root, env)).toMatchObject({
    dirs: ["/of/the/user"],
    installCure: "run npx gradbook install --user",
  });
  expect((await findDoctorPlace({ "sys-prefix": true }, root, env)).dirs).toEqual(["/active/share/jupyter"]);
  const prefix = await findDoctorPlace({ prefix: join(root, ".venv") }, root, env);
  expect(prefix.dirs).toEqual([join(root, ".venv/share/jupyter")]);
  expect(await prefix.around.askJupyter("--paths")).toContain("/the/venv/answers");
});

test("checkTypeServer() talks to the native server, and says when there is none", async () => {
  expect((await checkTypeServer(packageRoot())).state).toBe("good");
  expect(await checkTypeServer(temporaryFolder())).toMatchObject({
    state: "broken",
    text: "TypeScript is not installed",
  });
});

test("checkZeromq() opens a socket", async () => {
  expect(await checkZeromq()).toEqual({ state: "good", text: "ZeroMQ" });
});
