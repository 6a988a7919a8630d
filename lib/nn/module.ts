/*
 * A module is a function with a memory: numbers that training moves, and perhaps other modules. A model is a module made of
 * modules, and whoever writes one writes two things: what it is made of, as properties, and how an input becomes an output,
 * as `forward`. All else follows from the properties.
 *
 *   a tensor that requires a gradient   →  a parameter: training moves it
 *   a tensor that does not              →  a buffer: kept and saved, but not trained, such as a running average
 *   a module, or an array of modules    →  a part, whose own tensors count too
 *
 * A module is also in one of two modes. While it trains, dropout drops and batch normalization looks at the minibatch; in
 * evaluation neither does.
 *
 * Notation: key the path of properties to a tensor, in snake case: "blocks.0.norm.weight".
 * Source: PyTorch 2, torch.nn.Module. Its `eval` is called `evaluate` here, since `eval` is a word of JavaScript.
 * NB: `#private` properties are not looked at, nor are tensors that an operation made: there a module may keep what it likes.
 *   PyTorch runs hooks when a module is called as a function; here `forward` is called, and `watch` steps in between.
 *
 * Page 101 · before it: nn/stateDict.ts · after it: nn/watch.ts
 */
import { guarded } from "../autograd/apply.ts";
import { lesson, valueText } from "../lesson.ts";
import { cast } from "../ops/cast.ts";
import { consoleText, jupyterDisplay, type MimeBundle } from "../plot/figure.ts";
import { type DType, isFloat } from "../tensor/dtype.ts";
import { checkTensor, Tensor } from "../tensor/tensor.ts";
import { type KeyedTensor, type LoadResult, loadTable, type StateDict, snakeCase, tableOf } from "./stateDict.ts";

/** A place in a model where a tensor is kept. */
interface Slot extends KeyedTensor {
  replace(tensor: Tensor): void;
}

/** How to load. */
export interface LoadOptions {
  /** Whether keys must agree. True by default; shapes and dtypes must agree in any case. */
  readonly strict?: boolean;
}

/**
 * A tensor to be trained, with the numbers of the given one.
 * @throws TypeError when it is no tensor of floats.
 * @example
 * const scale = nn.parameter(multiply(ones([2]), 0.5));
 * [scale.requiresGrad, scale.origin, toArray(scale)]; // => [true, null, [0.5, 0.5]]
 */
export function parameter(x: Tensor): Tensor {
  checkTensor(x, "make a parameter of");
  if (!isFloat(x.dtype)) {
    throw new TypeError(
      lesson({
        cannot: `make a parameter of ${x.dtype}`,
        as: "only floats can be moved a little",
        found: `got ${x.dtype}`,
        try: 'cast(x, "float32")',
      }),
    );
  }
  const made = new Tensor(x.storage, x.shape, x.strides, x.offset);
  made.requiresGrad = true;
  return made;
}

/**
 * What every layer and every model is. Extend it, make the parts properties, and write `forward`.
 * @example
 * class Scale extends nn.Module {
 *   factor = nn.parameter(tensor(3));
 *   forward(x) {
 *     return multiply(x, this.factor);
 *   }
 * }
 * const model = new nn.Sequential(new Scale(), (x) => add(x, 1), new Scale());
 * const [y, keys] = [model.forward(tensor([1, 2])), model.namedParameters().map(([key]) => key)];
 * [toArray(y), keys]; // => [[12, 21], ["0.factor", "2.factor"]]
 * @example
 * class Pair extends nn.Module {
 *   heads = [new nn.Linear(random(1), 2, 3), new nn.Linear(random(2), 2, 1, { bias: false })];
 *   forward(x) {
 *     return this.heads.map((head) => head.forward(x));
 *   }
 * }
 * Object.keys(new Pair().stateDict()); // => ["heads.0.weight", "heads.0.bias", "heads.1.weight"]
 */
export abstract class Module {
  #training = true;

  /** From inputs to output. A layer of a `Sequential` takes one tensor and gives one. */
  abstract forward(...inputs: never[]): unknown;

  /** Whether it is being trained. A compiled step that has read this is compiled anew when it changes. */
  get training(): boolean {
    return guarded(() => this.#training);
  }

  /** Sets the mode of this module and of all its parts. */
  train(mode = true): this {
    for (const [, part] of this.namedModules()) part.#training = mode;
    return this;
  }

  /** The mode in which nothing is dropped and running averages are used: PyTorch's `eval()`. */
  evaluate(): this {
    return this.train(false);
  }

  /** This module, under the key "", and all its parts, each once, a part before its own parts. */
  namedModules(): [string, Module][] {
    const found = new Map<Module, string>();
    visit(this, "", (key, part) => {
      if (!found.has(part)) found.set(part, key);
    });
    return [...found].map(([part, key]) => [key, part]);
  }

  /** The tensors that are trained, with their keys: what optimizers take. A shared one comes once, under its first key. */
  namedParameters(): [string, Tensor][] {
    const found = new Map<Tensor, string>();
    for (const { key, tensor } of slotsOf(this)) {
      if (!tensor.requiresGrad || found.has(tensor)) continue;
      found.set(tensor, key);
      if (tensor.label === "") tensor.label = key; // so that messages can name it
    }
    return [...found].map(([tensor, key]) => [key, tensor]);
  }

  /** The tensors that are trained. One whose `requiresGrad` was set to false is frozen, and not among them. */
  parameters(): Tensor[] {
    return this.namedParameters().map(([, tensor]) => tensor);
  }

  /** How many numbers are trained. */
  numParameters(): number {
    return this.parameters().reduce((count, { size }) => count + size, 0);
  }

  /** All parameters and buffers as they are now, by key. Training goes on without changing them. */
  stateDict(): StateDict {
    return tableOf(slotsOf(this));
  }

  /**
   * Takes over the numbers of a state dict.
   * @throws TypeError when keys, shapes or dtypes do not agree; nothing has changed then.
   */
  loadStateDict(dict: StateDict, { strict = true }: LoadOptions = {}): LoadResult {
    return loadTable(slotsOf(this), dict, strict);
  }

  /** Makes all tensors of floats float32 or float64. They are other tensors then: do this before making an optimizer. */
  to(dtype: DType): this {
    if (!isFloat(dtype)) {
      throw new TypeError(
        lesson({
          cannot: `make a model of ${valueText(dtype)}`,
          as: "its numbers must be floats",
          found: `got ${valueText(dtype)}`,
          try: '"float32" or "float64"',
        }),
      );
    }
    const made = new Map<Tensor, Tensor>(); // a shared tensor stays shared
    for (const { tensor, replace } of slotsOf(this)) {
      if (!isFloat(tensor.dtype) || tensor.dtype === dtype) continue;
      const other = made.get(tensor) ?? converted(tensor, dtype);
      made.set(tensor, other);
      replace(other);
    }
    return this;
  }

  /** Names and values among which parts are found: the properties. `Sequential` counts its layers instead. */
  protected members(): Record<string, unknown> {
    return this as unknown as Record<string, unknown>;
  }

  /** Its settings in a few words, for printing: "784 → 128". */
  protected details(): string {
    return "";
  }

  /** The module and its parts, indented, as PyTorch prints them. */
  toString(): string {
    const parts = partsOf(this.members()).map(({ name, value }) => {
      return `  (${name}): ${String(value).replaceAll("\n", "\n  ")}\n`;
    });
    const inside = parts.length === 0 ? this.details() : `\n${parts.join("")}`;
    return `${this.constructor.name}(${inside})`;
  }

  /** What a console shows. */
  [consoleText](): string {
    return this.toString();
  }

  /** What a notebook shows. */
  [jupyterDisplay](): MimeBundle {
    return { "text/plain": this.toString() };
  }

  /** The members of any module, for the walks below; subclasses' own `members` are reached through it. */
  static membersOf(module: Module): Record<string, unknown> {
    return module.members();
  }
}

/** A leaf of another dtype, trained if the old one was. */
function converted(tensor: Tensor, dtype: DType): Tensor {
  const { storage, shape, strides, offset } = tensor;
  const other = cast(new Tensor(storage, shape, strides, offset), dtype);
  other.requiresGrad = tensor.requiresGrad;
  other.label = tensor.label;
  return other;
}

/** A member, and where it is kept: a property, or a place in an array. */
interface Member<T> {
  readonly name: string;
  readonly value: T;
  readonly owner: Record<string, unknown>;
  readonly property: string;
}

/** Every member that has a value of its own, arrays opened up. */
function membersIn(owner: Record<string, unknown>): Member<unknown>[] {
  return Object.entries(owner).flatMap(([property, value]) => {
    const name = snakeCase(property);
    if (!Array.isArray(value)) return [{ name, value, owner, property }];
    const items = value as unknown as Record<string, unknown>;
    return value.map((item, i) => ({ name: `${name}.${i}`, value: item, owner: items, property: String(i) }));
  });
}

const partsOf = (owner: Record<string, unknown>): Member<Module>[] =>
  membersIn(owner).filter((member): member is Member<Module> => member.value instanceof Module);

const tensorsOf = (owner: Record<string, unknown>): Member<Tensor>[] =>
  membersIn(owner).filter((member): member is Member<Tensor> => {
    return member.value instanceof Tensor && member.value.origin === null;
  });

/** Goes through a module and its parts, a shared part once for each key. */
function visit(module: Module, key: string, see: (key: string, part: Module) => void, above: Module[] = []): void {
  if (above.includes(module)) {
    throw new Error(
      lesson({
        cannot: `list the parts of a ${module.constructor.name}`,
        as: "a module must not be a part of itself",
        found: `it comes again as "${key}"`,
        try: "to keep the reference in a #private property",
      }),
    );
  }
  see(key, module);
  for (const { name, value } of partsOf(Module.membersOf(module))) {
    visit(value, key === "" ? name : `${key}.${name}`, see, [...above, module]);
  }
}

/** Every place of a tensor: a module's own ones before those of its parts, as in PyTorch. */
function slotsOf(module: Module): Slot[] {
  const slots: Slot[] = [];
  visit(module, "", (prefix, part) => {
    for (const { name, value, owner, property } of tensorsOf(Module.membersOf(part))) {
      const replace = (tensor: Tensor): void => {
        owner[property] = tensor;
      };
      slots.push({ key: prefix === "" ? name : `${prefix}.${name}`, tensor: value, replace });
    }
  });
  return slots;
}
