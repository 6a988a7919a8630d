/*
 * A claim is a measured number that a cell asserts, so that prose can quote it without going stale: the text asks for it
 * by name, and a cell whose number leaves its bounds fails.
 *
 *   claim holds  ⇔  above < value  ∧  value < below  ∧  |value − equals| ≤ within
 *
 * Notation: above, below, equals and within are bounds, in the unit of the value; a bound that is not given always holds.
 * Source: D. Knuth, Literate Programming, The Computer Journal 27 (1984): one text for the program and for what is said of it.
 * NB: papers print such numbers by hand. The builder of the notebooks reads them from the outputs instead, under the MIME
 *   type below, and refuses a number in prose that no cell has claimed.
 *
 * Page 30 · before it: exercises/report.ts · after it: exercises/exercise.ts
 */
import { lesson } from "../lesson.ts";
import { jupyterDisplay } from "../plot/figure.ts";
import { type ReportBundle, reportBundle, written } from "./report.ts";

/** What a claim asserts: at least one of `above`, `below` and `equals`. Without `within`, `equals` is exact. */
export interface ClaimBounds {
  /** The value must be larger; a value on the bound fails. */
  readonly above?: number;
  /** The value must be smaller. */
  readonly below?: number;
  /** What the value must be, up to `within`. */
  readonly equals?: number;
  /** How far from `equals` is still equal; 0 unless given. */
  readonly within?: number;
}

/** A list of `{ name, value, text }`, one for each claim of a cell. */
const claimMimeType = "application/vnd.gradbook.claim+json";

/** A number that was measured and found within its bounds. */
export interface Claim {
  /** What the prose calls it, as in {{accuracy}}. */
  readonly name: string;
  /** Unrounded; the prose says how many digits it wants. */
  readonly value: number;
  /** The claim as one line: name, value and bounds. */
  readonly text: string;
  [jupyterDisplay](): Readonly<Record<string, unknown>>;
}

/** Several claims, to be the last value of one cell. */
export interface Claims {
  readonly claims: readonly Claim[];
  [jupyterDisplay](): Readonly<Record<string, unknown>>;
}

/**
 * Asserts a measured number and gives it a name that the prose can use.
 * @throws TypeError when no bound is given, since such a claim could not fail.
 * @throws RangeError when the value is not within its bounds; NaN never is.
 * @example
 * claim("accuracy on setosa", 0.99, { above: 0.95 }).text; // => "accuracy on setosa: 0.99 (above 0.95)"
 */
export function claim(name: string, value: number, bounds: ClaimBounds): Claim {
  const { above, below, equals, within = 0 } = bounds;
  const rules: { text: string; holds: boolean }[] = [];
  if (above !== undefined) rules.push({ text: `above ${written(above)}`, holds: value > above });
  if (below !== undefined) rules.push({ text: `below ${written(below)}`, holds: value < below });
  if (equals !== undefined) {
    const margin = within > 0 ? ` within ${marginText(within)}` : "";
    rules.push({ text: `equal to ${written(equals)}${margin}`, holds: Math.abs(value - equals) <= within });
  }
  if (rules.length === 0) {
    throw new TypeError(
      lesson({
        cannot: `claim "${name}"`,
        as: "a claim must be able to fail",
        found: "none of above, below and equals is given",
        try: "{ above: 0.9 }",
      }),
    );
  }
  // Written as "not (holds)", so that NaN, for which every comparison is false, breaks the first rule.
  const broken = rules.find((rule) => !rule.holds);
  if (broken !== undefined) {
    throw new RangeError(
      lesson({ cannot: `claim "${name}"`, as: `it must be ${broken.text}`, found: `measured ${value}` }),
    );
  }
  const text = `${name}: ${written(value)} (${rules.map((rule) => rule.text).join(", ")})`;
  return {
    name,
    value,
    text,
    [jupyterDisplay]: () => ({ "text/plain": `✓ ${text}`, [claimMimeType]: [{ name, value, text }] }),
  };
}

/**
 * Several claims as one value, for the end of a cell.
 * @throws TypeError when two claims have the same name, since the prose could not tell them apart.
 * @example
 * claims(claim("a", 1, { equals: 1 }), claim("b", 2, { above: 1 })).claims.length; // => 2
 */
export function claims(...list: readonly Claim[]): Claims {
  const names = list.map(({ name }) => name);
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice !== undefined) {
    throw new TypeError(
      lesson({
        cannot: `list ${list.length} claims`,
        as: "each must have a name of its own",
        found: `"${twice}" is there twice`,
      }),
    );
  }
  return {
    claims: list,
    [jupyterDisplay]: () => ({
      "text/plain": list.map(({ text }) => `✓ ${text}`).join("\n"),
      [claimMimeType]: list.map(({ name, value, text }) => ({ name, value, text })),
    }),
  };
}

/** A margin as it is typed: 0.01, but 1e-6 where the zeros would have to be counted. */
function marginText(within: number): string {
  return within < 1e-3 ? within.toExponential() : String(within);
}

/** Pairs of numbers that were found equal, and the largest difference among them. */
export interface Agreement {
  /** The largest |Δ| of all pairs; 0 when there are none. */
  readonly largestDifference: number;
  [jupyterDisplay](): ReportBundle;
}

/**
 * Asserts that two ways to the same numbers agree, and shows them side by side: one way · other way · |Δ|.
 * @param pairs By name: the number as found one way and the other way.
 * @param within The largest |Δ| that counts as equal.
 * @throws RangeError at the first pair that differs by more, or is not a number.
 * @example
 * agree({ "a half": [0.5, 1 / 2], "a third": [0.333, 1 / 3] }, 1e-3).largestDifference < 4e-4; // => true
 */
export function agree(
  pairs: Readonly<Record<string, readonly [oneWay: number, otherWay: number]>>,
  within: number,
): Agreement {
  const entries = Object.entries(pairs).map(([name, [oneWay, otherWay]]) => ({
    name,
    oneWay,
    otherWay,
    difference: Math.abs(oneWay - otherWay),
  }));
  // Again "not within" rather than "beyond": NaN differs from everything.
  const differing = entries.find(({ difference }) => !(difference <= within));
  if (differing !== undefined) {
    const { name, oneWay, otherWay, difference } = differing;
    throw new RangeError(
      lesson({
        cannot: `agree on "${name}"`,
        as: `both ways must give the same within ${marginText(within)}`,
        found: `${oneWay} and ${otherWay} differ by ${difference.toExponential(1)}`,
      }),
    );
  }
  const table = {
    caption: `Equal within ${marginText(within)}`,
    header: ["number", "one way", "other way", "|Δ|"],
    rows: entries.map(({ name, oneWay, otherWay, difference }) => [
      name,
      written(oneWay),
      written(otherWay),
      difference === 0 ? "0" : difference.toExponential(1),
    ]),
  };
  const report = { verdict: `✓ ${entries.length} of ${entries.length} agree`, tables: [table], notes: [] };
  return {
    largestDifference: Math.max(0, ...entries.map(({ difference }) => difference)),
    [jupyterDisplay]: () => reportBundle(report),
  };
}
