import { join } from "node:path";
import { expect, test } from "vitest";
import {
  dataPaths,
  findDataDirectory,
  type JupyterSurroundings,
  userDataDirectory,
} from "../../../kernel/node/jupyterPaths.ts";

/** Surroundings in which `jupyter` prints the given answers, or does not exist. */
function around(answers: Record<string, string>, changes: Partial<JupyterSurroundings> = {}): JupyterSurroundings {
  return {
    env: {},
    platform: "linux",
    home: "/home/ada",
    askJupyter: async (...args) => answers[args.join(" ")],
    ...changes,
  };
}

const paths = (...data: string[]) => JSON.stringify({ data });

test.each([
  ["linux", {}, "/home/ada/.local/share/jupyter"],
  ["linux", { XDG_DATA_HOME: "/xdg" }, "/xdg/jupyter"],
  ["linux", { JUPYTER_DATA_DIR: "/own", XDG_DATA_HOME: "/xdg" }, "/own"],
  ["darwin", {}, "/home/ada/Library/Jupyter"],
  ["win32", { APPDATA: "/app" }, "/app/jupyter"],
  ["win32", {}, "/home/ada/.jupyter/data"],
] as const)("userDataDirectory() follows Jupyter's rule on %s with %j", (platform, env, expected) => {
  expect(userDataDirectory(around({}, { platform, env }))).toBe(join(expected));
});

test("findDataDirectory() of a prefix is its share/jupyter", async () => {
  expect(await findDataDirectory({ kind: "prefix", prefix: "/opt/j" }, around({}))).toBe(join("/opt/j/share/jupyter"));
});

test("findDataDirectory() of the user is what jupyter says, else Jupyter's rule", async () => {
  expect(await findDataDirectory({ kind: "user" }, around({ "--data-dir": "/said\n" }))).toBe("/said");
  expect(await findDataDirectory({ kind: "user" }, around({}))).toBe(join("/home/ada/.local/share/jupyter"));
});

test("findDataDirectory() of the environment is the first that is not the user's, in either order", async () => {
  const user = "/home/ada/.local/share/jupyter";
  for (const listed of [
    [user, "/venv/share/jupyter", "/usr/share/jupyter"],
    ["/venv/share/jupyter", user, "/usr/share/jupyter"],
  ]) {
    const answers = { "--data-dir": user, "--paths --json": paths(...listed) };
    expect(await findDataDirectory({ kind: "sys-prefix" }, around(answers))).toBe("/venv/share/jupyter");
  }
});

test("findDataDirectory() of the environment is not where pip install --user puts data", async () => {
  const answers = {
    "--data-dir": "/home/ada/Library/Jupyter",
    "--paths --json": paths(
      "/home/ada/Library/Jupyter",
      "/home/ada/Library/Python/3.12/share/jupyter",
      "/opt/share/jupyter",
    ),
  };
  expect(await findDataDirectory({ kind: "sys-prefix" }, around(answers, { platform: "darwin" }))).toBe(
    "/opt/share/jupyter",
  );
});

test("findDataDirectory() of the environment without jupyter is the active one, else a sentence", async () => {
  const active = around({}, { env: { VIRTUAL_ENV: "/venv" } });
  expect(await findDataDirectory({ kind: "sys-prefix" }, active)).toBe(join("/venv/share/jupyter"));
  await expect(findDataDirectory({ kind: "sys-prefix" }, around({}))).rejects.toThrow(
    /^Cannot find the environment .*--prefix DIR$/,
  );
});

test("dataPaths() is empty when jupyter prints no JSON", async () => {
  expect(await dataPaths(around({ "--paths --json": "Traceback" }))).toEqual([]);
});
