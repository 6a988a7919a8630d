import { transformSync } from "esbuild";
import { check, solution } from "../../../lib/exercises/check.ts";
import type { CheckResult } from "../../../lib/exercises/exercise.ts";

/** Runs the text of a solution as a cell would: its function, or the call of `check` that it is. */
export function runSolution(id: Parameters<typeof solution>[0]): CheckResult {
  const { code } = transformSync(solution(id).text, { loader: "ts", format: "esm" });
  const name = /function (\w+)/.exec(code)?.[1];
  if (name === undefined) return new Function("check", `return ${code}`)(check) as CheckResult;
  return check(id, new Function(`${code}; return ${name};`)() as never);
}
