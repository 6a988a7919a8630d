/*
 * A model's memory as a table: every parameter and every running average under a key, which is the path to it through the
 * model. Saving a model is saving this table; loading is checking the whole table and then, and only then, taking it over.
 *
 *   model.blocks[1].norm.weight   →   "blocks.1.norm.weight"          runningMean   →   "running_mean"
 *
 * Notation: key a path of names with dots, in snake case as in Python, so that the keys are PyTorch's.
 * Source: PyTorch 2, torch.nn.Module.state_dict and load_state_dict.
 * NB: PyTorch's table holds the parameters themselves: a "best model so far" kept that way goes on training. Here it holds
 *   what they are now; training gives a parameter new numbers and leaves the table alone.
 *
 * Page 100 · before it: autograd/compile.ts · after it: nn/module.ts
 */
import { lesson, sizesText, valueText } from "../lesson.ts";
import { assign } from "../ops/assign.ts";
import { sameShape } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";

/** Tensors by key. */
export type StateDict = Readonly<Record<string, Tensor>>;

/** What a table that was loaded with `strict: false` did not have, and had too much. */
export interface LoadResult {
  readonly missingKeys: readonly string[];
  readonly unexpectedKeys: readonly string[];
}

/** A tensor of a model and the key of its place. */
export interface KeyedTensor {
  readonly key: string;
  readonly tensor: Tensor;
}

/**
 * A property's name as Python writes it.
 * @example ["runningMean", "weightIhL0", "norm1"].map(snakeCase); // => ["running_mean", "weight_ih_l0", "norm1"]
 */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter, at) => (at === 0 ? "" : "_") + letter.toLowerCase());
}

/**
 * The tensors as they are now. Nothing is copied: new numbers would lie in another storage.
 * @example
 * const weight = ones([2]);
 * const table = tableOf([{ key: "weight", tensor: weight }]);
 * assign(weight, zeros([2]));
 * toArray(table.weight); // => [1, 1]
 */
export function tableOf(slots: readonly KeyedTensor[]): StateDict {
  return Object.fromEntries(
    slots.map(({ key, tensor: { storage, shape, strides, offset } }) => [
      key,
      new Tensor(storage, shape, strides, offset),
    ]),
  );
}

/**
 * Gives tensors the numbers that a table has for them, after the whole table was found to fit.
 * @param strict Whether the table must have just these keys, none missing and none besides.
 * @throws TypeError when the table is none, keys differ, or a tensor has another shape or dtype; nothing has changed then.
 * @example
 * const weight = zeros([2]);
 * loadTable([{ key: "weight", tensor: weight }], { weight: tensor([3, 4]) }, true);
 * toArray(weight); // => [3, 4]
 * @example loadTable([{ key: "bias", tensor: zeros([2]) }], { gain: ones([2]) }, true); // throws TypeError: Cannot load a state dict of 1 tensor as its keys must be the model's: missing "bias"; unexpected "gain"
 */
export function loadTable(slots: readonly KeyedTensor[], table: StateDict, strict: boolean): LoadResult {
  checkTable(table);
  const keys = new Set(slots.map(({ key }) => key));
  const missingKeys = [...keys].filter((key) => !Object.hasOwn(table, key));
  const unexpectedKeys = Object.keys(table).filter((key) => !keys.has(key));
  if (strict && missingKeys.length + unexpectedKeys.length > 0) {
    throw new TypeError(wrongKeys(table, missingKeys, unexpectedKeys));
  }
  const found = slots.filter(({ key }) => Object.hasOwn(table, key));
  const misfits = found.flatMap((slot) => misfit(slot, table[slot.key]));
  if (misfits.length > 0) {
    throw new TypeError(
      lesson({
        cannot: `load ${namesText(misfits.map(({ key }) => key))}`,
        as: "a tensor must have the shape and dtype that the model has for it",
        found: misfits
          .slice(0, mostNamed)
          .map(({ found: difference }) => difference)
          .join("; "),
      }),
    );
  }
  for (const { key, tensor } of found) assign(tensor, table[key]);
  return { missingKeys, unexpectedKeys };
}

function checkTable(table: unknown): asserts table is StateDict {
  const isTable = typeof table === "object" && table !== null && !Array.isArray(table) && !(table instanceof Tensor);
  const stranger = isTable ? Object.entries(table).find(([, value]) => !(value instanceof Tensor)) : undefined;
  if (isTable && stranger === undefined) return;
  throw new TypeError(
    lesson({
      cannot: `load ${isTable ? "a state dict" : valueText(table)}`,
      as: "a state dict is an object of tensors by key",
      found: stranger === undefined ? `got ${valueText(table)}` : `"${stranger[0]}" is ${valueText(stranger[1])}`,
      try: "model.loadStateDict(other.stateDict())",
    }),
  );
}

/** How one tensor of the table does not fit its place; an empty list when it does. */
function misfit({ key, tensor }: KeyedTensor, value: Tensor): { key: string; found: string }[] {
  if (sameShape(tensor.shape, value.shape) && tensor.dtype === value.dtype) return [];
  const [own, given] = [tensor, value].map(({ shape, dtype }) => `${sizesText(shape)} ${dtype}`);
  return [{ key, found: `"${key}" is ${given} and must be ${own}` }];
}

const mostNamed = 5; // a message that lists a hundred keys is not read

function namesText(keys: readonly string[]): string {
  const named = keys.slice(0, mostNamed).map((key) => `"${key}"`);
  const more = keys.length > mostNamed ? ` and ${keys.length - mostNamed} more` : "";
  return named.join(", ") + more;
}

function wrongKeys(table: StateDict, missing: readonly string[], unexpected: readonly string[]): string {
  const count = Object.keys(table).length;
  const parts = [
    ...(missing.length > 0 ? [`missing ${namesText(missing)}`] : []),
    ...(unexpected.length > 0 ? [`unexpected ${namesText(unexpected)}`] : []),
  ];
  return lesson({
    cannot: `load a state dict of ${count} ${count === 1 ? "tensor" : "tensors"}`,
    as: "its keys must be the model's",
    found: parts.join("; "),
    try: "{ strict: false } to load what there is",
  });
}
