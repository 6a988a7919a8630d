import { describe, expect, it } from "vitest";
import { dropFittingElements } from "../../../../kernel/core/types/arrayElements.ts";

/** What is still reported, when each of `reported` is reported with its type, and what it is said to be instead. */
function keptOf(text: string, reported: Readonly<Record<string, string>>, target = "Points"): string[] {
  const errors = Object.entries(reported).map(([element, type]) => {
    const from = text.indexOf(element);
    const message = `Type '${type}' is not assignable to type '${target}'.`;
    return { code: 2322, message, from, to: from + element.length };
  });
  return dropFittingElements(errors, text).map(({ from, to, message }) => {
    const [, source, wanted] = /'(.*)' .* '(.*)'/.exec(message)!;
    return `${text.slice(from, to)}: ${source}, not ${wanted}`;
  });
}

describe("dropFittingElements()", () => {
  it("drops the numbers beside a string", () => {
    const reported = { "1": "number", NaN: "number", '"4"': "string" };
    expect(keptOf(`line({ y: [1, NaN, "4"] })`, reported)).toEqual(['"4": string, not number']);
  });

  it("drops the numbers even when they are few", () => {
    const reported = { '"7"': "string", '"8"': "string", "9": "number" };
    expect(keptOf(`["7", "8", 9]`, reported)).toEqual(['"7": string, not number', '"8": string, not number']);
  });

  it("drops what the wanted type names", () => {
    const reported = { "1": "number", '"b"': "string" };
    expect(keptOf(`[1, "b"]`, reported, "Dates | string[]")).toEqual(["1: number, not string"]);
    expect(keptOf(`[1, "b"]`, reported, "number[] | string[]")).toHaveLength(2);
  });

  it("keeps all where one type is wanted, since each misses it, and where no fitting type is known", () => {
    expect(keptOf("[1, size]", { "1": "number", size: "number[]" }, "string")).toHaveLength(2);
    expect(keptOf("[a, b, c]", { a: "Vector", b: "Vector", c: "Matrix" })).toHaveLength(3);
  });

  it("keeps all of an array whose elements are all wrong", () => {
    expect(keptOf(`["7", "8"]`, { '"7"': "string", '"8"': "string" })).toEqual([
      '"7": string, not Points',
      '"8": string, not Points',
    ]);
  });

  it.each([`[[1], ["b"]]`, `f(1, "b")`, `[{ k: 1 }, "b"]`])("keeps what are not elements of one array: %s", (text) => {
    expect(keptOf(text, { "1": "number", '"b"': "string" })).toHaveLength(2);
  });

  it("is not misled by brackets in strings and between elements", () => {
    expect(keptOf(`["]", (7), 1, "b"]`, { "1": "number", '"b"': "string" })).toEqual(['"b": string, not number']);
  });
});
