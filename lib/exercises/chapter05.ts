/*
 * The exercises of chapter 05, "One neuron": two functions to write, three investigations, three faults to find and a
 * recall. Numbers wanted in a table are those that the chapter's own cells measure; a test runs them again.
 *
 *   reluNeuron(x, w, b)      = max(0, w·x + b)
 *   boundaryAt(x₁, w, b)     = −(w₁ x₁ + b) / w₂       the x₂ at which the neuron is undecided
 *
 * Notation: x inputs (n), w weights (n), b bias (), x₁ and x₂ the two coordinates of a point in the plane.
 * Source: C. Bishop, Pattern Recognition and Machine Learning (2006), section 4.1.1; M. Minsky and S. Papert, Perceptrons
 *   (1969), chapter 2, for the truth tables that no single neuron computes.
 *
 * Page 36 · before it: exercises/chapter00.ts · after it: exercises/check.ts
 */
import { integer, type RandomGenerator } from "../data/random.ts";
import { leakyRelu, relu, sigmoid } from "../plain/activation.ts";
import { weightedSum } from "../plain/neuron.ts";
import { dot, sum } from "../plain/vector.ts";
import { functionExercise } from "./judgeFunction.ts";
import { nearNumber, oneOf, type RowRule, tableExercise } from "./judgeTable.ts";

/** A number with one decimal from −3 to 3. */
const tenths = (rng: RandomGenerator): number => integer(rng, -30, 31) / 10;

/** The same, at least half away from 0, to be divided by. */
const notSmall = (rng: RandomGenerator): number => (integer(rng, 0, 2) === 0 ? -1 : 1) * (integer(rng, 5, 31) / 10);

/** A truth table for (off, off), (off, on), (on, off), (on, on), or the name of the one that has one. */
const unlearnableTable: RowRule<readonly number[] | "XOR"> = {
  isRight: (table) => table === "XOR" || isTable(table, [0, 1, 1, 0]) || isTable(table, [1, 0, 0, 1]),
  mistakes: [
    {
      fits: (table) => table.length !== 4 || [...table].some((value) => value !== 0 && value !== 1),
      diagnosis: "A table has four answers, each 0 or 1, in the order of the cell above, such as [0, 0, 0, 1].",
    },
    {
      fits: (table) => new Set([...table]).size === 1,
      diagnosis: "It learns this one: the answer is always the same, and the bias alone gives it.",
    },
    {
      fits: (table) => [1, 3].includes(numOnes(table)),
      diagnosis: "It learns this one: one corner against three, and a line cuts a corner off.",
    },
    {
      fits: (table) => numOnes(table) === 2,
      diagnosis:
        "It learns this one: the answer follows one input alone, and a line parts one side of the square from the other.",
    },
  ],
  otherwise: "Let the neuron learn it, and look at the share right.",
};

const isTable = (table: string | readonly number[], wanted: readonly number[]): boolean =>
  table.length === wanted.length && wanted.every((value, i) => table[i] === value);

const numOnes = (table: string | readonly number[]): number => [...table].filter((v) => v === 1).length;

/**
 * The exercises of chapter 05, by number.
 * @example
 * const forgetful = (x, w) => Math.max(0, plain.dot(w, x));
 * chapter05["05.1"].judge("05.1", forgetful).diagnosis; // => "The bias is forgotten: add b before the ReLU."
 */
export const chapter05 = {
  "05.1": functionExercise({
    title: "A neuron with a ReLU",
    call: "reluNeuron(x, w, b)",
    argumentNames: ["x", "w", "b"],
    target: (x: number[], w: number[], b: number) => relu(weightedSum(x, w, b)),
    example: [[1, 2], [3, -1], 0.5],
    draw: (rng) => {
      const n = integer(rng, 1, 5);
      const [x, w] = [0, 1].map(() => Array.from({ length: n }, () => tenths(rng)));
      return [x, w, tenths(rng)];
    },
    mistakes: [
      { diagnosis: "The bias is forgotten: add b before the ReLU.", compute: (x, w) => relu(dot(w, x)) },
      { diagnosis: "The activation is forgotten: a negative sum must become 0.", compute: weightedSum },
      {
        diagnosis: "This is the sigmoid of the sum; a ReLU is the larger of 0 and the sum.",
        compute: (x, w, b) => sigmoid(weightedSum(x, w, b)),
      },
      {
        diagnosis: "The ReLU is applied to each product; apply it once, to the whole sum with its bias.",
        compute: (x, w, b) => sum(w.map((weight, i) => relu(weight * x[i]))) + b,
      },
      {
        diagnosis: "The bias is added after the ReLU, so the output can be negative; add it before.",
        compute: (x, w, b) => relu(dot(w, x)) + b,
      },
      { diagnosis: "The bias is subtracted; add it.", compute: (x, w, b) => relu(dot(w, x) - b) },
      {
        diagnosis: "The bias is added once for each input; it belongs to the sum, once.",
        compute: (x, w, b) => relu(dot(w, x) + w.length * b),
      },
      {
        diagnosis: "Weights and inputs are added up without being multiplied: each input counts times its weight.",
        compute: (x, w, b) => relu(sum(x) + sum(w) + b),
      },
      {
        diagnosis: "This cuts off the wrong side: a ReLU keeps what is positive.",
        compute: (x, w, b) => Math.min(0, weightedSum(x, w, b)),
      },
      {
        diagnosis: "This is a leaky ReLU; below 0 a ReLU is exactly 0.",
        compute: (x, w, b) => leakyRelu(weightedSum(x, w, b)),
      },
    ],
    hints: [
      "You have written most of it already: only what happens after the weighted sum is different.",
      "First z, the weighted sum with its bias. Then the larger of 0 and z; Math.max finds it.",
    ],
    solution: `function reluNeuron(x: number[], w: number[], b: number): number {
  let z = b;
  for (let i = 0; i < x.length; i++) z += w[i] * x[i];
  return Math.max(0, z);
}`,
  }),

  "05.2": functionExercise({
    title: "Where the neuron is undecided",
    call: "boundaryAt(x1, w, b)",
    argumentNames: ["x1", "w", "b"],
    target: (x1: number, w: number[], b: number) => -(w[0] * x1 + b) / w[1],
    example: [2, [1, 2], -4],
    draw: (rng) => [tenths(rng), [notSmall(rng), notSmall(rng)], tenths(rng)],
    mistakes: [
      {
        diagnosis: "The sign is the wrong way round: bringing w₁x₁ + b to the other side turns it.",
        compute: (x1, w, b) => (w[0] * x1 + b) / w[1],
      },
      {
        diagnosis: "The bias is forgotten: without it every boundary goes through (0, 0).",
        compute: (x1, w) => -(w[0] * x1) / w[1],
      },
      {
        diagnosis: "The two weights are swapped: x₁ is multiplied by w[0], and one divides by w[1].",
        compute: (x1, w, b) => -(w[1] * x1 + b) / w[0],
      },
      {
        diagnosis: "The division by w[1] is missing: so far this is w₂x₂, not x₂.",
        compute: (x1, w, b) => -(w[0] * x1 + b),
      },
      {
        diagnosis: "The bias keeps its sign; it is brought to the other side too.",
        compute: (x1, w, b) => (-w[0] * x1 + b) / w[1],
      },
      {
        diagnosis: "Only the bias is divided by w[1]; the whole left side must be.",
        compute: (x1, w, b) => -(w[0] * x1) - b / w[1],
      },
      {
        diagnosis: "This is the neuron's sum at (x1, 0); ask where the sum is 0.",
        compute: (x1, w, b) => w[0] * x1 + b,
      },
    ],
    hints: [
      "A sigmoid gives one half exactly where its sum z is 0.",
      "Write w₁x₁ + w₂x₂ + b = 0 and solve it for x₂, with x₁ given. In code w₁ is w[0].",
    ],
    solution: `function boundaryAt(x1: number, w: number[], b: number): number {
  return -(w[0] * x1 + b) / w[1]; // from w₁x₁ + w₂x₂ + b = 0
}`,
  }),

  "05.3": tableExercise({
    title: "Which truth tables a neuron can learn",
    rows: {
      "tables learned of 16": nearNumber(14, 0, "Count the tables whose four answers all came out right.", [
        [16, "All of them? Look at what came out for 0 1 1 0."],
        [15, "Almost: the opposite of the one you found fails for the same reason."],
        [13, "One of these is learned when it gets more steps."],
      ]),
      "a table it cannot learn": unlearnableTable,
    },
    hints: [
      "Draw the four points as a square, and ask for each table whether one straight line can do it.",
      "Loop over the 16 tables, let the neuron learn each, and count those with accuracy 1. Two are left; hand one in as you typed it, as four numbers. Where do the ones lie?",
    ],
    solution: `check("05.3", { "tables learned of 16": 14, "a table it cannot learn": [0, 1, 1, 0] });
// That is XOR. It and its opposite, [1, 0, 0, 1], have their ones on a diagonal: every line that has both on one side
// has a zero there too.`,
  }),

  "05.4": tableExercise({
    title: "Which measurements matter",
    rows: {
      sepals: nearNumber(0.75, 0.005, "Columns 0 and 1 of the features, as a share from 0 to 1."),
      petals: nearNumber(0.94, 0.005, "Columns 2 and 3 of the features, as a share from 0 to 1."),
      "all four": nearNumber(0.98, 0.005, "All four columns, as a share from 0 to 1.", [
        [0.94, "This is what the petals alone reach; are the columns still [2, 3]?"],
        [0.97, "Almost; did you change the number of steps?"],
      ]),
    },
    hints: [
      "Change the list of columns in the cell above, run it again, and write down what it shows.",
      "The columns are [0, 1] for the sepals, [2, 3] for the petals and [0, 1, 2, 3] for all four.",
    ],
    solution: `check("05.4", { sepals: 0.75, petals: 0.94, "all four": 0.98 });`,
  }),

  "05.5": tableExercise({
    title: "Louder, but no wiser",
    rows: {
      "accuracy at 10": nearNumber(0.94, 0.005, "Set factor to 10 and read off the accuracy.", [
        [1, "Every answer is surer, but is each on the right side?"],
      ]),
      "loss at 0.1": nearNumber(0.418, 0.005, "Set factor to 0.1 and read off the loss."),
      "loss at 1": nearNumber(0.103, 0.005, "Set factor to 1 and read off the loss."),
      "loss at 10": nearNumber(0.582, 0.005, "Set factor to 10 and read off the loss."),
      "what the factor changes": oneOf("confidence", {
        place: "The sum is 0 at the same points as before, so the boundary stays where it was.",
        direction: "The direction of w is the same; only its length has changed.",
      }),
    },
    hints: [
      "Where is 10 · (w·x + b) equal to 0?",
      "Run the cell with factor 0.1, 1 and 10. The accuracy tells whether any flower changed sides, the loss how sure the neuron is of its mistakes.",
    ],
    solution: `check("05.5", {
  "accuracy at 10": 0.94,
  "loss at 0.1": 0.418,
  "loss at 1": 0.103,
  "loss at 10": 0.582,
  "what the factor changes": "confidence",
});`,
  }),

  "05.6": tableExercise({
    title: "Three faults, from their curves",
    rows: {
      A: oneOf("bias never moves", {
        "steps uphill": "This loss falls; a step uphill raises it.",
        "labels shuffled": "It falls far below what a guess costs, so it has learned from true labels.",
      }),
      B: oneOf("labels shuffled", {
        "steps uphill": "This loss falls a little; a step uphill raises it.",
        "bias never moves": "Without a bias it still tells the flowers apart; this one hardly learns a thing.",
      }),
      C: oneOf("steps uphill", {
        "bias never moves": "What else could make a loss rise from the first step on?",
        "labels shuffled": "With wrong labels the loss still falls a little; this one rises.",
      }),
    },
    hints: [
      "Three questions: does the loss fall at all? Does it fall to almost nothing? What would a guess cost that knows the share of yes?",
      "Uphill rises. Shuffled labels leave only the share of ones to learn. A boundary through the middle of the flowers, with no bias to move it, is good but not perfect.",
    ],
    solution: `check("05.6", { A: "bias never moves", B: "labels shuffled", C: "steps uphill" });`,
  }),

  "05.recall": tableExercise({
    title: "From memory",
    rows: {
      "sigmoid of 0": nearNumber(0.5, 1e-9, "What is 1 / (1 + e⁰)?", [
        [0, "e⁰ is 1, not 0."],
        [1, "e⁰ is 1: there are two in the denominator."],
      ]),
      "steepest slope of the sigmoid": nearNumber(0.25, 1e-9, "It is σ(1 − σ), at the place where σ is one half.", [
        [1, "That would be tanh."],
        [0.5, "Multiply σ by 1 − σ."],
      ]),
      "boundary in the plane": oneOf("line", {
        circle: "The sum w·x + b is 0 along something straight.",
        "any curve": "The activation bends the output, not the boundary.",
      }),
      "the bias moves its": oneOf("place", {
        direction: "That is what the weights do.",
        steepness: "That is the length of w.",
      }),
      "w points": oneOf("across the boundary", {
        "along the boundary": "Along the boundary the sum stays 0; w shows where it grows fastest.",
        "to the nearest point": "w knows no points; it is at a right angle to the boundary.",
      }),
      "cost of a coin's guess": nearNumber(Math.LN2, 0.005, "−ln of the probability that the coin gives the truth.", [
        [0.5, "That is the probability; the loss is −ln of it."],
        [1, "In bits it would be 1; here the logarithm is the natural one."],
      ]),
      "XOR defeats it because": oneOf("no line separates it", {
        "it needs more steps": "The loss has reached its smallest value; more steps find no other.",
        "the rate is too small": "A larger rate gets to the same place sooner.",
      }),
    },
    hints: [
      "Close your eyes and draw the sigmoid, then a boundary with an arrow for w.",
      "The sections Idea, Play and Experiment hold one answer each that you may be missing.",
    ],
    solution: `check("05.recall", {
  "sigmoid of 0": 0.5,
  "steepest slope of the sigmoid": 0.25,
  "boundary in the plane": "line",
  "the bias moves its": "place",
  "w points": "across the boundary",
  "cost of a coin's guess": 0.693,
  "XOR defeats it because": "no line separates it",
});`,
  }),
};
