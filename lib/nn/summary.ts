/*
 * What a model is made of, what it makes of an input, and what that costs. The model is run once on zeros, in evaluation mode,
 * and every part tells the shape that comes out of it; how much is computed is counted as it happens.
 *
 *   matrix product (M, K) × (K, N)      2 M N K           a multiplication and an addition for each term
 *   linear layer                        2 N in out
 *   convolution                         2 · outputs · weights of one output
 *   attention                           2 B H T S (D + E)
 *   LSTM                                2 T B 4H H, and the product with its inputs
 *
 * Notation: FLOP floating-point operation; other letters as on the operations' pages.
 * Source: J. Kaplan et al., Scaling laws (2020), section 2.1, for the counting: products only, since all else is small beside them.
 * NB: training costs about three times as much: a backward pass has two products for each product of the forward pass.
 *
 * Page 116 · before it: nn/transformer.ts · after it: optim/optimizer.ts
 */
import { type Recorder, setRecorder } from "../autograd/apply.ts";
import { noGrad } from "../autograd/grad.ts";
import type { Spec } from "../autograd/operation.ts";
import { reportBundle } from "../exercises/report.ts";
import { lesson, sizesText, valueText } from "../lesson.ts";
import { consoleText, jupyterDisplay, type MimeBundle } from "../plot/figure.ts";
import { zeros } from "../tensor/create.ts";
import type { DType } from "../tensor/dtype.ts";
import { type Shape, sizeOf } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { Embedding } from "./embedding.ts";
import { Module } from "./module.ts";
import { watchCalls } from "./watch.ts";

/** A part of a model. */
export interface SummaryRow {
  /** Its key; "" for the model itself. */
  readonly name: string;
  /** Its class. */
  readonly kind: string;
  /** What came out of it; null where it was not run or gave no tensor. */
  readonly outputShape: Shape | null;
  /** How many numbers are its own, those of its parts not counted. */
  readonly parameters: number;
  /** What it computed itself in one run, its parts not counted. */
  readonly flops: number;
}

/** What the input is made of. */
export interface SummaryOptions {
  /** By default the dtype of the parameters; int32, for tokens, where the first layer with parameters is an `Embedding`. */
  readonly dtype?: DType;
}

/** FLOPs of the operations that multiply and add; all others count for nothing. */
const flopsOf: Readonly<Record<string, (outputs: readonly Spec[], inputs: readonly Spec[]) => number>> = {
  // for each number that comes out, as many terms as the inner size
  matmul: ([c], [a]) => 2 * sizeOf(c.shape) * (a.shape.at(-1) ?? 1),
  linear: ([y], [x]) => 2 * sizeOf(y.shape) * x.shape[1],
  // as many terms as a window has numbers, over the channels of its group
  conv2d: ([y], [, weight]) => 2 * sizeOf(y.shape) * sizeOf(weight.shape.slice(1)),
  attention: ([o, p], inputs) => {
    // scores, and averages of values
    const D = inputs[0].shape.at(-1) ?? 1; // of a question
    const E = o.shape.at(-1) ?? 1; // of a value
    return 2 * sizeOf(p.shape) * (D + E);
  },
  // the products with the state; those with the inputs are a linear layer's
  lstm: ([h]) => 8 * sizeOf(h.shape) * h.shape[2],
};

/** Runs something, and calls `count` with the FLOPs of each operation. */
function counting(run: () => void, count: (flops: number) => void): void {
  const nothing = (): void => {};
  // takes the place of a step's recorder, and only listens
  const counter: Recorder = {
    operation: ({ name }, _, inputs, outputs) => count(flopsOf[name]?.(outputs, inputs) ?? 0),
    viewed: nothing,
    assigned: nothing,
    gradRead: nothing,
    effect: nothing,
    guard: nothing,
  };
  const former = setRecorder(counter);
  try {
    run();
  } finally {
    setRecorder(former);
  }
}

/**
 * The table of a model, made by `summary`. A notebook shows it.
 * @example nn.summary(new nn.Linear(random(1), 3, 2), [1, 3]) instanceof nn.Summary; // => true
 */
export class Summary {
  readonly rows: readonly SummaryRow[];
  /** How many numbers are trained, shared ones counted once. */
  readonly parameters: number;
  /** What one run on this input computes. */
  readonly flops: number;
  /** What it was run on. */
  readonly inputShapes: readonly Shape[];

  constructor(rows: readonly SummaryRow[], parameters: number, flops: number, inputShapes: readonly Shape[]) {
    this.rows = rows;
    this.parameters = parameters;
    this.flops = flops;
    this.inputShapes = inputShapes;
  }

  /** As text. */
  toString(): string {
    return this.#bundle()["text/plain"];
  }

  /** What a console shows. */
  [consoleText](): string {
    return this.toString();
  }

  /** What a notebook shows. */
  [jupyterDisplay](): MimeBundle {
    return this.#bundle();
  }

  #bundle(): ReturnType<typeof reportBundle> {
    const given = this.inputShapes.map(sizesText).join(" and ");
    const rows = this.rows.map(({ name, kind, outputShape, parameters, flops }) => {
      // a dot for each step down from the model
      const depth = name === "" ? 0 : name.split(".").length;
      const title = `${"· ".repeat(depth)}${name === "" ? "" : `${name} `}${kind}`;
      const shape = outputShape === null ? "–" : sizesText(outputShape);
      return [title, shape, parameters === 0 ? "–" : grouped(parameters), flops === 0 ? "–" : grouped(flops)];
    });
    rows.push(["in all", "", grouped(this.parameters), grouped(this.flops)]);
    const header = ["layer", "output", "parameters", "FLOPs"];
    const verdict = `${grouped(this.parameters)} parameters, ${grouped(this.flops)} FLOPs for an input ${given}`;
    const bundle = reportBundle({ verdict, tables: [{ caption: "Layers", header, rows }], notes: [] });
    // dots show the depth only when all lines begin at the same place, and pages set tables to the right
    const html = bundle["text/html"].replace(/<th scope="(?:row"|col"(?=>layer<))/g, '$& style="text-align: left"');
    return { ...bundle, "text/html": html };
  }
}

/** Parameters that a module keeps itself, not its parts. */
const ownParameters = (module: Module): Tensor[] =>
  Object.values(Module.membersOf(module)).filter(
    (value): value is Tensor => value instanceof Tensor && value.requiresGrad && value.origin === null,
  );

/** Tokens for a model that begins by looking them up, else the dtype of its parameters. */
function inputDType(model: Module): DType {
  const first = model.namedModules().find(([, part]) => ownParameters(part).length > 0)?.[1];
  if (first === undefined) return "float32";
  return first instanceof Embedding ? "int32" : ownParameters(first)[0].dtype;
}

/** Three digits at a time: 101770 as "101,770". */
const grouped = (count: number): string => String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ",");

/**
 * A table of a model's layers, with the shapes that come out of them, their parameters, and what they compute.
 * @param inputShape The shape of the input, with the batch: [32, 784]; or several shapes for several inputs.
 * @throws TypeError when the model is no module; what its layers throw when the shape does not fit.
 * @example
 * const model = new nn.Sequential(new nn.Linear(random(1), 784, 128), relu, new nn.Linear(random(2), 128, 10));
 * const table = nn.summary(model, [1, 784]);
 * [table.parameters, table.flops, table.rows[2].outputShape]; // => [101770, 203264, [1, 10]]
 */
export function summary(model: Module, inputShape: Shape | readonly Shape[], { dtype }: SummaryOptions = {}): Summary {
  if (!(model instanceof Module)) {
    throw new TypeError(
      lesson({
        cannot: `make a summary of ${valueText(model)}`,
        as: "it must be a module",
        found: `got ${valueText(model)}`,
        ...(typeof model === "function" ? { try: "new nn.Sequential(f)" } : {}),
      }),
    );
  }
  // one input, or several
  const shapes = Array.isArray(inputShape[0]) ? (inputShape as readonly Shape[]) : [inputShape as Shape];
  // zeros do for shapes; what is counted does not depend on numbers
  const kind = dtype ?? inputDType(model);
  const inputs = shapes.map((shape) => zeros(shape, { dtype: kind }));
  // what each part gave and computed; a part that runs several times shows its last output and counts every run
  const seen = new Map<Module, { outputShape: Shape | null; flops: number }>();
  const atWork: Module[] = []; // the module that computes now is the last one
  const modes = model.namedModules().map(([, part]) => ({ part, training: part.training }));
  const end = watchCalls(
    model,
    (_, module) => {
      atWork.push(module);
      if (!seen.has(module)) seen.set(module, { outputShape: null, flops: 0 });
    },
    (_, module, output) => {
      atWork.pop();
      (seen.get(module) as { outputShape: Shape | null }).outputShape = output?.shape ?? null;
    },
  );
  let total = 0;
  try {
    model.evaluate(); // running averages stay, and nothing is drawn from generators
    const run = model.forward as unknown as (...given: Tensor[]) => unknown;
    counting(
      () => noGrad(() => run.apply(model, inputs)),
      (flops) => {
        total += flops;
        const row = seen.get(atWork[atWork.length - 1]); // the innermost module that has begun and has not ended
        if (row !== undefined) row.flops += flops;
      },
    );
  } finally {
    end();
    for (const { part, training } of modes) part.train(training); // a part comes before its own parts
  }
  const rows = model.namedModules().map(([name, module]): SummaryRow => {
    const { outputShape = null, flops = 0 } = seen.get(module) ?? {};
    const parameters = ownParameters(module).reduce((count, { size }) => count + size, 0);
    return { name, kind: module.constructor.name, outputShape, parameters, flops };
  });
  return new Summary(rows, model.numParameters(), total, shapes);
}
