import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fakeClone, fakeProgram, runNode, writeInto } from "./fakeClone.ts";

/** A Python that makes a fake environment; its pip does what `pip` says, and every call is written down. */
function clone(pip: string): string {
  const root = fakeClone({ "requirements.txt": "jupyterlab==4\n", "tests/requirements.txt": "notebook==7\n" });
  const inner = `echo "$@" >> ${root}/calls.txt; if [ "$3" = "--version" ]; then echo "pip 1"; exit 0; fi; ${pip}`;
  const make = `if [ "$1" = "-c" ]; then echo python 3 12; echo venv; exit 0; fi
/bin/mkdir -p "$3/bin"; echo '#!/bin/sh' > "$3/bin/python"; echo ${JSON.stringify(inner).replaceAll("$", "\\$")} >> "$3/bin/python"; /bin/chmod +x "$3/bin/python"`;
  fakeProgram(join(root, "bin"), "python3", make);
  return root;
}

function ensure(root: string, requirements = ["requirements.txt"]) {
  const code = `import("./kernel/setup/pythonEnvironment.mjs").then((m) => m.ensurePythonEnvironment(process.cwd(), ${JSON.stringify(requirements)})).catch((e) => { console.error(e.message); process.exitCode = 1; })`;
  return runNode(root, ["-e", code], { PATH: join(root, "bin") });
}

const calls = (root: string) => readFileSync(join(root, "calls.txt"), "utf8").trim().split("\n");

test("ensurePythonEnvironment() makes .venv, installs with hashes, and does nothing the second time", () => {
  const root = clone("exit 0");
  expect(ensure(root).stdout).toMatch(/✓ Python environment in \.venv \(\d+ s\)[\s\S]*✓ JupyterLab \(\d+ s\)/);
  expect(calls(root)).toHaveLength(1);
  expect(calls(root)[0]).toMatch(/pip install .*--require-hashes -r .*requirements\.txt$/);
  expect(ensure(root)).toEqual({ status: 0, stdout: "", stderr: "" });
  expect(calls(root)).toHaveLength(1);
});

test("ensurePythonEnvironment() installs again when the requirements change, or when tests need more", () => {
  const root = clone("exit 0");
  ensure(root);
  writeInto(root, "requirements.txt", "jupyterlab==5\n");
  ensure(root);
  ensure(root, ["requirements.txt", "tests/requirements.txt"]);
  expect(calls(root).filter((call) => call.includes("pip install"))).toHaveLength(3);
  expect(calls(root).at(-1)).toContain("tests/requirements.txt");
  // What start needs is there after a set-up for tests.
  expect(ensure(root).stdout).toBe("");
});

test("ensurePythonEnvironment() says in one sentence that there is no network, and tries again next time", () => {
  const root = clone(
    "echo 'Failed to establish a new connection: [Errno -3] Temporary failure in name resolution'; exit 1",
  );
  const result = ensure(root);
  expect(result.stderr).toBe(
    "Cannot install JupyterLab as Python's package index cannot be reached; connect to the network and try again\n",
  );
  expect(existsSync(join(root, ".venv/.gradbook-requirements.json"))).toBe(false);
  expect(ensure(root).status).toBe(1);
});

test("ensurePythonEnvironment() keeps scripts inside .venv from being read as our modules", () => {
  const root = clone("exit 0");
  writeInto(root, "package.json", '{"type":"module"}');
  ensure(root);
  mkdirSync(join(root, ".venv/lib"));
  writeInto(root, ".venv/lib/script.js", "console.log(typeof require);");
  expect(runNode(root, [".venv/lib/script.js"], { PATH: "" }).stdout).toBe("function\n");
});
