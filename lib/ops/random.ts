/*
 * Tensors of random numbers. Each function takes the generator first and draws from it, element by element, what `uniform`,
 * `normal` and `integer` would draw one after another. They are operations: a compiled training step that drops out neurons
 * draws anew whenever it is replayed, from the same generator, and so gets the numbers that the eager step gets.
 *
 *   rand             xᵢ uniform in [0, 1)
 *   randn            xᵢ from the bell curve with mean 0 and deviation 1
 *   bernoulli        xᵢ = 1 with probability p, else 0:  uᵢ < p
 *   truncatedNormal  xᵢ from the bell curve, drawn again until low ≤ xᵢ ≤ high; where little of the curve is inside, uniform in
 *                    [low, high] instead, kept with probability e^(−(zᵢ² − z²) / 2), z being the likeliest place
 *
 * Notation: u uniform in [0, 1), p a probability, z = (x − mean) / std.
 * Source: C. Robert, Simulation of truncated normal variables, Statistics and Computing 5 (1995), for both ways of rejecting;
 *   PyTorch (torch.rand, randn, randint, randperm, bernoulli, nn.init.trunc_normal_) for names and defaults.
 * NB: PyTorch's global generator is used unless another is given; here there is none, so that no cell can move another's numbers.
 *
 * Page 65 · before it: ops/arithmetic.ts · after it: ops/join.ts
 */
import { apply } from "../autograd/apply.ts";
import type { Operation } from "../autograd/operation.ts";
import { integer, normal, type RandomGenerator, uniform } from "../data/random.ts";
import { checkCount, lesson, sizesText, valueText } from "../lesson.ts";
import { exp } from "../plain/elementary.ts";
import { checkLeaf, type LeafOptions } from "../tensor/create.ts";
import type { DType } from "../tensor/dtype.ts";
import { checkShape, type Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** What a loop draws from: the live generator, so that a replay goes on where the last one stopped. */
interface Drawing {
  readonly rng: RandomGenerator;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  readonly std: number;
}

/** A record for random numbers: all but the way of drawing one is the same. */
function drawing(name: string, draw: (settings: Drawing) => number): Operation<Drawing> {
  return {
    name,
    infer: (_, { shape, dtype }) => ({ shape, dtype }),
    forward([output], _, settings) {
      for (let i = 0; i < output.size; i++) output.data[output.offset + i] = draw(settings);
    },
    gradient: null,
  };
}

/** The largest float32 below 1: numbers just below 1 are rounded to it and not to 1, which `rand` must not give. */
const below1 = 1 - 2 ** -24;

const drawingUniform = drawing("rand", ({ rng, dtype }) => {
  const u = uniform(rng);
  return dtype === "float32" && u > below1 ? below1 : u;
});
const drawingNormal = drawing("randn", ({ rng }) => normal(rng));
const drawingInteger = drawing("randint", ({ rng, low, high }) => integer(rng, low, high));
const drawingBernoulli = drawing("bernoulli", ({ rng, high }) => (uniform(rng) < high ? 1 : 0));

/** Rejection, in two ways: draws from the whole curve when much of it lies inside, even draws thinned to its form when little. */
const drawingTruncated = drawing("truncatedNormal", ({ rng, low, high, mean, std }) => {
  const isNarrow = high - low <= 2 * std;
  const likeliest = (Math.min(Math.max(mean, low), high) - mean) / std; // the place that is always kept
  for (;;) {
    const x = isNarrow ? uniform(rng, low, high) : normal(rng, mean, std);
    if (!isNarrow && x >= low && x <= high) return x;
    const z = (x - mean) / std;
    if (isNarrow && uniform(rng) < exp((likeliest * likeliest - z * z) / 2)) return x;
  }
});

/** A shuffle in place of 0 … n − 1. */
const drawingOrder: Operation<Drawing> = {
  name: "randperm",
  infer: (_, { shape, dtype }) => ({ shape, dtype }),
  forward([{ data, offset, size }], _, { rng }) {
    for (let i = 0; i < size; i++) data[offset + i] = i;
    for (let i = size - 1; i > 0; i--) {
      const j = integer(rng, 0, i + 1); // the shuffle of data/random.ts
      const swapped = data[offset + i];
      data[offset + i] = data[offset + j];
      data[offset + j] = swapped;
    }
  },
  gradient: null,
};

/** Checks what all of these functions are given, and draws. */
function draw(
  operation: Operation<Drawing>,
  rng: unknown,
  shape: Shape,
  settings: Partial<Omit<Drawing, "rng" | "shape">> & LeafOptions = {},
): Tensor {
  const action = "draw random numbers";
  if (typeof rng !== "object" || rng === null || !("state" in rng && rng.state instanceof Uint32Array)) {
    const cure = `const rng = random(42) and ${operation.name}(rng, …)`;
    const found = `got ${valueText(rng)}`;
    throw new TypeError(lesson({ cannot: action, as: "the first argument must be a generator", found, try: cure }));
  }
  checkShape(shape, action);
  const { dtype = "float32", requiresGrad = false, low = 0, high = 1, mean = 0, std = 1 } = settings;
  checkLeaf(dtype, requiresGrad, action);
  const generator = rng as RandomGenerator;
  const drawn = apply(operation, [], { rng: generator, shape: [...shape], dtype, low, high, mean, std });
  drawn.requiresGrad = requiresGrad;
  return drawn;
}

/** Refuses dtypes that would cut off the fraction of what is drawn. */
function checkFloat({ dtype = "float32" }: LeafOptions, noun: string): void {
  if (dtype !== "int32" && dtype !== "bool") return;
  const [cannot, found] = [`draw ${noun} of dtype ${dtype}`, `got ${dtype}`];
  throw new TypeError(lesson({ cannot, as: "they have fractions", found, try: "randint or bernoulli" }));
}

/**
 * Numbers that are equally likely to lie anywhere from 0 up to 1, 1 itself excluded.
 * @throws TypeError when the first argument is no generator or the dtype has no fractions; RangeError for a negative size.
 * @example toArray(rand(random(42), [2], { dtype: "float64" })); // => [0.4137019967, 0.0039842317]
 * @example rand([2]); // throws TypeError: Cannot draw random numbers as the first argument must be a generator: got an array of 1; try const rng = random(42) and rand(rng, …)
 */
export function rand(rng: RandomGenerator, shape: Shape, options: LeafOptions = {}): Tensor {
  checkFloat(options, "uniform numbers");
  return draw(drawingUniform, rng, shape, options);
}

/**
 * Numbers from the bell curve around 0 with a standard deviation of 1. For others: `multiply` by the deviation and `add` the mean.
 * @throws TypeError when the first argument is no generator or the dtype has no fractions; RangeError for a negative size.
 * @example item(randn(random(42), [])); // => 1.0873
 */
export function randn(rng: RandomGenerator, shape: Shape, options: LeafOptions = {}): Tensor {
  checkFloat(options, "normal numbers");
  return draw(drawingNormal, rng, shape, options);
}

/**
 * Whole numbers from `low` to `high − 1`, each equally likely; int32 by default.
 * @throws RangeError when the bounds are not whole numbers of 32 bits with low < high; TypeError for bool.
 * @example toArray(randint(random(42), 0, 100, [2])); // => [8, 50]
 */
export function randint(
  rng: RandomGenerator,
  low: number,
  high: number,
  shape: Shape,
  options: LeafOptions = {},
): Tensor {
  if ((low | 0) !== low || !Number.isInteger(high) || high > 2 ** 31 || high <= low) {
    const found = high <= low ? "the range is empty" : `got ${valueText(low)} and ${valueText(high)}`;
    const cannot = `draw whole numbers from ${valueText(low)} to below ${valueText(high)}`;
    const rule = "the bounds must be whole numbers of 32 bits with low < high";
    throw new RangeError(lesson({ cannot, as: rule, found }));
  }
  if (options.dtype === "bool") {
    const cannot = "draw whole numbers of dtype bool";
    throw new TypeError(lesson({ cannot, as: "bool is true or false", found: "got bool", try: "bernoulli" }));
  }
  return draw(drawingInteger, rng, shape, { dtype: "int32", ...options, low, high });
}

/**
 * The numbers 0 … n − 1 in random order, int32: row indices for `take`, to shuffle several tensors alike.
 * @throws RangeError when n is not a whole number from 0 up.
 * @example toArray(randperm(random(42), 5)); // => [0, 1, 4, 2, 3]
 */
export function randperm(rng: RandomGenerator, n: number): Tensor {
  checkCount("permute", n, "numbers");
  return draw(drawingOrder, rng, [n], { dtype: "int32" });
}

/**
 * A mask in which every element is true with probability p; bool.
 * @throws RangeError when p is not between 0 and 1.
 * @example toArray(bernoulli(random(42), 0.25, [4])); // => [false, true, false, false]
 * @example bernoulli(random(42), 1.5, [4]); // throws RangeError: Cannot draw truth values with probability 1.5 as probabilities go from 0 to 1: got 1.5
 */
export function bernoulli(rng: RandomGenerator, p: number, shape: Shape): Tensor {
  if (!(p >= 0 && p <= 1)) {
    const cannot = `draw truth values with probability ${valueText(p)}`;
    throw new RangeError(lesson({ cannot, as: "probabilities go from 0 to 1", found: `got ${valueText(p)}` }));
  }
  return draw(drawingBernoulli, rng, shape, { dtype: "bool", high: p });
}

/** Which bell curve, and where it is cut. */
export interface TruncatedNormalOptions extends LeafOptions {
  /** 0 by default. */
  readonly mean?: number;
  /** The standard deviation of the curve before it is cut, above 0; 1 by default. */
  readonly std?: number;
  /** The least value; −2 by default, whatever the deviation. */
  readonly low?: number;
  /** The greatest value; 2 by default, whatever the deviation. */
  readonly high?: number;
}

/**
 * Numbers from a bell curve of which nothing is left below `low` and above `high`: initial weights without outliers.
 * @throws RangeError when std is not above 0, low is not below high, or the mean is more than two deviations outside of them.
 * @example toArray(truncatedNormal(random(42), [3], { std: 0.02 })); // => [0.02175, 0.01482, 0.00853]
 */
export function truncatedNormal(rng: RandomGenerator, shape: Shape, options: TruncatedNormalOptions = {}): Tensor {
  const { mean = 0, std = 1, low = -2, high = 2 } = options;
  checkFloat(options, "normal numbers");
  if (!(std > 0 && low < high && mean >= low - 2 * std && mean <= high + 2 * std)) {
    const cannot = `cut a bell curve of mean ${mean} and deviation ${std} to ${sizesText([low, high])}`;
    const rule = "std must be above 0, low below high, and the mean at most two deviations outside";
    const found = `got mean ${mean}, std ${std}, low ${low}, high ${high}`; // where nearly every draw would be rejected
    throw new RangeError(lesson({ cannot, as: rule, found }));
  }
  return draw(drawingTruncated, rng, shape, { ...options, mean, std, low, high });
}
