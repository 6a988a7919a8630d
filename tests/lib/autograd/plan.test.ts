import { describe, expect, test } from "vitest";
import { plan } from "../../../lib/autograd/plan.ts";
import { type Recording, record } from "../../../lib/autograd/recording.ts";
import {
  add,
  assign,
  backward,
  integer,
  matmul,
  multiply,
  optim,
  randn,
  random,
  relu,
  sum,
  type Tensor,
  transpose,
  zeros,
} from "../../../lib/index.ts";
import { bytesOf } from "../../../lib/tensor/dtype.ts";

const align = (address: number): number => Math.ceil(address / 16) * 16;
const tensorsIn = (tensors: readonly Tensor[]): readonly Tensor[] => tensors;

/** Replays the plan on names instead of numbers: every operand must still hold what its buffer was given. */
function checkPlan(recording: Recording): void {
  const { addresses, sizeBytes, scratch } = plan(recording, 64, align);
  const { buffers, calls, results, grads } = recording;
  const bytes = buffers.map(({ dtype, length }) => Math.max(1, length * bytesOf[dtype]));
  const owners = new Map<number, number>(); // which buffer was last written at each multiple of 16
  const write = (buffer: number): void => {
    for (let at = addresses[buffer]; at < addresses[buffer] + bytes[buffer]; at += 16) owners.set(at, buffer);
  };
  const check = (buffer: number, where: string): void => {
    for (let at = addresses[buffer]; at < addresses[buffer] + bytes[buffer]; at += 16) {
      expect(owners.get(at), `${where}, buffer ${buffer}`).toBe(buffer);
    }
  };
  for (const [buffer, { source }] of buffers.entries()) {
    expect(addresses[buffer]).toBeGreaterThanOrEqual(64);
    expect(addresses[buffer] + bytes[buffer]).toBeLessThanOrEqual(scratch);
    if (source.kind !== "result") write(buffer);
  }
  for (const [i, call] of calls.entries()) {
    if ("effect" in call) continue;
    for (const { buffer } of call.inputs) check(buffer, `call ${i} (${call.operation.name})`);
    for (const { buffer } of call.outputs) write(buffer);
  }
  for (const { buffer } of results) check(buffer, "result");
  for (const { grad } of grads) if (grad !== null) check(grad.buffer, "gradient");
  expect(scratch).toBeLessThanOrEqual(sizeBytes);
}

describe("plan()", () => {
  test("keeps every number until it has been read for the last time, in random programs", () => {
    for (let seed = 0; seed < 200; seed++) {
      const rng = random(seed);
      const leaves = Array.from({ length: 3 }, () => randn(rng, [integer(rng, 2, 5), 4]));
      const { recording } = record(
        (x) => {
          const known = [x, ...leaves];
          const pick = (): Tensor => known[integer(rng, 0, known.length)];
          for (let i = 0; i < 25; i++) {
            const a = pick();
            const kind = integer(rng, 0, 5);
            if (kind === 0) known.push(relu(a));
            else if (kind === 1) known.push(add(a, a));
            else if (kind === 2) known.push(matmul(a, transpose(pick().shape[1] === a.shape[1] ? a : a)));
            else if (kind === 3) known.push(multiply(a, 2));
            else assign(leaves[0], multiply(leaves[0], 0.5));
          }
          return [known.at(-1) as Tensor, known[integer(rng, 0, known.length)]];
        },
        [randn(rng, [3, 4])],
        tensorsIn,
      );
      checkPlan(recording);
    }
  });

  test("holds for a training step", () => {
    const rng = random(1);
    const [w1, w2] = [randn(rng, [4, 8], { requiresGrad: true }), randn(rng, [8, 2], { requiresGrad: true })];
    const optimizer = new optim.Adam([w1, w2]);
    const { recording } = record(
      (x) => {
        optimizer.zeroGrad();
        const y = matmul(relu(matmul(x, w1)), w2);
        const loss = sum(multiply(y, y));
        backward(loss);
        optimizer.step();
        return [loss];
      },
      [randn(rng, [3, 4])],
      tensorsIn,
    );
    checkPlan(recording);
    const { addresses } = plan(recording, 0, align);
    for (const { leaf, value } of recording.assigned) {
      const old = recording.buffers.findIndex(({ source }) => source.kind === "leaf" && source.tensor === leaf);
      expect(addresses[value.buffer], "new weights lie where the old ones lay").toBe(addresses[old]);
    }
  });

  test("uses memory again: a chain of a hundred results needs two places at most", () => {
    const { recording } = record(
      (x) => {
        let y = x;
        for (let i = 0; i < 100; i++) y = i % 2 === 0 ? multiply(y, 2) : matmul(y, zeros([4, 4]));
        return [y];
      },
      [zeros([4, 4])],
      tensorsIn,
    );
    const { addresses } = plan(recording, 0, align);
    const places = new Set(addresses.filter((_, buffer) => recording.buffers[buffer].source.kind === "result"));
    expect(places.size).toBeLessThanOrEqual(2);
  });

  test("does not write over an input that the step reads or returns later", () => {
    const { recording } = record(
      (x) => {
        const y = multiply(x, 2);
        const z = multiply(y, 3);
        return [add(z, y), y];
      },
      [zeros([4])],
      tensorsIn,
    );
    checkPlan(recording);
  });
});
