import { expect, test } from "vitest";
import { labArguments } from "../../../kernel/setup/start.ts";

test("labArguments() passes the learner's flags on, and leaves out ours where they give the same", () => {
  const flags = labArguments("/course", ["--no-browser", "--port", "8890", "--ServerApp.root_dir=/mine"], false);
  expect(flags.slice(0, 3)).toEqual(["-m", "jupyterlab", "-y"]);
  expect(flags.slice(-4)).toEqual(["--no-browser", "--port", "8890", "--ServerApp.root_dir=/mine"]);
  expect(flags.filter((flag) => flag.startsWith("--ServerApp.root_dir"))).toEqual(["--ServerApp.root_dir=/mine"]);
  expect(flags.filter((flag) => flag === "--allow-root")).toEqual([]);
});

test("labArguments() lets root run JupyterLab, which refuses otherwise", () => {
  expect(labArguments("/course", [], true).filter((flag) => flag === "--allow-root")).toHaveLength(1);
});
