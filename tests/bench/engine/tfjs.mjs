// TensorFlow.js with its WebAssembly backend. A weight is (in, out) and an image (N, H, W, C) here, as its users have them.
import path from "node:path";
import { setThreadsCount, setWasmPaths, version_wasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-core/dist/register_all_gradients.js";
import { sampled, serve } from "./loop.ts";

const of = ({ shape, data }) => tf.tensor(data, shape, data instanceof Int32Array ? "int32" : "float32");

/** PyTorch's (out, in, …) as (…, in, out). */
const swapped = (array) => {
  const tensor = of(array);
  return tensor.rank === 1 ? tensor : tf.transpose(tensor, tensor.rank === 2 ? [1, 0] : [2, 3, 1, 0]);
};

const dense = (x, weight, bias) => tf.add(tf.matMul(x, weight), bias);

const networks = {
  mlp: (w) => (x) => dense(tf.relu(dense(x, w["0.weight"], w["0.bias"])), w["2.weight"], w["2.bias"]),
  M3: (w) => (x) => {
    const block = (input, name) => {
      const convolved = tf.add(tf.conv2d(input, w[`${name}.weight`], 1, "same"), w[`${name}.bias`]);
      return tf.maxPool(tf.relu(convolved), 2, 2, "valid");
    };
    const features = block(block(x, "0"), "3");
    return dense(tf.reshape(features, [32, 784]), w["7.weight"], w["7.bias"]);
  },
  M4: (w) => (x) => {
    let [h, c] = [tf.zeros([32, 64]), tf.zeros([32, 64])];
    for (const input of tf.unstack(x)) {
      const fromInput = dense(input, w["lstm.weight_ih_l0"], w["lstm.bias_ih_l0"]);
      const gates = tf.add(fromInput, dense(h, w["lstm.weight_hh_l0"], w["lstm.bias_hh_l0"]));
      const [i, f, g, o] = tf.split(gates, 4, 1);
      c = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
      h = tf.mul(tf.sigmoid(o), tf.tanh(c));
    }
    return dense(h, w["head.weight"], w["head.bias"]);
  },
};

function training(name, { weights, batches }) {
  if (name === "M5") {
    // The gradient of an embedding is asked for first, since without it the rest of the network is of no use.
    const table = tf.variable(of(weights["token.weight"]));
    tf.grads((rows) => tf.sum(tf.gather(rows, of(batches[0].x))))([table]);
    throw new Error("not written for this backend, which has lacked the gradient of an embedding");
  }
  const w = Object.fromEntries(Object.entries(weights).map(([key, array]) => [key, tf.variable(swapped(array))]));
  if (name === "M3") {
    // The last layer reads (H, W, C) here and (C, H, W) there.
    const rows = tf.transpose(tf.reshape(of(weights["7.weight"]), [10, 16, 7, 7]), [2, 3, 1, 0]);
    w["7.weight"] = tf.variable(tf.reshape(rows, [784, 10]));
  }
  const network = (networks[name] ?? networks.mlp)(w);
  const sets = batches.map(({ x, y }) => ({
    x: x.shape.length === 4 ? tf.transpose(of(x), [0, 2, 3, 1]) : of(x),
    y: tf.oneHot(of(y), 10),
  }));
  const optimizer = name === "M1" || name === "M3" ? tf.train.sgd(0.1) : tf.train.adam(0.001, 0.9, 0.999, 1e-8);
  let count = 0;
  return () =>
    tf.tidy(() => {
      const { x, y } = sets[count++ % sets.length];
      return optimizer.minimize(() => tf.losses.softmaxCrossEntropy(y, network(x)), true).dataSync()[0];
    });
}

serve(async (name, problem, threads) => {
  setWasmPaths(path.join(process.cwd(), "tests/bench/node_modules/@tensorflow/tfjs-backend-wasm/dist/"));
  if (threads > 1) {
    throw new Error("its threaded build is turned off in Node (WASM_HAS_MULTITHREAD_SUPPORT is always false there)");
  }
  setThreadsCount(threads);
  await tf.setBackend("wasm");
  await tf.ready();
  if (tf.getBackend() !== "wasm") throw new Error(`the backend is ${tf.getBackend()}`);
  const notes = `tfjs-wasm ${version_wasm}, SIMD ${await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT")}`;
  if (!name.startsWith("matmul")) {
    const step = training(name, problem);
    return { losses: Array.from({ length: 10 }, step), notes, step };
  }
  const { x, y } = problem.batches[0];
  const [a, b] = [of(x), of(y)];
  return {
    losses: sampled(tf.matMul(a, b).dataSync(), x.shape[0]),
    notes,
    step: () => tf.matMul(a, b).dispose(),
  };
});
