/*
 * An exercise whose answer is a function. It is shown one case beside the target, then tried on 100 random ones; of those
 * that differ, the shortest is shown. The diagnosis comes from typical mistakes, each written down as a function of its
 * own: when yours gives what a mistake gives in *every* case, that mistake is named.
 *
 * Notation: a case is one list of arguments; the shortest case is the one whose JSON has the fewest characters.
 * Source: K. Claessen and J. Hughes, QuickCheck, ICFP (2000): random cases, and the smallest failing one.
 * NB: QuickCheck shrinks a failing case until it cannot be made smaller; here the shortest of those that were drawn is taken.
 *
 * Page 33 · before it: exercises/compareAnswers.ts · after it: exercises/judgeTable.ts
 */
import { type RandomGenerator, random } from "../data/random.ts";
import { lesson } from "../lesson.ts";
import { type AnswerPair, type NumberTree, relation, sameAnswer, shapeFault } from "./compareAnswers.ts";
import { type CheckResult, checkResult, type Exercise, marks } from "./exercise.ts";
import { type ReportTable, written } from "./report.ts";

/** A typical wrong answer: what it computes, and what to say to the one who gives it. */
export interface Mistake<Args extends readonly unknown[] | []> {
  /** One or two sentences to the learner: what was done, and what to look at. */
  readonly diagnosis: string;
  /** The mistake itself, so that recognizing it is comparing numbers. */
  readonly compute: (...args: Args) => NumberTree;
}

/** What an exercise of a function is made from. `Args` are its arguments, `Result` is what it returns. */
export interface FunctionSpecification<Args extends readonly unknown[] | [], Result extends NumberTree> {
  readonly title: string;
  /** How it is called, as in "reluNeuron(x, w, b)". */
  readonly call: string;
  /** In the order of the call; they head the columns of the tables. */
  readonly argumentNames: readonly string[];
  /** The right answer. Its arguments' names and types are those that a learner sees. */
  readonly target: (...args: Args) => Result;
  /** The case that is always shown. */
  readonly example: NoInfer<Args>;
  /** One random case. Round numbers make it readable. */
  readonly draw: (rng: RandomGenerator) => NoInfer<Args>;
  /** Typical wrong answers; the first that explains every case is named. */
  readonly mistakes: readonly Mistake<NoInfer<Args>>[];
  /** The first two of the three hints; the third is the solution. */
  readonly hints: readonly [nudge: string, outline: string];
  /** Code that passes, as it would stand in the cell. */
  readonly solution: string;
}

/** Enough that a rule wrong in one case of twenty is found 199 times out of 200 (0.95¹⁰⁰ = 0.006). */
const numCases = 100;
/** Fixed, so that a check says the same each time until the answer changes. */
const seed = 1;

/** What became of one case. */
interface Outcome<Args> extends AnswerPair {
  /** As drawn; the answer was given a copy. */
  readonly args: Args;
  readonly target: NumberTree;
  /** The error that was thrown, as text; null when there was none. */
  readonly thrown: string | null;
  /** The published stub throws "not yet". */
  readonly isStub: boolean;
  /** The name of an argument that was changed, or null. */
  readonly changed: string | null;
  readonly isRight: boolean;
}

/**
 * Makes an exercise of a function to write.
 * @example
 * const half = functionExercise({
 *   title: "Half", call: "half(x)", argumentNames: ["x"], target: (x: number) => x / 2, example: [3],
 *   draw: (rng) => [integer(rng, 0, 9)], mistakes: [{ diagnosis: "You doubled it.", compute: (x) => x * 2 }],
 *   hints: ["Share it", "Divide by 2"], solution: "const half = (x: number) => x / 2;",
 * });
 * [half.judge("0", (x) => x / 2).status, half.judge("0", (x) => x + x).diagnosis]; // => ["passed", "You doubled it."]
 */
export function functionExercise<Args extends readonly unknown[] | [], Result extends NumberTree>(
  specification: FunctionSpecification<Args, Result>,
): Exercise<(...args: Args) => Result> {
  const { title, hints, solution } = specification;
  return { title, hints, solution, judge: (id, answer) => judgeFunction(id, specification, answer) };
}

/**
 * The verdict on one answer, in four steps: is it a function at all; is it still the stub, which is no mistake; is it right
 * in every case; and if not, what does the shortest wrong case look like and which mistake explains *all* cases?
 * The example is judged with the random cases, so that a mistake which it alone shows is found too.
 */
function judgeFunction<Args extends readonly unknown[] | [], Result extends NumberTree>(
  id: string,
  specification: FunctionSpecification<Args, Result>,
  answer: (...args: Args) => Result,
): CheckResult {
  const { title, call, argumentNames } = specification;
  if (typeof answer !== "function") {
    const name = call.slice(0, call.indexOf("("));
    throw new TypeError(
      lesson({
        cannot: `check ${id}`,
        as: "its answer must be a function",
        found: `got ${written(answer)}`,
        try: `check("${id}", ${name}), without calling it`,
      }),
    );
  }
  const first = runCase(specification, answer, specification.example);
  const verdict = (status: CheckResult["status"], text: string) => `${marks[status]} ${id} ${title}: ${text}`;
  const stuck = `Stuck? hint("${id}")`;
  // The stub throws on purpose: nobody who has not begun should read about an error.
  if (first.isStub) {
    const wanted = {
      caption: `What is wanted: ${call}`,
      header: [...argumentNames, "target"],
      rows: [[...first.args.map(written), written(first.target)]],
    };
    const notes = ["Replace the line that throws, and run it again.", stuck];
    const nothing = { status: "not yet", numRight: 0, numCases, diagnosis: null } as const;
    return checkResult(nothing, { verdict: verdict("not yet", "not yet"), tables: [wanted], notes });
  }

  // A generator of its own for each check: the cases do not depend on what ran before.
  const rng = random(seed);
  const outcomes = Array.from({ length: numCases }, () => runCase(specification, answer, specification.draw(rng)));
  const numRight = outcomes.filter((outcome) => outcome.isRight).length;
  const count = `${numRight} of ${numCases} random cases right`;
  const wrong = [first, ...outcomes].filter((outcome) => !outcome.isRight);
  const beside = caseTable(specification, first, "Target beside yours");
  if (wrong.length === 0) {
    const passed = { status: "passed", numRight, numCases, diagnosis: null } as const;
    return checkResult(passed, { verdict: verdict("passed", count), tables: [beside], notes: [] });
  }
  // What fits on a line can be worked out on paper.
  const length = ({ args }: Outcome<Args>) => JSON.stringify(args).length;
  const shortest = wrong.reduce((best, outcome) => (length(outcome) < length(best) ? outcome : best));
  const diagnosis = diagnose(specification, [first, ...outcomes], shortest);
  // The example stands there already; when it is the shortest case itself, once is enough.
  return checkResult(
    { status: "not right", numRight, numCases, diagnosis },
    {
      verdict: verdict("not right", count),
      tables:
        shortest === first ? [beside] : [beside, caseTable(specification, shortest, "The shortest case that differs")],
      notes: [diagnosis ?? "No typical mistake fits; work the shortest case that differs out by hand.", stuck],
    },
  );
}

/**
 * Runs the target and the answer on the same arguments and writes down everything that a diagnosis may need.
 * The answer gets a copy: were it to sort its list in place, the next comparison would be made with the sorted one.
 */
function runCase<Args extends readonly unknown[] | [], Result extends NumberTree>(
  { target, argumentNames }: FunctionSpecification<Args, Result>,
  answer: (...given: Args) => unknown,
  args: Args,
): Outcome<Args> {
  const wanted = target(...args);
  const own = copyOf(args);
  let yours: unknown;
  let error: unknown = null;
  try {
    yours = answer(...own);
  } catch (thrown) {
    error = thrown ?? "nothing";
  }
  // Compared with what was drawn: an argument that differs now was changed by the answer.
  const place = args.findIndex((argument, index) => !sameAnswer(own[index], argument));
  const changed = place < 0 ? null : argumentNames[place];
  return {
    args,
    target: wanted,
    yours,
    thrown: error === null ? null : String(error),
    isStub: error instanceof Error && /^not yet\b/i.test(error.message),
    changed,
    isRight: error === null && changed === null && sameAnswer(yours, wanted),
  };
}

/** Lists are copied to every depth (a matrix is a list of lists), so that a changed argument spoils its own case only. */
function copyOf<T>(value: T): T {
  return (Array.isArray(value) ? value.map(copyOf) : value) as T;
}

/**
 * The sentence that helps most, or null. In this order: a known mistake, as its sentence was written for this exercise;
 * then what needs no guess, an error that was thrown or an argument that was changed; then a shape, "one too many"; and
 * last a relation that holds in every case, "twice the target". A guess that fits some cases only would mislead.
 */
function diagnose<Args extends readonly unknown[] | [], Result extends NumberTree>(
  { mistakes }: FunctionSpecification<Args, Result>,
  outcomes: readonly Outcome<Args>[],
  shortest: Outcome<Args>,
): string | null {
  // An answer that throws in some case is no instance of a mistake that never does.
  const isThis = ({ compute }: Mistake<Args>) =>
    outcomes.every(({ thrown, yours, args }) => thrown === null && sameAnswer(yours, compute(...args)));
  const known = mistakes.find(isThis);
  if (known !== undefined) return known.diagnosis;
  if (shortest.thrown !== null) return `It throws: ${shortest.thrown}.`;
  if (shortest.changed !== null && sameAnswer(shortest.yours, shortest.target)) {
    return `It changes its argument ${shortest.changed}; work on a copy, since the caller still needs it.`;
  }
  const fault = shapeFault(shortest.yours, shortest.target) ?? relation(outcomes);
  return fault === null ? null : `It ${fault}.`;
}

/** One case as a row: the arguments under their names, then target beside yours. An error's text belongs to the diagnosis. */
function caseTable<Args extends readonly unknown[] | [], Result extends NumberTree>(
  { call, argumentNames }: FunctionSpecification<Args, Result>,
  { args, target, yours, thrown }: Outcome<Args>,
  title: string,
): ReportTable {
  return {
    caption: `${title}: ${call}`,
    header: [...argumentNames, "target", "yours"],
    rows: [[...args.map(written), written(target), thrown === null ? written(yours) : "an error"]],
  };
}
