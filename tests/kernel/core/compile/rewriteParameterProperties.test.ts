import { expect, it } from "vitest";
import { runCells } from "./session.ts";

it.each<[string, unknown, ...string[]]>([
  [
    "assigns them",
    ["p", 2],
    "class P { constructor(private readonly name: string, public n = 2) {} }",
    "const p = new P('p')",
    "[p.name, p.n]",
  ],
  [
    "declares them before the other fields",
    ["name", "n", "z"],
    "class P { z = 3; constructor(private name: string, public n = 2) {} }",
    "Object.keys(new P('p'))",
  ],
  [
    "leaves other parameters alone",
    ["a"],
    "class P { constructor(public a: number, b?: number) {} }",
    "Object.keys(new P(1))",
  ],
  [
    "assigns them before the constructor's own statements",
    4,
    "class P { d: number; constructor(public a: number) { this.d = this.a * 2 } }",
    "new P(2).d",
  ],
  [
    "waits for super()",
    [1, 2],
    "class A { constructor(public a: number) {} } class B extends A { constructor(public b: number) { super(1)\n } }",
    "const b = new B(2)",
    "[b.a, b.b]",
  ],
  [
    "also when statements come before super()",
    3,
    "class A {} class B extends A { constructor(protected b: number) { const c = b; super(); this.b += 1 } }",
    "new B(2).b",
  ],
  [
    "in class expressions",
    5,
    "const K = class { constructor(override: number, public q: number) {} }",
    "new K(1, 5).q",
  ],
])("rewriteParameterProperties() %s", async (_, value, ...cells) => {
  expect(await runCells(...cells)).toEqual(value);
});
