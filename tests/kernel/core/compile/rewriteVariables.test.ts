import { describe, expect, it } from "vitest";
import { createSession, runCells } from "./session.ts";

describe("publishVariables() hands every binding form to later cells", () => {
  it.each<[string, unknown, ...string[]]>([
    ["several in one statement", [1, 2], "const a = 1, b = 2", "[a, b]"],
    ["each before the next is made", 3, "const a = 1, /* , */ b = (() => a + 1)(), c = a + b", "c"],
    [
      "patterns with defaults, nested, with rest",
      [1, 2, { z: 3 }],
      "const {a, b: [c = 5], ...rest} = {a: 1, b: [2], z: 3}",
      "[a, c, rest]",
    ],
    ["an array pattern with holes and rest", [2, [3, 4]], "let [, a, ...b] = [1, 2, 3, 4]", "[a, b]"],
    ["a computed key", 1, "const k = 'x'; const { [k]: v } = { x: 1 }", "v"],
    ["let without a value", undefined, "let x", "x"],
    ["lines that end without a semicolon", [1, 2], "const f = () => 1\nconst [g] = [2]", "[f(), g]"],
    ["growing", 1, "const losses = []", "losses.push(1)", "losses.length"],
    ["filled later", 1, "let model;", "model = { w: 1 }", "model.w"],
  ])("%s", async (_, value, ...cells) => {
    expect(await runCells(...cells)).toEqual(value);
  });
});

describe("assignVariables() gives `var` to the whole cell and to later ones", () => {
  it.each<[string, unknown, ...string[]]>([
    ["undefined when new", undefined, "var x;", "x"],
    ["its value when there is one", 5, "var x = 5", "var x;", "x"],
    ["also the value of a const", 6, "const x = 6", "var x;", "x"],
    ["undefined before its line", undefined, "x; var x = 5\nx = undefined", "x"],
    ["a loop", 3, "for (var i = 0; i < 3; i++) ;", "i"],
    ["a loop that declares two", [3, 6], "for (var i = 0, j = 6; i < 3; i++) ;", "[i, j]"],
    ["for-in", "b", "for (var k in {a: 1, b: 2}) ;", "k"],
    ["for-of with a pattern", [3, 4], "for (var [p, q] of [[1,2],[3,4]]) ;", "[p, q]"],
    ["for-await", 2, "for await (var x of [1, Promise.resolve(2)]) ;", "x"],
    ["a block", 7, "if (true) { var deep = 7 }", "deep"],
    ["a branch that is not taken", undefined, "if (false) var deep = 7", "deep"],
    ["a pattern after a line without a semicolon", [1, 2], "let a = [0]\nvar [x] = [1], { y } = { y: 2 }", "[x, y]"],
    ["a branch of its own", [2, undefined], "if (false) var x = 1\nelse var y = 2", "[y, x]"],
    ["a function's own is its own", [1, 2], "var x = 1; function f() { var x = 2; return x }", "[x, f()]"],
    ["a line that begins with a parenthesis after it", [1, 3], "var x = 1\n;(3)\nvar f = () => 3\n;[x, f()]"],
  ])("%s", async (_, value, ...cells) => {
    expect(await runCells(...cells)).toEqual(value);
  });

  it("`var x;` is undefined after a cell that failed before its const", async () => {
    const session = createSession();
    await expect(session.run("null.x; const x = 1")).rejects.toThrow();
    expect(await session.run("var x;\nx")).toBeUndefined();
  });
});
