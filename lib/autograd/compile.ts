/*
 * Compiling a step of training. The step is an ordinary function of tensors: it computes a loss, calls `backward`, lets an
 * optimizer move the parameters. The first two times it runs as it is and is recorded; when both recordings agree, every
 * later call replays them on fixed memory, with the same bits and without making a single tensor on the way.
 *
 *   const step = compile((x, y) => { …; return loss })          step(x, y)   records · records · replays · replays · …
 *
 * A step that cannot be replayed runs as it is every time, and `step.status` says why. There is one program for each
 * combination of argument shapes, for each mode of the modules, and for each choice of parameters that require a gradient.
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
import { currentRecorder, isGradEnabled, isWatched } from "./apply.ts";
import { type Settings, settings } from "./configure.ts";
import { detach } from "./grad.ts";
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

/** So many programs for arguments of one kind, one for each mode of the modules and the like; then something changes all the time. */
const mostPrograms = 16;

/** What is known about the step for one combination of argument shapes, inside `noGrad` or outside. */
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
 * @returns The same function. What it returns is cut out of the graph, and later steps leave it alone. Called with an argument that
 *   requires a gradient, it is the step itself, a part of the caller's graph.
 * @throws TypeError when the step is no function, or returns anything else; calling it throws what the step throws. When a replay
 *   throws, as for a label out of range, parameters and optimizers are as before the step, and no gradients are left.
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
  let latest: Variant | "part of a graph" | null = null;
  const call = (...args: A): R => {
    for (const arg of args) checkTensor(arg, "call a compiled step with");
    if (currentRecorder() !== null) return step(...args); // a part of a larger step that is being recorded
    if (isGradEnabled() && args.some(({ requiresGrad }) => requiresGrad)) {
      latest = "part of a graph"; // somebody differentiates with respect to an argument, as `grad` does
      return step(...args);
    }
    if (isWatched()) return cutOut(step(...args)); // a replay could not be seen into
    const key = [isGradEnabled(), ...args.map(({ shape, dtype }) => `${dtype} ${shape}`)].join(";");
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
    return cutOut(variant.obstacle === null ? recordOnce(step, args, variant) : step(...args));
  };
  return Object.defineProperty(call, "status", { get: () => statusOf(latest) }) as CompiledStep<A, R>;
}

/** Runs the step and writes it down; when it has been written down twice alike, the next call can replay it. */
function recordOnce<A extends readonly Tensor[], R>(step: (...args: A) => R, args: A, variant: Variant): R {
  const { result, recording } = record(step as unknown as (...own: Tensor[]) => R, args, tensorsIn);
  variant.attempts += 1;
  const changed = variant.previous === null ? null : difference(variant.previous, recording);
  if (recording.obstacle !== null) variant.obstacle = recording.obstacle;
  else if (changed !== null && variant.attempts >= patience) variant.obstacle = changed;
  else if (variant.previous !== null && changed === null) {
    variant.programs.push({ program: new Program(recording), rebuild: rebuilder(result) });
    variant.previous = null;
    variant.attempts = 0;
    if (variant.programs.length === mostPrograms) variant.obstacle = "what it depends on changes again and again";
  } else variant.previous = recording;
  return result;
}

/** The tensors in what a step returned: in a tensor, an array or an object of tensors, or nothing. */
function tensorsIn(result: unknown): readonly Tensor[] {
  if (result === undefined) return [];
  if (result instanceof Tensor) return [result];
  const parts = isPlain(result) ? Object.entries(result) : [];
  const bad = parts.find(([, part]) => !(part instanceof Tensor));
  if (isPlain(result) && bad === undefined) return parts.map(([, part]) => part);
  const isNumber = typeof (bad === undefined ? result : bad[1]) === "number";
  const isPromise = typeof (result as { then?: unknown } | null)?.then === "function";
  throw new TypeError(
    lesson({
      cannot: `return ${isPromise ? "a promise" : valueText(result)} from a compiled step`,
      as: "it must be a tensor, an array or an object of tensors, or nothing",
      found:
        bad === undefined ? `got ${isPromise ? "a promise" : valueText(result)}` : `${bad[0]} is ${valueText(bad[1])}`,
      ...(isNumber ? { try: "to return the tensor, and item(tensor) outside the step" } : {}),
      ...(isPromise ? { try: "to await before the step, not in it" } : {}),
    }),
  );
}

/** Whether it is an array or an object without a class. */
function isPlain(result: unknown): result is Record<string, Tensor> {
  if (Array.isArray(result)) return true;
  if (typeof result !== "object" || result === null) return false;
  const prototype: unknown = Object.getPrototypeOf(result);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** What a step returned, as a replay would return it: out of the graph, so that nobody finds it there twice and then no more. */
function cutOut<R>(result: R): R {
  return rebuilder(result)(tensorsIn(result).map(detach)) as R;
}

/** How to put tensors together as the step returned them. */
function rebuilder(result: unknown): (tensors: readonly Tensor[]) => unknown {
  if (result === undefined) return () => undefined;
  if (result instanceof Tensor) return ([tensor]) => tensor;
  if (Array.isArray(result)) return (tensors) => tensors;
  const names = Object.keys(result as object);
  return (tensors) => Object.fromEntries(names.map((name, i) => [name, tensors[i]]));
}

function statusOf(variant: Variant | "part of a graph" | null): string {
  if (isWatched()) return "runs as it is: somebody watches activations or gradients";
  if (variant === null) return "records: it has not been called";
  if (variant === "part of a graph")
    return "runs as it is: an argument requires a gradient: parameters belong to the step, not to its arguments";
  if (variant.obstacle !== null) return `runs as it is: ${variant.obstacle}`;
  const program = variant.programs.find((one) => one.program.holds())?.program;
  if (program === undefined) return `records: ${variant.attempts} of at least 2 times`;
  return `replays ${program.numCalls} operations on ${(program.sizeBytes / 1024).toFixed(0)} KiB`;
}
