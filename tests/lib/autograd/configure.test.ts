import { afterEach, describe, expect, test } from "vitest";
import { configure, settings } from "../../../lib/autograd/configure.ts";

const initial = settings();
afterEach(() => void configure(initial));

describe("configure()", () => {
  test("changes what is named, and returns what was before", () => {
    const before = configure({ threads: 2 });
    expect([before, settings()]).toEqual([initial, { ...initial, threads: 2 }]);
  });

  test.each([
    [
      { fusd: true },
      TypeError,
      "Cannot set fusd to true as there are only the settings fused, webAssembly, threads: got true",
    ],
    [{ fused: "yes" }, TypeError, 'Cannot set fused to "yes" as it must be a boolean: got "yes"'],
    [{ threads: 0 }, RangeError, "Cannot use 0 threads as their number must be whole and at least 1: got 0"],
    [{ threads: 1.5 }, RangeError, "Cannot use 1.5 threads"],
  ])("refuses %o, and changes nothing", (changes, kind, message) => {
    expect(() => configure({ webAssembly: false, ...changes } as never)).toThrow(kind);
    expect(() => configure({ webAssembly: false, ...changes } as never)).toThrow(message);
    expect(settings()).toEqual(initial);
  });
});
