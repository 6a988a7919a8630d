/*
 * An exercise judges an answer, gives two hints and knows a solution. There are two kinds: a function to write, tried on
 * random cases (judgeFunction.ts), and a table to fill, judged row by row (judgeTable.ts).
 *
 *   hint 1 nudge → hint 2 outline → hint 3 solution: each step says more, and never the next one's part
 *
 * Notation: `Answer` is the type of what the learner hands in. It follows from the exercise, so that an answer of the
 *   wrong kind is a type error before anything runs.
 * Source: K. VanLehn, The relative effectiveness of human tutoring, Educational Psychologist 46 (2011): steps, not answers.
 *
 * Page 31 · before it: exercises/claim.ts · after it: exercises/compareAnswers.ts
 */
import { jupyterDisplay } from "../plot/figure.ts";
import { type Report, type ReportBundle, reportBundle } from "./report.ts";

/** "not yet" is no mistake: nothing has been written so far, or not everything. */
export type CheckStatus = "passed" | "not yet" | "not right";

/** The verdict on one answer. */
export interface CheckResult {
  readonly status: CheckStatus;
  /** How many random cases, or rows of the table, are right. */
  readonly numRight: number;
  readonly numCases: number;
  /** What seems to have gone wrong, as a sentence; null when nothing has, or when it is anybody's guess. */
  readonly diagnosis: string | null;
  [jupyterDisplay](): ReportBundle;
}

/** One exercise. `Answer` is the type of what `check` takes for it. */
export interface Exercise<Answer> {
  readonly title: string;
  readonly hints: readonly [nudge: string, outline: string];
  /** The answer as one would type it. */
  readonly solution: string;
  /** The verdict; `id` is the exercise's number, for its texts. */
  judge(id: string, answer: Answer): CheckResult;
}

/** The type of answer that an exercise wants. */
export type AnswerTo<E> = E extends Exercise<infer Answer> ? Answer : never;

/**
 * The sign before a verdict; colour says nothing that it does not.
 * @example marks["not yet"]; // => "○"
 */
export const marks: Readonly<Record<CheckStatus, string>> = { passed: "✓", "not yet": "○", "not right": "✗" };

/**
 * A verdict with its drawing.
 * @example
 * const verdict = { status: "passed", numRight: 1, numCases: 1, diagnosis: null };
 * checkResult(verdict, { verdict: "✓ 1 of 1", tables: [], notes: [] })[Symbol.for("Jupyter.display")]()["text/plain"]; // => "✓ 1 of 1"
 */
export function checkResult(verdict: Omit<CheckResult, typeof jupyterDisplay>, report: Report): CheckResult {
  return { ...verdict, [jupyterDisplay]: () => reportBundle(report) };
}
