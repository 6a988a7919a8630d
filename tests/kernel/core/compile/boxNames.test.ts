import { expect, it } from "vitest";
import { chooseBoxNames, withoutBoxNames } from "../../../../kernel/core/compile/boxNames.ts";

it("chooseBoxNames() avoids whatever the cell contains", () => {
  expect(chooseBoxNames("x").box("a")).toBe("$box_a");
  expect(chooseBoxNames("$box_a + $run").box("a")).toBe("$box2_a");
  expect(chooseBoxNames("$box $box2 $run").run).toBe("$run2");
});

it.each([
  ["$box_f.v is not a function", "f is not a function"],
  ["(0 , $box_f.v) is not a function", "f is not a function"],
  ["$box2_o.v.x.y is not iterable", "o.x.y is not iterable"],
  ["Cannot destructure 'a' of '$box_größe$1.v'", "Cannot destructure 'a' of 'größe$1'"],
  ["$boxspace1.f is not a function", "f is not a function"],
  ["the price is $box", "the price is $box"],
])("withoutBoxNames(%j)", (message, mended) => {
  expect(withoutBoxNames(message)).toBe(mended);
});

it("withoutBoxNames() knows the names that chooseBoxNames() gives", () => {
  for (const source of ["", "$box", "$box $box2"]) {
    expect(withoutBoxNames(`${chooseBoxNames(source).box("x")}.v is not iterable`)).toBe("x is not iterable");
  }
});
