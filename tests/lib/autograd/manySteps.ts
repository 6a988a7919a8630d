// A learner's cell of 10,000 steps that keeps 1,000 losses and 1,000 activations, in one synchronous loop. Prints as JSON how
// much resident memory grew after step 100 beyond what was kept, and whether every kept value is still what it was.
import { performance } from "node:perf_hooks";
import {
  backward,
  compile,
  matmul,
  mean,
  multiply,
  optim,
  randn,
  random,
  relu,
  subtract,
  type Tensor,
  toTypedArray,
} from "../../../lib/index.ts";

const [mode] = process.argv.slice(2);
const rng = random(1);
const w1 = randn(rng, [64, 64], { requiresGrad: true });
const w2 = randn(rng, [64, 10], { requiresGrad: true });
const optimizer = new optim.SGD([w1, w2], { learningRate: 1e-4 });
const [x, y] = [randn(rng, [32, 64]), randn(rng, [32, 10])];

function train(): [Tensor, Tensor] {
  optimizer.zeroGrad();
  const h = relu(matmul(x, w1)); // (32, 64)
  const difference = subtract(matmul(h, w2), y);
  const loss = mean(multiply(difference, difference));
  backward(loss);
  optimizer.step();
  return [loss, h];
}

const step = mode === "compiled" ? compile(train) : train;
const kept: { tensor: Tensor; values: string }[] = [];
const sample = (tensor: Tensor): string => Array.from(toTypedArray(tensor).slice(0, 8), String).join();
let start = 0;
let keptBytes = 0;
const began = performance.now();
for (let i = 0; i < 10_000; i++) {
  if (i === 100) start = process.memoryUsage().rss;
  const [loss, h] = step();
  if (i % 10 !== 0) continue;
  for (const tensor of [loss, h]) kept.push({ tensor, values: sample(tensor) });
  if (i >= 100) keptBytes += 4 * (loss.size + h.size);
}
const grownBytes = process.memoryUsage().rss - start;
console.log(
  JSON.stringify({
    grownMegabytes: (grownBytes - keptBytes) / 2 ** 20,
    keptMegabytes: keptBytes / 2 ** 20,
    changed: kept.filter(({ tensor, values }) => sample(tensor) !== values).length,
    numKept: kept.length,
    differentLosses: new Set(kept.filter((_, i) => i % 2 === 0).map(({ values }) => values)).size,
    seconds: (performance.now() - began) / 1000,
  }),
);
