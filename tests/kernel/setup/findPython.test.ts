import { expect, test } from "vitest";
import { temporaryFolder } from "../../temporaryFolder.ts";
import { fakeClone, fakeProgram, runNode } from "./fakeClone.ts";

/** Answers of a Python of some version, with or without the modules that make environments. */
const python = (version: string, hasVenv = true) => `echo python ${version}; ${hasVenv ? "echo venv" : "exit 1"}`;

/** Looks for Python among shell scripts; gives what was found, or the sentence. */
function find(programs: Record<string, string>, env: Record<string, string> = {}): string {
  const root = fakeClone({});
  const bin = temporaryFolder();
  for (const [name, script] of Object.entries(programs)) fakeProgram(bin, name, script);
  const code = `import("./kernel/setup/findPython.mjs").then((m) => m.findPython()).then((c) => console.log(c.join(" ")), (e) => console.log(e.message))`;
  const own = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value.replace("BIN", bin)]));
  return runNode(root, ["-e", code], { PATH: bin, ...own }).stdout.trim();
}

test("findPython() takes the first that is 3.10 or later", () => {
  expect(find({ python3: python("3 10") })).toBe("python3");
  expect(find({ python3: python("3 9"), python: python("3 14") })).toBe("python");
  expect(find({ python3: python("3 8"), "python3.12": python("3 12") })).toBe("python3.12");
});

test("findPython() takes the one that PYTHON names, and no other", () => {
  expect(find({ python3: python("3 12"), mine: python("3 11") }, { PYTHON: "BIN/mine" })).toMatch(/\/mine$/);
  expect(find({ python3: python("3 12") }, { PYTHON: "/no/python" })).toMatch(/: PYTHON=\/no\/python does not run; /);
});

test("findPython() says which Pythons are too old, and the cure", () => {
  expect(find({ python3: python("3 9"), python: python("2 7") })).toMatch(
    /^Cannot set up JupyterLab as it needs Python 3\.10 or later: python3 is 3\.9, python is 2\.7; install Python/,
  );
});

test("findPython() says that there is none", () => {
  const sentence =
    /^Cannot set up JupyterLab as it needs Python 3\.10 or later: no Python was found on the PATH; install Python/;
  expect(find({})).toMatch(sentence);
  // Windows' stand-in for Python prints an advertisement.
  expect(find({ python: "echo Python was not found; exit 9" })).toMatch(sentence);
});

test("findPython() names Debian's package when Python cannot make environments", () => {
  expect(find({ python3: python("3 11", false) })).toBe(
    "Cannot set up JupyterLab as it needs a Python with the modules venv and ensurepip: python3 is 3.11 without them; on Debian and Ubuntu: sudo apt install python3.11-venv",
  );
});

test("findPython() goes on to a Python that can make environments", () => {
  expect(find({ python3: python("3 11", false), python: python("3 12") })).toBe("python");
});
