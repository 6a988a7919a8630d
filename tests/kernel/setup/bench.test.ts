import { expect, test } from "vitest";
import { main, table } from "../../../dist/kernel/setup/bench.js";

const row = (name: string, subject: string, value: number) => ({
  case: name,
  subject,
  value,
  unit: "ms",
  betterWhen: "lower" as const,
});

test("table() has a line a case and a column a subject, and a dash where a subject was not measured", () => {
  const rows = [row("cell", "gradbook", 8.591), row("cell", "peer", 12), row("start", "gradbook", 0.27)];
  expect(table(rows)).toBe(
    ["case   unit  gradbook  peer", "cell   ms        8.59  12.0", "start  ms       0.270     –"].join("\n"),
  );
});

test("main() names the benchmarks there are when another is asked for", async () => {
  await expect(main(["nothing"])).rejects.toThrow(/^Cannot measure "nothing" as the benchmarks are .*kernel/);
  await expect(main([])).rejects.toThrow(/try npm run bench -- /);
});
