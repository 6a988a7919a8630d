import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { random } from "../../../lib/data/random.ts";
import { Embedding } from "../../../lib/nn/embedding.ts";
import { Module } from "../../../lib/nn/module.ts";
import { LayerNorm } from "../../../lib/nn/normalization.ts";
import { LearnedPositions } from "../../../lib/nn/positions.ts";
import { TransformerBlock } from "../../../lib/nn/transformer.ts";
import { gelu } from "../../../lib/ops/activation.ts";
import { matmul } from "../../../lib/ops/matmul.ts";
import { transpose } from "../../../lib/ops/movement.ts";
import { leaf } from "../../../lib/tensor/create.ts";
import { elementsOf, type Tensor } from "../../../lib/tensor/tensor.ts";
import { decodeSafetensors } from "../../../lib/train/safetensors.ts";
import { readReference } from "../reference/readReference.ts";
import { expectStored, restored, type StoredTensor } from "../reference/readTensor.ts";

interface Config {
  readonly n_layer: number;
  readonly n_head: number;
  readonly n_embd: number;
  readonly vocab_size: number;
  readonly n_positions: number;
}

interface Known {
  readonly config: Config;
  readonly tokens: StoredTensor;
  readonly logits: StoredTensor;
  readonly double: StoredTensor;
}

const known = readReference<Known>("gpt2");
const file = readFileSync(new URL("../reference/data/gpt2.safetensors", import.meta.url));

/** GPT-2: blocks that normalize first and look back only, and token embeddings that are also the last layer's weights. */
class Gpt2 extends Module {
  readonly tokens: Embedding;
  readonly positions: LearnedPositions;
  readonly blocks: TransformerBlock[];
  readonly norm: LayerNorm;

  constructor({ n_layer, n_head, n_embd, vocab_size, n_positions }: Config) {
    super();
    const rng = random(1);
    const activation = (x: Tensor): Tensor => gelu(x, { approximate: "tanh" });
    this.tokens = new Embedding(rng, vocab_size, n_embd);
    this.positions = new LearnedPositions(rng, n_positions, n_embd);
    this.blocks = Array.from(
      { length: n_layer },
      () => new TransformerBlock(rng, n_embd, n_head, { activation, isCausal: true }),
    );
    this.norm = new LayerNorm(n_embd);
  }

  forward(tokens: Tensor): Tensor {
    let h = this.positions.forward(this.tokens.forward(tokens));
    for (const block of this.blocks) h = block.forward(h);
    return matmul(this.norm.forward(h), transpose(this.tokens.weight));
  }
}

const places: Readonly<Record<string, string>> = {
  wte: "tokens",
  wpe: "positions",
  ln_f: "norm",
  ln_1: "norm1",
  ln_2: "norm2",
  "attn.c_attn": "self_attn.in_proj",
  "attn.c_proj": "self_attn.out_proj",
  "mlp.c_fc": "linear1",
  "mlp.c_proj": "linear2",
};

/** "transformer.h.0.attn.c_attn.weight" → "blocks.0.self_attn.in_proj_weight" */
function ourKey(key: string): string {
  const [, block, name, kind] = /^transformer\.(?:h\.(\d+)\.)?(.+)\.(weight|bias)$/.exec(key) as unknown as string[];
  const place = places[name];
  return `${block === undefined ? "" : `blocks.${block}.`}${place}${place.endsWith("in_proj") ? "_" : "."}${kind}`;
}

function loaded(dtype: "float32" | "float64"): Gpt2 {
  const model = new Gpt2(known.config).to(dtype).evaluate();
  const state = Object.entries(decodeSafetensors(file).tensors).map(([key, stored]): [string, Tensor] => {
    const data = dtype === "float64" ? Float64Array.from(stored.data) : stored.data;
    const value = leaf(data, dtype, stored.shape);
    // transformers keeps the inputs of a linear layer as rows
    return [ourKey(key), /c_(attn|proj|fc)\.weight$/.test(key) ? transpose(value) : value];
  });
  model.loadStateDict(Object.fromEntries(state));
  return model;
}

test("a GPT-2 made by transformers gives the same logits here, to 1e-4 in single precision", () => {
  const logits = loaded("float32").forward(restored(known.tokens, "float32"));
  expect(logits.shape).toEqual(known.logits.shape);
  const elements = elementsOf(logits, "compare them");
  const differences = known.logits.data.map((expected, i) => Math.abs(elements[i] - expected));
  expect(Math.max(...differences)).toBeLessThanOrEqual(1e-4);
  expect(Math.max(...known.logits.data) - Math.min(...known.logits.data)).toBeGreaterThan(5); // there is something to miss
});

test("and to 1e-10 in double precision", () => {
  expectStored(loaded("float64").forward(restored(known.tokens, "float64")), known.double, "logits");
});
