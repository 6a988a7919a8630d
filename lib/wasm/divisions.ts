/*
 * How the large calls of kernels are cut into parts that several threads can work on. Some kernels are told where to begin and
 * where to end; others are called with pointers further on and a smaller count. Whatever the cut, each number of a result is
 * computed in one part, from the same terms in the same order.
 *
 *   matmul(…, rowStart, rowEnd, …)    by its own range          exp(x + 4i, out + 4i, n′)    by pointers, here of four-byte numbers
 *
 * Notation: args the arguments of a call, by the places that they have in `kernelTypes.ts`; work is counted in additions and
 *   multiplications, of which a core does about fifty in a nanosecond.
 * Source: B. Chapman, G. Jost and R. van der Pas, Using OpenMP (2007), chapter 5, on the grain of shared loops.
 *
 * Page 46 · before it: wasm/kernels.ts · after it: wasm/threads.ts
 */
import type { Kernels } from "./kernelTypes.ts";

/** Of one call. */
type Args = readonly number[];

/** How a kernel's calls are divided. */
export interface Division {
  /** The range of what is shared out: rows, images, numbers. */
  readonly range: (args: Args) => readonly [first: number, last: number];
  /** Parts begin at multiples of this, counted from the first. */
  readonly grain: number;
  /** Parts have at least so many of them, if there are so many for each thread: else what all need is fetched too often. */
  readonly least?: number;
  /** How much work each of them is. */
  readonly work: (args: Args) => number;
  /** The arguments for a part of the range. */
  readonly cut: (args: Args, from: number, to: number) => Args;
  /** Where the address of scratch memory stands. */
  readonly scratch?: number;
}

/** For kernels that are told their range, in two arguments one after the other. */
function ranged(start: number, work: Division["work"], grain = 1, scratch?: number): Division {
  return {
    range: (args) => [args[start], args[start + 1]],
    grain,
    work,
    cut: (args, from, to) => args.with(start, from).with(start + 1, to),
    ...(scratch === undefined ? {} : { scratch }),
  };
}

/**
 * For kernels that are told how many there are: rows, or single numbers.
 * @param count Where their number stands.
 * @param steps For each pointer that has to move its place, and by how many numbers it moves for each of them.
 */
function counted(
  count: number,
  steps: (args: Args) => readonly (readonly [pointer: number, step: number])[],
  work: Division["work"],
  grain = 1,
): Division {
  return {
    range: (args) => [0, args[count]],
    grain,
    work,
    cut: (args, from, to) => {
      const part = args.with(count, to - from);
      for (const [pointer, step] of steps(args)) part[pointer] += 4 * from * step;
      return part;
    },
  };
}

/** The product of the arguments at some places, and 2: a multiplication and an addition. */
const product = (args: Args, ...places: number[]): number => places.reduce((all, at) => all * args[at], 2);

/** A number that is read, changed a little and written costs as much as so much arithmetic. */
const MOVED = 15;
/** And one that goes through an exponential. */
const BENT = 80;

/** Where the pointers of such a kernel go from one number of the last axis to the next. */
const strided = (args: Args): readonly (readonly [pointer: number, step: number])[] => [
  [0, args[8]],
  [1, args[11]],
  [2, 1],
];

/** For kernels that do the same to each number: `numPointers` pointers come first, and then the count. */
const elementwise = (numPointers: number, work: number): Division =>
  counted(
    numPointers,
    () => Array.from({ length: numPointers }, (_, pointer) => [pointer, 1] as const),
    () => work,
    32,
  );

/** For a over b, with strides: only where everything is one long row. */
const binary: Division = {
  ...counted(5, strided, () => MOVED, 32),
  range: (args) => [0, args[3] === 1 && args[4] === 1 ? args[5] : 0],
};

/** Whether C is wider than the range of its rows is long. */
const hasMoreColumns = (args: Args): boolean => args[8] > args[13] - args[12];

/** Rows of C, or its columns where they are more: then nobody has to copy all of B. */
const matmul: Division = {
  range: (args) => (hasMoreColumns(args) ? [0, args[8]] : [args[12], args[13]]),
  grain: 8,
  least: 48,
  work: (args) => product(args, 9) * (hasMoreColumns(args) ? args[13] - args[12] : args[8]),
  cut(args, from, to) {
    if (!hasMoreColumns(args)) return args.with(12, from).with(13, to);
    const part = args.with(8, to - from);
    part[3] += 4 * from * args[5]; // B
    part[6] += 4 * from; // C
    if (args[10] !== 0) part[10] += 4 * from; // the bias, if there is one
    return part;
  },
  scratch: 14,
};

/** Σ over the rows of x for each column are many sums, whose numbers lie far apart: only whole matrices are shared out. */
const reduction = counted(
  2,
  (args) => [
    [0, args[3] * args[4]],
    [1, args[4]],
  ],
  (args) => MOVED * args[3] * args[4],
);

/** A step of an optimizer, for which so many pointers move. */
const optimizer = (numPointers: number): Division => elementwise(numPointers, 2 * MOVED);

/** The work of one image: what each number of the result is a sum of, with the channels of its group. */
const convolution = (args: Args): number => product(args, 4, 7, 8, 9, 10, 11) / args[18];

/** Rows of a matrix, whose pointers come first; of the vectors among them none moves. */
const normalized = (count: number, matrices: readonly number[], vectors: readonly number[]): Division =>
  counted(
    count,
    (args) => [
      ...matrices.map((pointer) => [pointer, args[count + 1]] as const),
      ...vectors.map((pointer) => [pointer, 1] as const),
    ],
    (args) => 2 * MOVED * args[count + 1],
  );

/**
 * The kernels whose calls can be divided, and how; a test compares the places with `kernelTypes.ts`, and the bits with those of
 * undivided calls.
 * @example divisions.exp.cut([1024, 4096, 100], 64, 96); // => [1280, 4352, 32]
 */
export const divisions = {
  // products
  matmul,
  matmulBatched: ranged(20, (args) => product(args, 16, 17), 4, 22),
  conv2d: ranged(20, convolution, 1, 22),
  conv2dInputGradient: ranged(18, (args) => product(args, 3, 6, 7, 8, 9, 10) / args[17], 1, 20),
  conv2dWeightGradient: ranged(19, (args) => product(args, 3, 4, 8, 9, 10, 11) / args[18], 8, 21),
  conv2dBiasGradient: ranged(5, (args) => MOVED * args[2] * args[4]),
  // windows over images
  maxPool2d: ranged(13, (args) => product(args, 5, 6, 7, 8) * 4),
  maxPool2dGradient: ranged(5, (args) => MOVED * (args[3] + args[4])),
  averagePool2d: ranged(13, (args) => product(args, 4, 5, 6, 7) * 4),
  averagePool2dGradient: ranged(13, (args) => product(args, 4, 5, 6, 7) * 4),
  // rows that are normalized
  attentionSoftmax: ranged(2, (args) => BENT * args[4]),
  attentionSoftmaxBackward: ranged(3, (args) => 2 * MOVED * args[5]),
  layerNorm: normalized(6, [0, 3], [4, 5]),
  layerNormBackward: normalized(6, [0, 1, 5], [2, 3]),
  layerNormParameters: ranged(8, (args) => 2 * MOVED * args[6], 4),
  rmsNorm: normalized(4, [0, 2], [3]),
  rmsNormBackward: normalized(5, [0, 1, 4], [2]),
  rmsNormParameters: ranged(6, (args) => 2 * MOVED * args[4], 4),
  // sums
  sum: reduction,
  mean: reduction,
  max: reduction,
  // number by number
  add: binary,
  subtract: binary,
  multiply: binary,
  divide: binary,
  maximum: binary,
  minimum: binary,
  // steps of optimizers
  sgd: optimizer(3),
  momentum: optimizer(5),
  adagrad: optimizer(5),
  adam: optimizer(7),
  adamw: optimizer(7),
  ...all(["relu", "scale", "addScalar", "negate", "square", "abs", "clip", "sqrt"], elementwise(2, MOVED)),
  ...all(["exp", "log", "tanh", "sigmoid", "silu", "softplus", "gelu", "geluTanh", "erf"], elementwise(2, BENT)),
  ...all(["reluBackward", "leakyReluBackward", "sigmoidBackward", "tanhBackward"], elementwise(3, MOVED)),
  ...all(
    ["geluWithSlope", "geluBackward", "geluTanhBackward", "siluBackward", "softplusBackward"],
    elementwise(3, BENT),
  ),
} satisfies Partial<Record<keyof Kernels, Division>>;

/** One rule for several kernels. */
function all<Name extends keyof Kernels>(names: readonly Name[], division: Division): Record<Name, Division> {
  return Object.fromEntries(names.map((name) => [name, division])) as Record<Name, Division>;
}

/** Less work is no part of its own: it takes about ten microseconds, and handing it over one or two. */
const leastWork = 500_000;

/** A call is cut into at most so many parts for each thread. */
const partsEach = 4;

/**
 * A call as several, of about equal work, and as many for each thread: the arguments of each.
 * @returns The whole call where dividing is not worth it.
 * @example
 * const args = [4096, 64, 1, 8192, 64, 1, 12288, 64, 64, 64, 0, 0, 0, 256, 65536]; // (256, 64) × (64, 64)
 * partsOf(divisions.matmul, args, 2).map((part) => part.slice(12, 14)); // => [[0, 64], [64, 128], [128, 192], [192, 256]]
 */
export function partsOf(division: Division, args: Args, numThreads: number): Args[] {
  const { grain, work, cut, least = 1 } = division;
  const [first, last] = division.range(args);
  const worth = Math.floor(((last - first) * work(args)) / leastWork);
  if (worth < 2) return [args];
  const most = Math.min(partsEach * numThreads, Math.max(numThreads, Math.floor((last - first) / least)));
  const wanted = worth < most ? worth : most - (most % numThreads);
  const each = Math.ceil((last - first) / wanted / grain) * grain;
  const parts: Args[] = [];
  for (let from = first; from < last; from += each) parts.push(cut(args, from, Math.min(from + each, last)));
  return parts;
}
