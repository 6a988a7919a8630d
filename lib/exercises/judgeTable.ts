/*
 * An exercise whose answer is a table: the learner runs something, reads numbers off and writes them down. Each row is
 * judged alone, so that one wrong number does not hide the right ones, and a wrong row says what to think about, never
 * the value that is wanted.
 *
 * Notation: a row that is still `null` is "not yet", which is no mistake.
 * Source: J. Hattie and H. Timperley, The power of feedback, Review of Educational Research 77 (2007): on the task, not the person.
 *
 * Page 34 · before it: exercises/judgeFunction.ts · after it: exercises/chapter00.ts
 */
import { lesson } from "../lesson.ts";
import { type CheckResult, checkResult, type Exercise, marks } from "./exercise.ts";
import { written } from "./report.ts";

/** A table as the learner fills it: each row holds a value, or null as long as there is none. */
export type Fillable<Rows> = { [Name in keyof Rows]: Rows[Name] | null };

/** How one row is judged. */
export interface RowRule<Value> {
  /** True for every value that is right, such as all within a margin. */
  readonly isRight: (value: Value) => boolean;
  /** Typical wrong values; the first that fits is answered. */
  readonly mistakes: readonly { readonly fits: (value: Value) => boolean; readonly diagnosis: string }[];
  /** Said when none of them fits. */
  readonly otherwise: string;
}

/** What an exercise of a table is made from. `Rows` has the type of each row's value, by the row's name. */
export interface TableSpecification<Rows> {
  readonly title: string;
  readonly rows: { readonly [Name in keyof Rows]: RowRule<Rows[Name]> };
  /** The first two of the three hints; the third is the solution. */
  readonly hints: readonly [nudge: string, outline: string];
  /** The values, and why they are so. */
  readonly solution: string;
}

/**
 * Makes an exercise of a table to fill.
 * @example
 * const sums = tableExercise({
 *   title: "Sums", rows: { "1 + 1": nearNumber(2, 0, "Count again.") }, hints: ["Count", "On fingers"], solution: "2",
 * });
 * [null, 2, 3].map((sum) => sums.judge("0", { "1 + 1": sum }).status); // => ["not yet", "passed", "not right"]
 */
export function tableExercise<Rows extends object>(specification: TableSpecification<Rows>): Exercise<Fillable<Rows>> {
  const { title, hints, solution } = specification;
  return { title, hints, solution, judge: (id, answer) => judgeTable(id, specification, answer) };
}

/**
 * The verdict on a whole table. One wrong row makes it "not right"; rows without a value only make it "not yet", so that a
 * learner can check after each one. The column of advice appears with the first wrong row.
 */
function judgeTable<Rows extends object>(
  id: string,
  { title, rows }: TableSpecification<Rows>,
  answer: Fillable<Rows>,
): CheckResult {
  const names = Object.keys(rows) as (keyof Rows & string)[];
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) {
    throw new TypeError(
      lesson({
        cannot: `check ${id}`,
        as: `its answer must be a table with the rows ${names.join(", ")}`,
        found: `got ${written(answer)}`,
      }),
    );
  }
  const judged = names.map((name) => ({ name, ...judgeRow(rows[name], answer[name] ?? null) }));
  const numRight = judged.filter((row) => row.status === "passed").length;
  const wrong = judged.find((row) => row.status === "not right");
  const status = wrong !== undefined ? "not right" : numRight === names.length ? "passed" : "not yet";
  const table = {
    caption: "Your answers",
    header: ["row", "yours", "verdict", ...(wrong === undefined ? [] : ["think about"])],
    rows: judged.map((row) => [row.name, row.shown, marks[row.status], ...(wrong === undefined ? [] : [row.said])]),
  };
  return checkResult(
    { status, numRight, numCases: names.length, diagnosis: wrong?.said ?? null },
    {
      verdict: `${marks[status]} ${id} ${title}: ${numRight} of ${names.length}${status === "not yet" ? ", the rest not yet" : ""}`,
      tables: [table],
      notes: status === "passed" ? [] : [`Stuck? hint("${id}")`],
    },
  );
}

/** One row: its mark, what was written there, and for a wrong one the sentence of the first mistake that fits. */
function judgeRow<Value>(rule: RowRule<Value>, value: Value | null) {
  if (value === null) return { status: "not yet", shown: "–", said: "" } as const;
  const shown = written(value);
  if (rule.isRight(value)) return { status: "passed", shown, said: "" } as const;
  const mistake = rule.mistakes.find(({ fits }) => fits(value));
  return { status: "not right", shown, said: mistake?.diagnosis ?? rule.otherwise } as const;
}

/**
 * A row that wants a number, right within a margin.
 * @param mistakes Typical wrong numbers, by the same margin, and what to say to them.
 * @example nearNumber(0.5, 0.01, "Half of it.").isRight(0.505); // => true
 */
export function nearNumber(
  target: number,
  within: number,
  otherwise: string,
  mistakes: readonly (readonly [value: number, diagnosis: string])[] = [],
): RowRule<number> {
  const isNear = (value: number, wanted: number) => Math.abs(value - wanted) <= within;
  return {
    isRight: (value) => isNear(value, target),
    mistakes: mistakes.map(([wrong, diagnosis]) => ({ fits: (value) => isNear(value, wrong), diagnosis })),
    otherwise,
  };
}

/**
 * A row that wants one of several words. Each wrong word has an answer of its own.
 * @param target The right word.
 * @param wrong What to say to each of the others.
 * @example oneOf("up", { down: "That is the other way." }).isRight("down"); // => false
 */
export function oneOf<const Right extends string, const Wrong extends string>(
  target: Right,
  wrong: Readonly<Record<Wrong, string>>,
): RowRule<Right | Wrong> {
  const words = Object.keys(wrong) as Wrong[];
  return {
    isRight: (value) => value === target,
    mistakes: words.map((word) => ({ fits: (value) => value === word, diagnosis: wrong[word] })),
    otherwise: `The choices are ${[target, ...words].sort().join(", ")}.`,
  };
}
