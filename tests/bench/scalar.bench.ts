// The scalar engine next to Python's micrograd, on the same graphs: the example of its README, and a step of its demo's
// network, [2, 16, 16, 1] with relu and hinge loss on 100 points. The best of several rounds, in turns.
import { execFileSync, spawnSync } from "node:child_process";
import path from "node:path";
import type { BenchRow } from "../../kernel/setup/bench.ts";
import { random, uniform } from "../../lib/data/random.ts";
import * as scalar from "../../lib/scalar/index.ts";

const { add, divide, multiply, negate, power, relu, subtract, value } = scalar;

const ROUNDS = 3;
const environment = path.resolve(".cache/bench/micrograd-0.1.0");
const python = path.join(environment, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");

function demo(): scalar.Value {
  const [a, b] = [value(-4), value(2)];
  let c = add(a, b);
  let d = add(multiply(a, b), power(b, 3));
  c = add(c, add(c, 1));
  c = add(c, add(add(1, c), negate(a)));
  d = add(d, add(multiply(d, 2), relu(add(b, a))));
  d = add(d, add(multiply(3, d), relu(subtract(b, a))));
  const f = power(subtract(c, d), 2);
  const g = add(divide(f, 2), divide(10, f));
  scalar.backward(g);
  return g;
}

const rng = random(1);
const net = scalar.mlp(rng, [2, 16, 16, 1], { activation: relu });
const points = Array.from({ length: 100 }, () => [uniform(rng, -1, 1), uniform(rng, -1, 1)]);
const classes = points.map(([x, y]) => (x * y > 0 ? 1 : -1));

/** One step, with the sums of each neuron as micrograd adds them up: one node for each term. */
function step(): void {
  const losses = points.map((point, i) => {
    let h: scalar.Value[] = point.map((x) => value(x));
    for (const [l, { neurons }] of net.layers.entries()) {
      h = neurons.map(({ weights, bias }) => {
        const z = weights.reduce<scalar.Value>((total, weight, j) => add(total, multiply(weight, h[j])), bias);
        return l < net.layers.length - 1 ? relu(z) : z;
      });
    }
    return relu(add(1, multiply(-classes[i], h[0])));
  });
  const loss = multiply(
    losses.reduce((total, one) => add(total, one), value(0)),
    1 / losses.length,
  );
  const parameters = scalar.parameters(net);
  scalar.zeroGrad(parameters);
  scalar.backward(loss);
  scalar.descend(parameters, { learningRate: 0.01 });
}

function milliseconds(run: () => void, rounds: number, repeats: number): number {
  let best = Infinity;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    for (let i = 0; i < repeats; i++) run();
    best = Math.min(best, (performance.now() - start) / repeats);
  }
  return best;
}

export async function measure(say: (line: string) => void): Promise<BenchRow[]> {
  if (spawnSync(python, ["-c", "import micrograd.engine"]).status !== 0) {
    say("making a Python environment with micrograd 0.1.0");
    execFileSync(process.platform === "win32" ? "python" : "python3", ["-m", "venv", environment]);
    execFileSync(python, ["-m", "pip", "install", "--quiet", "micrograd==0.1.0"]);
  }
  const ours = { demo: Infinity, "mlp-step": Infinity };
  const theirs = { demo: Infinity, "mlp-step": Infinity };
  for (let round = 0; round < ROUNDS; round++) {
    say(`round ${round + 1} of ${ROUNDS}`);
    ours.demo = Math.min(ours.demo, 1000 * milliseconds(demo, 7, 10_000));
    ours["mlp-step"] = Math.min(ours["mlp-step"], milliseconds(step, 15, 1));
    const told = JSON.parse(execFileSync(python, ["tests/bench/scalar.py"], { encoding: "utf8" })) as typeof theirs & {
      g: number;
    };
    if (Math.abs(told.g - demo().data) > 1e-12) {
      throw new Error(`Cannot compare as both must give the same number: got ${told.g} and ${demo().data}`);
    }
    theirs.demo = Math.min(theirs.demo, told.demo);
    theirs["mlp-step"] = Math.min(theirs["mlp-step"], told["mlp-step"]);
  }
  const rows = (subject: string, times: typeof ours): BenchRow[] => [
    { case: "demo", subject, value: times.demo, unit: "µs", betterWhen: "lower" },
    { case: "mlp-step", subject, value: times["mlp-step"], unit: "ms", betterWhen: "lower" },
  ];
  for (const name of ["demo", "mlp-step"] as const)
    say(`${name}: ${(theirs[name] / ours[name]).toFixed(1)} times as fast`);
  return [...rows("gradbook", ours), ...rows("micrograd", theirs)];
}
