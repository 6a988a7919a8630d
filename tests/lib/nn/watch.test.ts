import { expect, test } from "vitest";
import {
  backward,
  compile,
  item,
  multiply,
  nn,
  randn,
  random,
  relu,
  sum,
  type Tensor,
  toArray,
  zeros,
} from "../../../lib/index.ts";

const model = () => new nn.Sequential(new nn.Linear(random(1), 3, 4), new nn.ReLU(), new nn.Linear(random(2), 4, 2));

test("watchActivations() tells inputs and outputs of every part as they finish, and nothing after its end", () => {
  const watched = model();
  const x = randn(random(3), [5, 3]);
  const seen: nn.Activation[] = [];
  const end = nn.watchActivations(watched, (activation) => seen.push(activation));
  const y = watched.forward(x);
  expect(seen.map(({ name }) => name)).toEqual(["0", "1", "2", ""]);
  expect(seen[0].inputs).toEqual([x]);
  expect(seen[1].inputs).toEqual([seen[0].output]);
  expect(seen[3].output).toBe(y);
  expect(seen[1].module).toBe(watched.layers[1]);
  end();
  watched.forward(x);
  expect(seen.length).toBe(4);
  expect(Object.hasOwn(watched, "forward")).toBe(false);
});

test("a watch changes no number and no gradient", () => {
  const ends: (() => void)[] = [];
  const run = (isWatched: boolean): unknown => {
    const watched = model();
    if (isWatched) {
      ends.push(nn.watchActivations(watched, () => {}));
      ends.push(nn.watchGradients(watched, () => {}));
    }
    const y = watched.forward(randn(random(3), [5, 3]));
    backward(sum(multiply(y, y)));
    return [toArray(y), watched.parameters().map((parameter) => toArray(parameter.grad))];
  };
  const [seen, unseen] = [run(true), run(false)];
  for (const end of ends) end();
  expect(seen).toEqual(unseen);
});

test("several watches end one by one, in any order", () => {
  const watched = model();
  const counts = [0, 0];
  const ends = counts.map((_, i) => nn.watchActivations(watched, () => counts[i]++));
  watched.forward(zeros([1, 3]));
  ends[0]();
  ends[0]();
  watched.forward(zeros([1, 3]));
  ends[1]();
  watched.forward(zeros([1, 3]));
  expect(counts).toEqual([4, 8]);
});

test("watchGradients() tells ∂L/∂output of every part, which a dead relu makes 0 before it", () => {
  const watched = new nn.Sequential(
    new nn.Linear(random(1), 2, 2),
    (x) => relu(multiply(x, 0)),
    new nn.Linear(random(2), 2, 1),
  );
  const seen = new Map<string, unknown>();
  const end = nn.watchGradients(watched, ({ name, grad }) => seen.set(name, toArray(grad)));
  backward(sum(watched.forward(randn(random(3), [1, 2]))));
  expect(seen.get("2")).toEqual([[1]]);
  expect(seen.get("0")).toEqual([[0, 0]]);
  const y = watched.forward(randn(random(3), [1, 2]));
  end();
  seen.clear();
  backward(sum(y));
  expect(seen.size).toBe(0);
});

test("a watch sees the output of a recurrent layer", () => {
  const lstm = new nn.LSTM(random(1), 2, 3);
  const shapes: unknown[] = [];
  const end = nn.watchActivations(lstm, ({ output }) => shapes.push(output.shape));
  lstm.forward(zeros([4, 1, 2]));
  end();
  expect(shapes).toEqual([[4, 1, 3]]);
});

test("a step that is watched runs every time and is told of, compiled or not", () => {
  const watched = model();
  let calls = 0;
  const end = nn.watchActivations(watched, () => calls++);
  const step = compile((x: Tensor) => sum(watched.forward(x)));
  const x = randn(random(3), [5, 3]);
  const sums = Array.from({ length: 5 }, () => item(step(x)));
  end();
  expect(calls).toBe(20);
  expect(new Set(sums).size).toBe(1);
});

test("a step that was compiled before is told of too, and replayed again afterwards", () => {
  const watched = model();
  const step = compile((x: Tensor) => sum(watched.forward(x)));
  const x = zeros([1, 3]);
  for (let i = 0; i < 3; i++) step(x);
  expect(step.status).toMatch(/^replays/);
  const seen: string[] = [];
  const end = nn.watchActivations(watched, ({ name }) => seen.push(name));
  step(x);
  expect([seen, step.status]).toEqual([
    ["0", "1", "2", ""],
    "runs as it is: somebody watches activations or gradients",
  ]);
  end();
  end();
  step(x);
  expect([seen.length, step.status.startsWith("replays")]).toEqual([4, true]);
});

test("a watch takes a module and a function", () => {
  expect(() => nn.watchActivations(relu as never, () => {})).toThrow(
    "Cannot watch a function as it takes a module and a function",
  );
  expect(() => nn.watchGradients(model(), undefined as never)).toThrow(TypeError);
});
