import { describe, expect, it } from "vitest";
import { cleanTypeText } from "../../../../kernel/core/types/typeText.ts";

const clean = (text: string): string => cleanTypeText(text, (path) => `<${path}>`);

describe("cleanTypeText()", () => {
  it.each([
    [`Type 'import("/home/a/gradbook-cell-3").A' is wrong.`, "Type 'A' is wrong."],
    [`Type 'typeof import("/home/a/gradbook-cell-3").A[]'`, "Type 'typeof A[]'"],
    [`'import("/home/a/gradbook-cell-12").$cell_A'`, "'A'"],
    [`Map<import("C:/x/gradbook-cell-1").K, import("C:/x/gradbook-cell-2").V>`, "Map<K, V>"],
    [`import("/lib/zod", { with: { "resolution-mode": "import" } }).ZodType`, "ZodType"],
    [`on type 'typeof import("/dist/lib/index")'.`, "on type 'typeof </dist/lib/index>'."],
    [`'typeof import("/home/a/gradbook-cell-3")'`, "'typeof an earlier cell'"],
    [`Module '"/home/a/local"' has no default export.`, `Module '"</home/a/local>"' has no default export.`],
    [`Module '"fs"' has no exported member 'x'.`, `Module '"fs"' has no exported member 'x'.`],
    [`File '/home/a/gradbook-cell-3.ts' is not a module.`, "File an earlier cell is not a module."],
    [`Type '"a/b"' is not "c"`, `Type '"a/b"' is not "c"`],
  ])("turns %s into %s", (text, cleaned) => {
    expect(clean(text)).toBe(cleaned);
  });
});
