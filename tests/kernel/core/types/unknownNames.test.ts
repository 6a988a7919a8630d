import { describe, expect, it } from "vitest";
import { cureUnknownName } from "../../../../kernel/core/types/unknownNames.ts";

/** The cure for the name between « and » in a line. */
function cure(line: string, meant: string | null = null): string {
  const [, before, name, behind] = /^(.*)«(.*)»(.*)$/.exec(line)!;
  return cureUnknownName({ name: name!, meant, before: before!, behind: behind! });
}

describe("cureUnknownName()", () => {
  it("names what prints", () => {
    expect(cure(`«print»("hello")`)).toBe("write console.log(…), which prints its values");
    expect(cure("[1].forEach(«print»)")).toBe("write console.log");
    expect(cure(`«print»("hello")`, "point")).toBe("write console.log(…), which prints its values");
  });

  it("declares what is given a value", () => {
    expect(cure("«x» = 5")).toBe("declare it: let x = 5");
    expect(cure("«x» = 5; x + 1")).toBe("declare it: let x = 5");
    expect(cure("«s» = 'a, b'")).toBe("declare it: let s = 'a, b'");
    expect(cure("«xs» = [1, 2]")).toBe("declare it: let xs = …");
    expect(cure("for («i» = 0; i < 3; i++) {}")).toBe("declare it: let i = 0");
    expect(cure("«losess» = 5", "losses")).toBe("write losses, or declare it: let losess = 5");
  });

  it("puts an option that is given as in Python into braces", () => {
    expect(cure("fit(data, «rate» = 0.1)")).toBe("options are given by name in braces, as in { rate: 0.1 }");
    expect(cure("fit(«rate» = 0.1)")).toBe("options are given by name in braces, as in { rate: 0.1 }");
  });

  it.each(["«x» == 5", "«x» === 5", "«x» => 5", "«x» += 5"])("takes %s for no new value", (line) => {
    expect(cure(line)).toBe("run the cell that defines x first, or check the spelling");
  });

  it("says that there are no dialogs", () => {
    const said = "cells run in Node, where no dialog can ask: set the value in a cell instead, as in const answer =";
    expect(cure(`const n = «prompt»("n?")`)).toBe(`${said} "…"`);
    expect(cure(`«confirm»("sure?")`)).toBe(`${said} true`);
    expect(cure("«input»()")).toBe(`${said} "…"`);
    expect(cure("«input» * 2")).toBe("run the cell that defines input first, or check the spelling");
  });

  it("says that there is no web page", () => {
    expect(cure("«alert»(1)")).toBe("cells run in Node, where there is no web page and so no alert");
  });

  it("shows how to run a command of the shell", () => {
    const said = 'a cell is TypeScript, not a shell: import { execSync } from "node:child_process", then execSync';
    expect(cure("!«ls»")).toBe(`${said}("ls").toString()`);
    expect(cure("  !«pip» install numpy")).toBe(`${said}("pip install numpy").toString()`);
    expect(cure(`!«echo» "a"`)).toBe(`${said}("…").toString()`);
    expect(cure("if (!«ready») x")).toBe("run the cell that defines ready first, or check the spelling");
    expect(cure("!«ready» && x")).toBe("run the cell that defines ready first, or check the spelling");
  });

  it("says that there are no magics", () => {
    const said = "begins a magic of Python notebooks, which cells in TypeScript do not have";
    expect(cure("%«time» x")).toBe(`% ${said}`);
    expect(cure("%%«bash»")).toBe(`%% ${said}`);
    expect(cure("a %«b»")).toBe("run the cell that defines b first, or check the spelling");
  });

  it("names a near spelling, or the cell that is missing", () => {
    expect(cure("«losess»", "losses")).toBe("write losses, or run the cell that defines losess first");
    expect(cure("«weights»")).toBe("run the cell that defines weights first, or check the spelling");
  });
});
