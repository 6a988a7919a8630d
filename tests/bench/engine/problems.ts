// The five training steps and the matrix products: the same weights and minibatches for every subject, drawn here once
// with the distributions that PyTorch starts from, under PyTorch's names and layouts.
import { integer, normal, type RandomGenerator, random, uniform } from "../../../lib/data/random.ts";

export interface NamedArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** `weights` in the order in which a network uses them; each minibatch is an input and its targets. */
export interface Problem {
  readonly weights: Readonly<Record<string, NamedArray>>;
  readonly batches: readonly { readonly x: NamedArray; readonly y: NamedArray }[];
}

export const TRAINING = ["M1", "M2", "M3", "M4", "M5"] as const;
export const SIZES = [64, 256, 512, 1024] as const;

export const DESCRIPTIONS: Readonly<Record<string, string>> = {
  M1: "MLP 64-64-10, ReLU, batch 32, SGD 0.1",
  M2: "MLP 784-128-10, ReLU, batch 64, Adam 0.001",
  M3: "CNN 1×28×28, conv 8·3×3 and 16·3×3 each with ReLU and pool 2, linear 784→10, batch 32, SGD 0.1",
  M4: "LSTM T 32, input 16, hidden 64, batch 32, last step → 10 classes, Adam 0.001",
  M5: "GPT, vocabulary 65, T 64, width 64, 4 heads, 2 layers, batch 16, AdamW 0.001",
};

const NUM_BATCHES = 16;

function filled(shape: readonly number[], draw: () => number): NamedArray {
  const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
  for (let i = 0; i < data.length; i++) data[i] = draw();
  return { shape, data };
}

/** A weight and its bias, uniform within ± 1/√fanIn as PyTorch draws them for linear and convolutional layers. */
function layer(rng: RandomGenerator, name: string, shape: readonly number[]): Record<string, NamedArray> {
  const bound = 1 / Math.sqrt(shape.slice(1).reduce((product, size) => product * size, 1));
  const draw = () => uniform(rng, -bound, bound);
  return { [`${name}.weight`]: filled(shape, draw), [`${name}.bias`]: filled([shape[0]!], draw) };
}

/** Inputs from the bell curve; the class is the largest of ten fixed random sums of an example's inputs. */
function labelled(rng: RandomGenerator, shape: readonly number[], examplesAt: number): Problem["batches"] {
  const count = shape[examplesAt]!;
  const size = shape.reduce((product, n) => product * n, 1) / count;
  const teacher = filled([10, size], () => normal(rng)).data;
  // Of a sequence (T, B, I) one example's numbers lie apart; of images and rows they lie together.
  const inner = shape.slice(examplesAt + 1).reduce((product, n) => product * n, 1);
  const at = (example: number, i: number) => Math.floor(i / inner) * count * inner + example * inner + (i % inner);
  return Array.from({ length: NUM_BATCHES }, () => {
    const x = filled(shape, () => normal(rng));
    const y = Int32Array.from({ length: count }, (_, example) => {
      const sums = Array.from({ length: 10 }, (_, k) => {
        let sum = 0;
        for (let i = 0; i < size; i++) sum += teacher[k * size + i]! * x.data[at(example, i)]!;
        return sum;
      });
      return sums.indexOf(Math.max(...sums));
    });
    return { x, y: { shape: [count], data: y } };
  });
}

/** Text of 65 signs in which a sign mostly decides the next one: y is x one place further. */
function text(rng: RandomGenerator, batch: number, time: number): Problem["batches"] {
  return Array.from({ length: NUM_BATCHES }, () => {
    const x = new Int32Array(batch * time);
    const y = new Int32Array(batch * time);
    for (let b = 0; b < batch; b++) {
      let sign = integer(rng, 0, 65);
      for (let t = 0; t < time; t++) {
        x[b * time + t] = sign;
        sign = uniform(rng) < 0.8 ? (sign * 7 + 3) % 65 : integer(rng, 0, 65);
        y[b * time + t] = sign;
      }
    }
    return { x: { shape: [batch, time], data: x }, y: { shape: [batch, time], data: y } };
  });
}

function gpt(rng: RandomGenerator): Record<string, NamedArray> {
  const bell = (name: string, ...shape: number[]) => ({ [name]: filled(shape, () => normal(rng, 0, 0.02)) });
  const linear = (name: string, outputs: number, inputs: number) => ({
    ...bell(`${name}.weight`, outputs, inputs),
    [`${name}.bias`]: filled([outputs], () => 0),
  });
  const norm = (name: string) => ({
    [`${name}.weight`]: filled([64], () => 1),
    [`${name}.bias`]: filled([64], () => 0),
  });
  const blocks = [0, 1].map((i) => ({
    ...norm(`blocks.${i}.norm1`),
    ...bell(`blocks.${i}.self_attn.in_proj_weight`, 192, 64),
    [`blocks.${i}.self_attn.in_proj_bias`]: filled([192], () => 0),
    ...linear(`blocks.${i}.self_attn.out_proj`, 64, 64),
    ...norm(`blocks.${i}.norm2`),
    ...linear(`blocks.${i}.linear1`, 256, 64),
    ...linear(`blocks.${i}.linear2`, 64, 256),
  }));
  return {
    ...bell("token.weight", 65, 64),
    ...bell("position.weight", 64, 64),
    ...blocks[0],
    ...blocks[1],
    ...norm("norm"),
    ...linear("head", 65, 64),
  };
}

export function problem(name: string): Problem {
  const rng = random(1);
  switch (name) {
    case "M1":
      return {
        weights: { ...layer(rng, "0", [64, 64]), ...layer(rng, "2", [10, 64]) },
        batches: labelled(rng, [32, 64], 0),
      };
    case "M2":
      return {
        weights: { ...layer(rng, "0", [128, 784]), ...layer(rng, "2", [10, 128]) },
        batches: labelled(rng, [64, 784], 0),
      };
    case "M3":
      return {
        weights: { ...layer(rng, "0", [8, 1, 3, 3]), ...layer(rng, "3", [16, 8, 3, 3]), ...layer(rng, "7", [10, 784]) },
        batches: labelled(rng, [32, 1, 28, 28], 0),
      };
    case "M4": {
      const draw = () => uniform(rng, -1 / 8, 1 / 8);
      return {
        weights: {
          "lstm.weight_ih_l0": filled([256, 16], draw),
          "lstm.weight_hh_l0": filled([256, 64], draw),
          "lstm.bias_ih_l0": filled([256], draw),
          "lstm.bias_hh_l0": filled([256], draw),
          ...layer(rng, "head", [10, 64]),
        },
        batches: labelled(rng, [32, 32, 16], 1),
      };
    }
    case "M5":
      return { weights: gpt(rng), batches: text(rng, 16, 64) };
    default: {
      const n = Number(name.replace("matmul-", ""));
      const square = () => filled([n, n], () => uniform(rng, -1, 1));
      return { weights: {}, batches: [{ x: square(), y: square() }] };
    }
  }
}

/** The bytes of a safetensors file, which every subject can read: `weights` by name, then `x0`, `y0`, `x1`, … */
export function encoded({ weights, batches }: Problem): Uint8Array {
  const arrays: [string, NamedArray][] = Object.entries(weights);
  for (const [i, { x, y }] of batches.entries()) arrays.push([`x${i}`, x], [`y${i}`, y]);
  const header: Record<string, object> = {};
  let end = 0;
  for (const [name, { shape, data }] of arrays) {
    const dtype = data instanceof Float32Array ? "F32" : "I32";
    header[name] = { dtype, shape, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(8 + padded + end).fill(0x20);
  new DataView(file.buffer).setBigUint64(0, BigInt(padded), true);
  file.set(json, 8);
  let at = 8 + padded;
  for (const [, { data }] of arrays) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return file;
}
