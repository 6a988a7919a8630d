/*
 * `check`, `hint` and `solution`: what a chapter calls. The type of an answer follows from the exercise's number, so that
 * `check("05.1", 7)` is a type error and not a verdict.
 *
 *   check(id, answer) → verdict        hint(id) → nudge, hint(id, 2) → outline, hint(id, 3) = solution(id)
 *
 * Notation: an id is the chapter's two digits, a point, and the exercise's number or name: "05.1", "05.recall".
 * Source: the exercises are in the pages before this one, one for each chapter.
 * NB: a check never throws for a wrong answer, so that a notebook runs to its end; the verdict says what to do.
 *
 * Page 37 · before it: exercises/chapter05.ts · after it: scalar/value.ts
 */
import { lesson } from "../lesson.ts";
import { jupyterDisplay } from "../plot/figure.ts";
import { chapter00 } from "./chapter00.ts";
import { chapter05 } from "./chapter05.ts";
import type { AnswerTo, CheckResult, Exercise } from "./exercise.ts";

const exercises = { ...chapter00, ...chapter05 };

/** The number of an exercise, as in "05.1". */
export type ExerciseId = keyof typeof exercises;

/** What `check` takes as the answer to an exercise. */
export type Answer<Id extends ExerciseId> = AnswerTo<(typeof exercises)[Id]>;

/** A hint or a solution, shown as text. */
export interface Hint {
  /** 1 nudge, 2 outline, 3 solution. */
  readonly step: 1 | 2 | 3;
  readonly text: string;
  [jupyterDisplay](): Readonly<Record<"text/markdown" | "text/plain", string>>;
}

/**
 * Tries an answer: a function on 100 random cases, a table row by row.
 * @returns The verdict, with a diagnosis where the answer is a typical wrong one.
 * @throws TypeError when the answer is neither a function nor a table; RangeError when there is no such exercise.
 * @example
 * check("00.1", (x) => x.reduce((total, value) => total + value, 0)).diagnosis;
 * // => "This is the sum; divide it by how many numbers there are."
 */
export function check<Id extends ExerciseId>(id: Id, answer: Answer<Id>): CheckResult {
  return find(id).judge(id, answer);
}

/**
 * A hint: first a nudge, then an outline, then the solution.
 * @param step 1, 2 or 3
 * @throws RangeError when there is no such exercise or step.
 * @example hint("00.1").text; // => "If everyone shared alike, how much would each get?"
 */
export function hint(id: ExerciseId, step: 1 | 2 | 3 = 1): Hint {
  const { hints, solution: code } = find(id);
  if (step !== 1 && step !== 2 && step !== 3) {
    throw new RangeError(
      lesson({
        cannot: `give hint ${step} to ${id}`,
        as: "there are three steps",
        found: `got ${step}`,
        try: "1, 2 or 3",
      }),
    );
  }
  const text = step === 3 ? code : hints[step - 1];
  const body = step === 3 ? `\`\`\`typescript\n${code}\n\`\`\`` : text;
  const title = ["a nudge", "an outline", "the solution"][step - 1];
  const more = step === 3 ? "" : `More: hint("${id}", ${step + 1})`;
  return {
    step,
    text,
    [jupyterDisplay]: () => ({
      "text/markdown": `**${id}, ${title}.**${step === 3 ? "\n\n" : " "}${body}${more && `\n\nMore: \`hint("${id}", ${step + 1})\``}`,
      "text/plain": `${id}, ${title}:${step === 3 ? "\n" : " "}${text}${more && `\n${more}`}`,
    }),
  };
}

/**
 * The solution, as one would type it. The same as the third hint.
 * @throws RangeError when there is no such exercise.
 * @example solution("05.2").text.includes("return -(w[0] * x1 + b) / w[1]"); // => true
 */
export function solution(id: ExerciseId): Hint {
  return hint(id, 3);
}

function find(id: ExerciseId): Exercise<unknown> {
  const table: Readonly<Record<string, Exercise<unknown>>> = exercises;
  if (Object.hasOwn(exercises, id)) return table[id];
  const chapter = Object.keys(exercises).filter((known) => known.slice(0, 2) === String(id).slice(0, 2));
  const known = chapter.length > 0 ? chapter : Object.keys(exercises);
  throw new RangeError(
    lesson({ cannot: `find the exercise "${id}"`, as: `there are ${known.join(", ")}`, found: "it is none of them" }),
  );
}
