import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import * as datasets from "../../datasets/index.ts";

it("datasets has a loader for each folder, which gives the data set of that name", async () => {
  const folders = readdirSync(new URL("../../datasets/", import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  expect(Object.keys(datasets).sort()).toEqual(folders.sort());
  for (const [name, load] of Object.entries(datasets)) expect((await load()).name).toBe(name);
});
