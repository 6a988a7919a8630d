// A small convolutional network as this library saves it, for savedHere.py to read. `npm run reference -- savedHere` runs both.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { random } from "../../../lib/data/random.ts";
import { Conv2d } from "../../../lib/nn/convolution.ts";
import { Linear } from "../../../lib/nn/linear.ts";
import { BatchNorm2d } from "../../../lib/nn/normalization.ts";
import { Flatten, MaxPool2d } from "../../../lib/nn/pooling.ts";
import { Sequential } from "../../../lib/nn/sequential.ts";
import type { StateDict } from "../../../lib/nn/stateDict.ts";
import { relu } from "../../../lib/ops/activation.ts";
import { randn } from "../../../lib/ops/random.ts";
import { elementsOf } from "../../../lib/tensor/tensor.ts";
import { encodeSafetensors, type StoredTensor } from "../../../lib/train/safetensors.ts";

/** The network of checkpoint.py and savedHere.py: 8 × 8 images, five classes. */
export function network(seed: number): Sequential {
  const rng = random(seed);
  return new Sequential(
    new Conv2d(rng, 1, 4, 3, { padding: 1 }),
    new BatchNorm2d(4),
    relu,
    new MaxPool2d(2),
    new Flatten(),
    new Linear(rng, 64, 5),
  );
}

/** A state dict as a file. */
export function bytesOf(state: StateDict): Uint8Array {
  const entries = Object.entries(state).map(([key, value]): [string, StoredTensor] => {
    return [key, { dtype: value.dtype, shape: value.shape, data: elementsOf(value, "save it") }];
  });
  return encodeSafetensors(Object.fromEntries(entries));
}

/** Writes data/savedHere.safetensors: a network that has seen one minibatch, so that its running averages are its own. */
export function make(folder: string): void {
  const model = network(42);
  model.forward(randn(random(43), [16, 1, 8, 8]));
  writeFileSync(path.join(folder, "savedHere.safetensors"), bytesOf(model.stateDict()));
}
