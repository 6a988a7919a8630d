/*
 * Checkpoints: all that has been learned, in a file. With the optimizer's memory in it, training goes on from there as if it had
 * never been interrupted. The file is written whole or not at all, so that a crash while it is written leaves the former one.
 *
 *   "0.weight", "0.bias", …            the model's state dict, under PyTorch's keys
 *   "optimizer/0/1"                    of parameter 0, the second tensor that the rule remembers
 *
 * Loading checks everything first: the file's hash if one is given, keys, shapes, dtypes, the optimizer's rule. A checkpoint that
 * does not fit changes nothing.
 *
 * Source: Hugging Face, safetensors: README, section Format.
 * NB: without an optimizer the file holds the state dict alone: what `safetensors.torch.load_file` gives is what
 *   `load_state_dict` takes. Files that PyTorch wrote are loaded the same way.
 *
 * Page 141 · before it: train/earlyStopping.ts · after it: train/checkpointing.ts
 */
import { type Address, readBytes, sha256, writeBytesAtomically } from "#platform";
import { lesson, valueText } from "../lesson.ts";
import { type LoadOptions, Module } from "../nn/module.ts";
import type { LoadResult, StateDict } from "../nn/stateDict.ts";
import { leaf } from "../tensor/create.ts";
import { elementsOf, type Tensor } from "../tensor/tensor.ts";
import type { AnyOptimizer } from "./callback.ts";
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from "./safetensors.ts";

/** What to save beside the model. */
export interface SaveOptions {
  /** Its state is saved too, so that training can go on. */
  readonly optimizer?: AnyOptimizer;
  /** Texts by name. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** What was written. */
export interface SavedCheckpoint {
  /** To be given to `loadCheckpoint` by whoever wants to be sure. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** How to load. */
export interface LoadCheckpointOptions extends LoadOptions {
  /** Gets its state back; it must be in the file then. */
  readonly optimizer?: AnyOptimizer;
  /** The hash that the file must have, in hexadecimal digits. */
  readonly sha256?: string;
}

/** What was loaded. */
export interface LoadedCheckpoint extends LoadResult {
  readonly metadata: Readonly<Record<string, string>>;
}

const prefix = "optimizer/"; // no key of a model has a slash
const [ruleName, stepsName, parameterStepsName] = ["rule", "steps", "parameterSteps"].map((name) => prefix + name);

const nameOf = (address: Address): string => valueText(typeof address === "string" ? address : address.href);

/** The bytes of a checkpoint: what the model and the optimizer are at this moment. */
function checkpointBytes(model: Module, { optimizer, metadata = {} }: SaveOptions): Uint8Array {
  checkModel(model, "save");
  const stored = (tensor: Tensor): StoredTensor => {
    const { dtype, shape } = tensor;
    return { dtype, shape, data: elementsOf(tensor, "save it") };
  };
  const tensors = Object.fromEntries(Object.entries(model.stateDict()).map(([key, tensor]) => [key, stored(tensor)]));
  if (optimizer === undefined) return encodeSafetensors(tensors, { format: "pt", ...metadata });
  const { steps, parameterSteps = [], state } = optimizer.stateOf();
  for (const [i, remembered] of state.entries()) {
    for (const [k, tensor] of remembered.entries()) tensors[`${prefix}${i}/${k}`] = stored(tensor);
  }
  const counts = { [stepsName]: String(steps), [parameterStepsName]: parameterSteps.join(" ") };
  const own = { [ruleName]: optimizer.constructor.name, ...counts };
  return encodeSafetensors(tensors, { format: "pt", ...metadata, ...own });
}

function checkModel(model: unknown, action: string): asserts model is Module {
  if (model instanceof Module) return;
  const found = `got ${valueText(model)}`;
  throw new TypeError(lesson({ cannot: `${action} ${valueText(model)}`, as: "a checkpoint is of a model", found }));
}

/**
 * Writes a checkpoint as it is when this is called, whole or not at all; training may go on at once.
 * @param address A path or a `file:` URL. Ending it in ".safetensors" is the custom.
 * @throws TypeError when it is no model; Error when the file cannot be written. The former file is there then.
 * @example
 * const [model, other] = [new nn.Linear(random(1), 3, 2), new nn.Linear(random(2), 3, 2)];
 * const saved = await saveCheckpoint("/tmp/example-model.safetensors", model);
 * await loadCheckpoint("/tmp/example-model.safetensors", other, { sha256: saved.sha256 });
 * toArray(other.weight)[0][0] === toArray(model.weight)[0][0]; // => true
 */
export async function saveCheckpoint(
  address: Address,
  model: Module,
  options: SaveOptions = {},
): Promise<SavedCheckpoint> {
  const bytes = checkpointBytes(model, options);
  await writeBytesAtomically(address, bytes);
  return { sha256: await sha256(bytes), sizeBytes: bytes.length };
}

/**
 * Gives a model, and an optimizer if wanted, what a file holds. A file with an optimizer's state may be loaded without it.
 * @param address A path or a URL.
 * @throws Error when there is no such file, or it has another hash; SyntaxError when it is no safetensors file; TypeError when
 *   keys, shapes or dtypes are not the model's, or the optimizer is another one. Nothing has changed then.
 * @example
 * await saveCheckpoint("/tmp/example-small.safetensors", new nn.Linear(random(1), 3, 2), { metadata: { epoch: "7" } });
 * const { metadata } = await loadCheckpoint("/tmp/example-small.safetensors", new nn.Linear(random(2), 3, 2));
 * metadata.epoch; // => "7"
 */
export async function loadCheckpoint(
  address: Address,
  model: Module,
  { optimizer, sha256: expected, strict = true }: LoadCheckpointOptions = {},
): Promise<LoadedCheckpoint> {
  checkModel(model, "load");
  const bytes = await readBytes(address);
  if (expected !== undefined) {
    const actual = await sha256(bytes);
    if (actual !== expected.toLowerCase()) {
      const as = `its SHA-256 is ${actual.slice(0, 8)}…`;
      throw new Error(lesson({ cannot: `load ${nameOf(address)}`, as, found: `expected ${expected.slice(0, 8)}…` }));
    }
  }
  const { tensors, metadata } = decodeSafetensors(bytes);
  const [table, remembered]: [Record<string, Tensor>, Record<string, Tensor>] = [{}, {}];
  for (const [key, { data, dtype, shape }] of Object.entries(tensors)) {
    (key.startsWith(prefix) ? remembered : table)[key] = leaf(data, dtype, shape);
  }
  const restoreOptimizer = optimizer === undefined ? () => {} : loadOptimizer(optimizer, remembered, metadata, address);
  let result: LoadResult;
  try {
    result = model.loadStateDict(table, { strict });
  } catch (error) {
    restoreOptimizer(); // it was changed first, as it was the first to be checked
    throw error;
  }
  const texts = Object.entries(metadata).filter(([name]) => !name.startsWith(prefix));
  return { ...result, metadata: Object.fromEntries(texts) };
}

/** Gives an optimizer its state, and returns how to undo that. */
function loadOptimizer(
  optimizer: AnyOptimizer,
  remembered: StateDict,
  metadata: Readonly<Record<string, string>>,
  address: Address,
): () => void {
  const [rule, steps] = [metadata[ruleName], Number(metadata[stepsName])];
  const own = optimizer.constructor.name;
  if (rule !== own || !Number.isSafeInteger(steps)) {
    const found = rule === undefined ? "it has none" : `it is one of ${rule}`;
    const cannot = `load the state of ${own} from ${nameOf(address)}`;
    throw new TypeError(lesson({ cannot, as: "the file must have a state of this rule", found }));
  }
  const former = optimizer.stateOf();
  const state = optimizer.parameters.map((_, i) => {
    const list: Tensor[] = [];
    for (let k = 0; `${prefix}${i}/${k}` in remembered; k++) list.push(remembered[`${prefix}${i}/${k}`]);
    return list;
  });
  const read = state.reduce((count, list) => count + list.length, 0);
  const inFile = Object.keys(remembered).length;
  if (read !== inFile) {
    const found = `${read} of ${inFile} tensors belong to its ${state.length} parameters`;
    const cannot = `load the state of ${own} from ${nameOf(address)}`;
    throw new TypeError(lesson({ cannot, as: "it must be of the same parameters", found }));
  }
  const counts = metadata[parameterStepsName]?.split(" ").map(Number) ?? [];
  const parameterSteps = counts.length === state.length && counts.every(Number.isSafeInteger) ? counts : undefined;
  optimizer.loadState({ steps, ...(parameterSteps && { parameterSteps }), state });
  return () => optimizer.loadState(former);
}
