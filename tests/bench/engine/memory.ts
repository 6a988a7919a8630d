// `node memory.mjs MODE`: M1's network trained for 10,000 steps in one go, in which nothing can be collected by an idle
// moment. Every tenth loss and activation is kept; the last line says how much more than those was taken after step 100.
import {
  backward,
  compile,
  configure,
  crossEntropy,
  item,
  nn,
  optim,
  random,
  relu,
  type Tensor,
  toTypedArray,
} from "../../../lib/index.ts";
import { tensorOf } from "./models.ts";
import { problem } from "./problems.ts";

const NUM_STEPS = 10_000;
const KEEP_EVERY = 10;

const mode = process.argv[2];
configure({ fused: mode === "fused" });
const rng = random(0);
const [first, second] = [new nn.Linear(rng, 64, 64), new nn.Linear(rng, 64, 10)];
const optimizer = new optim.SGD([...first.parameters(), ...second.parameters()], { learningRate: 0.1 });
const once = (x: Tensor, y: Tensor): { loss: Tensor; h: Tensor } => {
  optimizer.zeroGrad();
  const h = relu(first.forward(x));
  const loss = crossEntropy(second.forward(h), y);
  backward(loss);
  optimizer.step();
  return { loss, h };
};
const step = mode === "eager" ? once : compile(once);
const sets = problem("M1").batches.map(({ x, y }) => ({ x: tensorOf(x), y: tensorOf(y) }));
const kept: { loss: Tensor; h: Tensor; checksum: number }[] = [];
function checksumOf(loss: Tensor, h: Tensor): number {
  let sum = item(loss);
  for (const value of toTypedArray(h)) sum += Number(value);
  return sum;
}

let before = 0;
for (let i = 0; i < NUM_STEPS; i++) {
  if (i === 100) before = process.memoryUsage.rss();
  const { x, y } = sets[i % sets.length]!;
  const { loss, h } = step(x, y);
  if (i % KEEP_EVERY === 0) kept.push({ loss, h, checksum: checksumOf(loss, h) });
}
const grown = process.memoryUsage.rss() - before;
const keptBytes = 4 * kept.slice(100 / KEEP_EVERY).reduce((sum, { loss, h }) => sum + loss.size + h.size, 0);
const changed = kept.filter(({ loss, h, checksum }) => checksumOf(loss, h) !== checksum).length;
console.log(JSON.stringify({ changed, growthMb: (grown - keptBytes) / 1e6 }));
