import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { StateDict } from "../../../lib/nn/stateDict.ts";
import { leaf } from "../../../lib/tensor/create.ts";
import { elementsOf } from "../../../lib/tensor/tensor.ts";
import { decodeSafetensors } from "../../../lib/train/safetensors.ts";
import { readReference } from "../reference/readReference.ts";
import { expectStored, restored, type StoredTensor } from "../reference/readTensor.ts";
import { bytesOf, network } from "../reference/savedHere.ts";

const bytesIn = (name: string): Uint8Array =>
  readFileSync(new URL(`../reference/data/${name}.safetensors`, import.meta.url));

/** The tensors of a file as a state dict. */
const stateIn = (name: string): StateDict =>
  Object.fromEntries(
    Object.entries(decodeSafetensors(bytesIn(name)).tensors).map(([key, { data, dtype, shape }]) => [
      key,
      leaf(data, dtype, shape),
    ]),
  );

describe("a model that PyTorch saved", () => {
  const known = readReference<{
    images: StoredTensor;
    logits: StoredTensor;
    training: StoredTensor;
    stateAfter: Readonly<Record<string, StoredTensor>>;
  }>("checkpoint");

  test("gives the same logits here, and goes on training from where it was", () => {
    const model = network(1);
    model.loadStateDict(stateIn("checkpoint"));
    const images = restored(known.images, "float32");
    expectStored(model.evaluate().forward(images), known.logits, "logits");
    expectStored(model.train().forward(images), known.training, "in training");
    const after = model.stateDict();
    for (const [key, stored] of Object.entries(known.stateAfter)) expectStored(after[key], stored, key);
  });
});

describe("a model that was saved here", () => {
  const known = readReference<{
    images: StoredTensor;
    logits: StoredTensor;
    batches: number;
    sums: Readonly<Record<string, number>>;
  }>("savedHere");

  test("gives the same logits in PyTorch", () => {
    const model = network(1);
    model.loadStateDict(stateIn("savedHere"));
    expectStored(model.evaluate().forward(restored(known.images, "float32")), known.logits, "logits");
  });

  test("arrived there whole: every tensor under its key, running averages and their count too", () => {
    const state = stateIn("savedHere");
    expect(Object.keys(state).sort()).toEqual(Object.keys(known.sums).sort());
    for (const [key, value] of Object.entries(state)) {
      const sum = Array.from(elementsOf(value, "compare it")).reduce((total, x) => total + x, 0);
      expect(sum, key).toBeCloseTo(known.sums[key], 9);
    }
    expect(known.batches).toBe(1);
  });

  test("is a file that this library writes, byte for byte", () => {
    expect(Buffer.from(bytesOf(stateIn("savedHere"))).equals(bytesIn("savedHere"))).toBe(true);
  });
});
