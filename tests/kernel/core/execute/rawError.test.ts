import { inspect } from "node:util";
import vm from "node:vm";
import { describe, expect, it } from "vitest";
import { toRawError } from "../../../../kernel/core/execute/rawError.ts";

const raw = (thrown: unknown) => toRawError(thrown, inspect);

describe("toRawError()", () => {
  it("keeps name, message, stack and the chain of causes", () => {
    const error = new RangeError("out", { cause: new TypeError("deep") });
    expect(raw(error)).toMatchObject({
      name: "RangeError",
      message: "out",
      cause: { name: "TypeError", message: "deep", cause: null },
    });
    expect(raw(error).stack).toContain("rawError.test.ts");
  });

  it("takes what is no Error as Thrown, with its text", () => {
    expect(raw({ a: 1 })).toEqual({ name: "Thrown", message: "{ a: 1 }", stack: "", cause: null });
    for (const value of [undefined, null, 3, "text"])
      expect(raw(value)).toMatchObject({ name: "Thrown", message: inspect(value) });
  });

  it("takes an error of another realm as an error", () => {
    expect(raw(vm.runInNewContext("new TypeError('far')"))).toMatchObject({ name: "TypeError", message: "far" });
  });

  it("survives getters that throw and causes that go round", () => {
    const hostile = new Error("x");
    Object.defineProperty(hostile, "message", {
      get: () => {
        throw new Error("no");
      },
    });
    expect(raw(hostile)).toMatchObject({ name: "Error", message: "" });
    const circular = new Error("round");
    circular.cause = circular;
    expect(raw(circular).message).toBe("round");
  });
});
