import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { installShowInside } from "../../../../kernel/node/runtime/showInside.ts";

const display = Symbol.for("Jupyter.display");
beforeAll(installShowInside);
afterAll(() => void Reflect.deleteProperty(Object.prototype, inspect.custom));

describe("installShowInside()", () => {
  class Shown {
    readonly secret = 1;
    readonly text: string;
    constructor(text: string) {
      this.text = text;
    }
    [display]() {
      return { "text/plain": this.text };
    }
  }

  it("shows the text of what shows itself, wherever it stands, and indents it", () => {
    expect(inspect(new Shown("a"))).toBe("a");
    expect(inspect([new Shown("a"), { b: new Map([[1, new Shown("b")]]) }])).toBe("[ a, { b: Map(1) { 1 => b } } ]");
    expect(inspect({ key: { rows: new Shown("1\n2") } }, { compact: false })).toBe(
      "{\n  key: {\n    rows: 1\n    2\n  }\n}",
    );
    const f = Object.assign(() => 1, { [display]: () => ({ "text/plain": "a function" }) });
    expect(inspect([f])).toBe("[ a function ]");
  });

  it("leaves all else as it was", () => {
    expect(inspect([{ a: 1 }, Object.create(null), () => 1, /x/, new Date(0)], { breakLength: 200 })).toBe(
      "[ { a: 1 }, [Object: null prototype] {}, [Function (anonymous)], /x/, 1970-01-01T00:00:00.000Z ]",
    );
    expect(inspect({ [display]: () => Promise.reject(new Error("no")) })).toMatch(/Jupyter\.display/);
    expect(inspect({ [display]: () => null })).toMatch(/Jupyter\.display/);
    const throwing = {
      [display]() {
        throw new Error("no");
      },
    };
    expect(inspect(throwing)).toMatch(/Jupyter\.display/);
    expect(inspect(Shown.prototype)).not.toContain("undefined");
    const keys: string[] = [];
    for (const key in { a: 1 }) keys.push(key);
    expect([keys, Reflect.ownKeys({ ...new Date() })]).toEqual([["a"], []]);
  });

  it("an object may still have an inspect.custom of its own, also by assignment", () => {
    class Own extends Shown {
      [inspect.custom]() {
        return "own";
      }
    }
    expect(inspect([new Own("a")])).toBe("[ own ]");
    const assigned = new Shown("a") as Shown & Record<symbol, unknown>;
    assigned[inspect.custom] = () => "assigned";
    expect(inspect(assigned)).toBe("assigned");
  });
});
