/*
 * Compiling a step of training. The step is an ordinary function of tensors: it computes a loss, calls `backward`, lets an
 * optimizer move the parameters. The first two times it runs as it is and is recorded; when both recordings agree, every
 * later call replays them on fixed memory, with the same bits and without making a single tensor on the way.
 *
 *   const step = compile((x, y) => { …; return loss })          step(x, y)   records · records · replays · replays · …
 *
 * A step that cannot be replayed runs as it is every time, and `step.status` says why. There is one program for each
 * combination of argument shapes, and for each mode of the modules.
 *
 * Notation: x, y arguments of the step, tensors of any shapes.
 * Source: R. Frostig, M. Johnson and C. Leary, Compiling machine learning programs via high-level tracing, SysML (2018).
 * NB: what JavaScript does in a step besides tensors, such as counting in a variable, happens while it is recorded and never
 *   again. Give numbers that change as arguments. An optimizer's learning rate is read anew at each replay.
 *
 * Page 99 · before it: autograd/program.ts · after it: nn/stateDict.ts
 */
import { lesson, valueText } from "../lesson.ts";
import { checkTensor, Tensor } from "../tensor/tensor.ts";
import { currentRecorder, isWatched } from "./apply.ts";
import { type Settings, settings } from "./configure.ts";
import { Program } from "./program.ts";
import { difference, type Recording, record } from "./recording.ts";

/** A step that is compiled by being called. */
export interface CompiledStep<A extends readonly Tensor[], R> {
  (...args: A): R;
  /** What the next call will do: record, replay, or run as it is, and why. */
  readonly status: string;
}

/** After so many recordings of which no two in a row agree, the step runs as it is. */
const patience = 6;

/** What is known about the step for one combination of argument shapes. */
interface Variant {
  readonly settings: Settings;
  readonly programs: { program: Program; rebuild: (tensors: readonly Tensor[]) => unknown }[];
  previous: Recording | null;
  attempts: number;
  obstacle: string | null;
}

/**
 * Makes a step fast: it is recorded twice and replayed from then on, with the same bits.
 * @param step A function of tensors that returns a tensor, an array or an object of tensors, or nothing.
 * @returns The same function. What it returns is a copy that later steps leave alone.
 * @throws TypeError when the step is no function; calling it throws what the step throws.
 * @example
 * const w = tensor([1, 2], { requiresGrad: true });
 * const step = compile((x: Tensor) => {
 *   zeroGrad([w]);
 *   const loss = sum(multiply(multiply(w, w), x));
 *   backward(loss);
 *   assign(w, subtract(w, multiply(0.1, w.grad as Tensor)));
 *   return loss;
 * });
 * const losses = [1, 2, 3].map(() => item(step(ones([2]))));
 * [losses.map((loss) => loss.toFixed(3)), step.status.startsWith("replays")]; // => [["5.000", "3.200", "2.048"], true]
 */
export function compile<A extends readonly Tensor[], R>(step: (...args: A) => R): CompiledStep<A, R> {
  if (typeof step !== "function") {
    throw new TypeError(
      lesson({
        cannot: `compile ${valueText(step)}`,
        as: "a step must be a function of tensors",
        found: `got ${valueText(step)}`,
        try: "compile((x, y) => …)",
      }),
    );
  }
  const variants = new Map<string, Variant>();
  let latest: Variant | null = null;
  const call = (...args: A): R => {
    for (const arg of args) checkTensor(arg, "call a compiled step with");
    if (currentRecorder() !== null) return step(...args); // a part of a larger step that is being recorded
    if (isWatched()) return step(...args); // a replay could not be seen into
    const key = args.map(({ shape, dtype }) => `${dtype} ${shape}`).join(";");
    let variant = variants.get(key);
    if (variant === undefined || variant.settings !== settings()) {
      variant = { settings: settings(), programs: [], previous: null, attempts: 0, obstacle: null };
      variants.set(key, variant);
    }
    latest = variant;
    for (const { program, rebuild } of variant.programs) {
      if (!program.holds()) continue;
      program.replay(args);
      return rebuild(program.results()) as R;
    }
    return variant.obstacle === null ? recordOnce(step, args, variant) : step(...args);
  };
  return Object.defineProperty(call, "status", { get: () => statusOf(latest) }) as CompiledStep<A, R>;
}

function recordOnce<A extends readonly Tensor[], R>(step: (...args: A) => R, args: A, variant: Variant): R {
  const parameter = args.find(({ requiresGrad }) => requiresGrad);
  if (parameter !== undefined) {
    variant.obstacle = "an argument requires a gradient: parameters belong to the step, not to its arguments";
    return step(...args);
  }
  const { result, recording } = record(step as unknown as (...own: Tensor[]) => R, args, tensorsIn);
  variant.attempts += 1;
  const changed = variant.previous === null ? null : difference(variant.previous, recording);
  if (recording.obstacle !== null) variant.obstacle = recording.obstacle;
  else if (changed !== null && variant.attempts >= patience) variant.obstacle = changed;
  else if (variant.previous !== null && changed === null) {
    variant.programs.push({ program: new Program(recording), rebuild: rebuilder(result) });
    variant.previous = null;
    variant.attempts = 0;
  } else variant.previous = recording;
  return result;
}

/** What a step may return: a tensor, an array or an object of tensors, or nothing. */
function tensorsIn(result: unknown): readonly Tensor[] {
  if (result === undefined) return [];
  const isMany = typeof result === "object" && result !== null && !(result instanceof Tensor);
  const tensors: unknown[] = isMany ? Object.values(result) : [result];
  for (const tensor of tensors) checkTensor(tensor, "return from a compiled step");
  return tensors as Tensor[];
}

/** How to put tensors together as the step returned them. */
function rebuilder(result: unknown): (tensors: readonly Tensor[]) => unknown {
  if (result === undefined) return () => undefined;
  if (result instanceof Tensor) return ([tensor]) => tensor;
  if (Array.isArray(result)) return (tensors) => tensors;
  const names = Object.keys(result as object);
  return (tensors) => Object.fromEntries(names.map((name, i) => [name, tensors[i]]));
}

function statusOf(variant: Variant | null): string {
  if (isWatched()) return "runs as it is: somebody watches activations or gradients";
  if (variant === null) return "records: it has not been called";
  if (variant.obstacle !== null) return `runs as it is: ${variant.obstacle}`;
  const program = variant.programs.at(-1)?.program;
  if (program === undefined) return `records: ${variant.attempts} of at least 2 times`;
  return `replays ${program.numCalls} operations on ${(program.sizeBytes / 1024).toFixed(0)} KiB`;
}
