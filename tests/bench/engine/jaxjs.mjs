// jax-js with its WebAssembly backend: the whole step is one jitted function of weights, optimizer state and minibatch.
// Every use of an array but the last takes a `.ref`, since its functions consume what they are given.
import { defaultDevice, init, jit, lax, nn, numpy as np, valueAndGrad } from "@jax-js/jax";
import packageFile from "../package.json";
import { sampled, serve } from "./loop.ts";

const of = ({ shape, data }) =>
  np.array(data, { shape: [...shape], dtype: data instanceof Int32Array ? np.int32 : np.float32 });
const linear = (x, weight, bias) => np.matmul(x, np.transpose(weight)).add(bias);

function layerNorm(x, weight, bias) {
  return nn.standardize(x, -1, { epsilon: 1e-5 }).mul(weight).add(bias);
}

const networks = {
  mlp: ([w0, b0, w2, b2], x) => linear(nn.relu(linear(x, w0, b0)), w2, b2),
  M3: ([w0, b0, w3, b3, w7, b7], x) => {
    const block = (input, weight, bias, channels, size) => {
      const convolved = lax.conv(input, weight, [1, 1], "SAME").add(bias.reshape([channels, 1, 1]));
      // Pooling by a maximum over reshaped axes.
      return np.max(nn.relu(convolved).reshape([32, channels, size, 2, size, 2]), [3, 5]);
    };
    return linear(block(block(x, w0, b0, 8, 14), w3, b3, 16, 7).reshape([32, 784]), w7, b7);
  },
  M4: ([wi, wh, bi, bh, w, b], x) => {
    let [h, c] = [np.zeros([32, 64]), np.zeros([32, 64])];
    for (const input of np.unstack(x)) {
      const gates = linear(input, wi.ref, bi.ref).add(linear(h, wh.ref, bh.ref));
      const [i, f, g, o] = np.split(gates, 4, 1);
      c = nn
        .sigmoid(f)
        .mul(c)
        .add(nn.sigmoid(i).mul(np.tanh(g)));
      h = nn.sigmoid(o).mul(np.tanh(c.ref));
    }
    for (const unused of [c, wi, wh, bi, bh]) unused.dispose();
    return linear(h, w, b);
  },
  M5: (w, x) => {
    const next = () => w.shift();
    let h = np.matmul(x, next()).add(next());
    for (let i = 0; i < 2; i++) {
      const [g1, b1, wIn, bIn, wOut, bOut, g2, b2, w1, c1, w2, c2] = w.splice(0, 12);
      const qkv = linear(layerNorm(h.ref, g1, b1), wIn, bIn).reshape([16, 64, 3, 4, 16]);
      const [q, k, v] = np.unstack(np.transpose(qkv, [2, 0, 3, 1, 4]));
      // Written out, since its own attention needs einsum, which Node 20 lacks a method for.
      const scores = np.matmul(q, np.swapaxes(k, -2, -1)).mul(1 / 4);
      const seen = np.where(np.tril(np.ones([64, 64])).equal(1), scores, -1e30);
      const mixed = np.transpose(np.matmul(nn.softmax(seen, -1), v), [0, 2, 1, 3]).reshape([16, 64, 64]);
      h = h.add(linear(mixed, wOut, bOut));
      h = h.ref.add(linear(nn.gelu(linear(layerNorm(h, g2, b2), w1, c1), { approximate: false }), w2, c2));
    }
    return linear(layerNorm(h, next(), next()), next(), next());
  },
};

/** The minibatch's cross-entropy against one-hot rows. */
function crossEntropy(logits, y) {
  return np.sum(nn.logSoftmax(logits, -1).mul(y)).mul(-1 / (y.size / y.shape.at(-1)));
}

/** SGD, Adam or AdamW: weights, moments and the step's number in, all of them out. */
function optimizer(name) {
  if (name === "M1" || name === "M3") {
    return {
      state: () => [],
      update: (weights, gradients) => [weights.map((w, i) => w.sub(gradients[i].mul(0.1))), []],
    };
  }
  const [b1, b2, rate] = [0.9, 0.999, 0.001];
  const decay = name === "M5" ? 0.01 : 0;
  return {
    state: (weights) => [
      ...weights.map((w) => np.zeros([...w.shape])),
      ...weights.map((w) => np.zeros([...w.shape])),
      np.array([1]),
      np.array([1]),
    ],
    update: (weights, gradients, state) => {
      const n = weights.length;
      const [p1, p2] = [state[2 * n].mul(b1), state[2 * n + 1].mul(b2)];
      const m = gradients.map((g, i) => state[i].mul(b1).add(g.ref.mul(1 - b1)));
      const v = gradients.map((g, i) => state[n + i].mul(b2).add(g.ref.mul(g).mul(1 - b2)));
      const moved = weights.map((w, i) => {
        const first = m[i].ref.div(np.subtract(1, p1.ref));
        const second = np.sqrt(v[i].ref.div(np.subtract(1, p2.ref))).add(1e-8);
        return w.mul(1 - rate * decay).sub(first.div(second).mul(rate));
      });
      return [moved, [...m, ...v, p1, p2]];
    },
  };
}

function training(name, { weights, batches }) {
  const network = networks[name] ?? networks.mlp;
  const { state: first, update } = optimizer(name);
  let parameters = Object.values(weights).map(of);
  let state = first(parameters);
  const classes = name === "M5" ? 65 : 10;
  const sets = batches.map(({ x, y }) => ({
    x: name === "M5" ? nn.oneHot(of(x), 65) : of(x),
    y: nn.oneHot(of(y), classes),
  }));
  const loss = (w, x, y) => crossEntropy(network([...w], x), y);
  const step = jit((w, s, x, y) => {
    const [value, gradients] = valueAndGrad(loss)(
      w.map((one) => one.ref),
      x,
      y,
    );
    return [value, ...update(w, gradients, s)];
  });
  let count = 0;
  return () => {
    const { x, y } = sets[count++ % sets.length];
    const [value, moved, next] = step(parameters, state, x.ref, y.ref);
    [parameters, state] = [moved, next];
    return value.dataSync()[0];
  };
}

serve(async (name, problem, threads) => {
  if (threads > 1) throw new Error("it has threads only where there are web workers, and Node has none of that name");
  await init("wasm");
  defaultDevice("wasm");
  const notes = `jax-js ${packageFile.dependencies["@jax-js/jax"]}`;
  if (!name.startsWith("matmul")) {
    const step = training(name, problem);
    return { losses: Array.from({ length: 10 }, step), notes, step };
  }
  const { x, y } = problem.batches[0];
  const [a, b] = [of(x), of(y)];
  const product = jit((left, right) => np.matmul(left, right));
  return {
    losses: sampled(product(a.ref, b.ref).dataSync(), x.shape[0]),
    notes,
    step: async () => {
      const c = product(a.ref, b.ref);
      await c.blockUntilReady();
      c.dispose();
    },
  };
});
