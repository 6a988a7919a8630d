import { describe, expect, it } from "vitest";
import { formatClaim, writeProse } from "../../../kernel/setup/notebookProse.ts";
import type { SourceCell } from "../../../kernel/setup/notebookSource.ts";

const markdown = (text: string, line = 1): SourceCell => ({ kind: "markdown", text, tags: [], line });
const write = (text: string, claims: { name: string; value: number }[] = []) =>
  writeProse([markdown(text)], claims, "05-neuron.ts")[0].text;

describe("writeProse()", () => {
  it("puts claims in, each as it is asked for", () => {
    const claims = [
      { name: "accuracy", value: 0.94 },
      { name: "points", value: 1797 },
    ];
    expect(write("{{accuracy}}, {{accuracy|2}}, {{ accuracy |percent}}, {{points}}", claims)).toBe(
      "0.94, 0.94, 94\u00a0%, 1,797",
    );
  });

  it("leaves code cells alone", () => {
    const code: SourceCell = { kind: "code", text: "const f = `{{x}} 0.5`;", tags: [], line: 1 };
    expect(writeProse([code], [], "a.ts")[0]).toBe(code);
  });

  it.each([
    "It reaches 0.94 of them.",
    "It reaches .94 of them.",
    "About 94 % are right.",
    "About 94% are right.",
    "About 94 percent are right.",
    "That is 1.5 cm.",
    "Before 0.3, and after[^a].\n\n[^a]: A.",
  ])("refuses a number that nobody measured: %s", (text) => {
    const run = () => write(text);
    if (text.includes("[^a]")) expect(run).not.toThrow();
    else expect(run).toThrow("is a number that no cell has measured");
  });

  it("refuses a number whose reference belongs to another sentence", () => {
    expect(() => write("It is 0.3. So says Fisher[^a].\n\n[^a]: A.")).toThrow('"0.3" is a number');
  });

  it.each([
    "The ratio is $0.5$ and $$\\frac{0.5}{1.5}$$ too.",
    "Write `0.5` or:\n```typescript\nconst a = 0.5; // 50 %\n```",
    "Chapter 05 has 14 cells; version v4.5.1 and 2026-11-22.",
    "See [the page](https://example.org/0.5).",
    "It was 26.2 % then[^a].\n\n[^a]: Table 1.5, page 3.",
  ])("accepts %j", (text) => {
    expect(() => write(text)).not.toThrow();
  });

  it("names what is missing, unused or there twice", () => {
    expect(() => writeProse([markdown("{{x}}", 12)], [], "05-neuron.ts")).toThrow(
      'Cannot build 05-neuron.ts as no cell claims "x" (the text at line 12)',
    );
    expect(() => write("words", [{ name: "x", value: 1 }])).toThrow('every claim must be said in the text: "x" is not');
    expect(() =>
      write("{{x}}", [
        { name: "x", value: 1 },
        { name: "x", value: 2 },
      ]),
    ).toThrow('"x" is there twice');
    expect(() => write("{{x|nice}}", [{ name: "x", value: 1 }])).toThrow('"nice" is no format');
  });

  it("numbers references in the order of the text, and their sources alike", () => {
    const [first, last] = writeProse(
      [markdown("B[^b], A[^a], B again[^b]."), markdown("[^a]: Source A.\n[^b]: Source B.")],
      [],
      "a.ts",
    );
    expect(first.text).toBe("B<sup>[1]</sup>, A<sup>[2]</sup>, B again<sup>[1]</sup>.");
    expect(last.text).toBe("1. Source B.\n2. Source A.");
  });

  it("refuses a reference without a source and a source without a reference", () => {
    expect(() => write("So it is[^a].")).toThrow("[^a] needs a source");
    expect(() => write("So it is.\n\n[^a]: A.")).toThrow("no text refers to the source [^a]");
  });
});

describe("formatClaim()", () => {
  const refuse = (why: string): never => {
    throw new Error(why);
  };
  it.each([
    [Math.LN2, undefined, "0.693"],
    [14, undefined, "14"],
    [Math.LN2, "4", "0.6931"],
    [0.9666, "percent", "97\u00a0%"],
    [0, "none", "None"],
    [3, "none", "3"],
    [0.9666, "percent 1", "96.7\u00a0%"],
  ])("writes %d as %s asks", (value, format, text) => {
    expect(formatClaim(value, format, refuse)).toBe(text);
  });
});
