/*
 * A gated recurrent unit, run over a whole sequence: an LSTM without a cell. One gate, z, decides how much of the state stays; the
 * other, r, how much of the state has a say in what may take its place. Where z is near 1 the state is carried on as it is,
 * and so is its gradient.
 *
 *   qₜ = W hₜ₋₁ + d, in three parts:    r, z = sigmoid(u + q) in their parts,   n = tanh(uₙ + r ⊙ qₙ)
 *   hₜ = (1 − z) ⊙ n + z ⊙ hₜ₋₁
 *
 *   backwards from the last step, with dh = ∂L/∂hₜ from outside and from step t + 1:
 *   dz = dh ⊙ (hₜ₋₁ − n),  dn = dh ⊙ (1 − z),  each through its own slope;  dr = dn ⊙ qₙ
 *   ∂L/∂u = (dr, dz, dn)        ∂L/∂q = (dr, dz, dn ⊙ r)        to step t − 1: dh ⊙ z + ∂L/∂q W
 *   ∂L/∂W = Σₜ (∂L/∂qₜ)ᵀ hₜ₋₁,  ∂L/∂d = Σₜ ∂L/∂qₜ: one product and one sum for all steps
 *
 * Notation: T steps, B batch, H hidden size; u = x Wᵢₕᵀ + b (T, B, 3H), h (T, B, H), W (3H, H), d (3H); gates in the order r, z, n.
 * Source: K. Cho et al., Learning phrase representations, EMNLP (2014); PyTorch 2, torch.nn.GRU, for the order of the gates.
 * NB: r acts on W h + d, behind the product, as in cuDNN and PyTorch; in the paper it acts on h, before it.
 *
 * Page 89 · before it: ops/lstm.ts · after it: ops/window.ts
 */
import { applyAll } from "../autograd/apply.ts";
import type { Operation } from "../autograd/operation.ts";
import { sigmoid, tanh } from "../plain/activation.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { add } from "./arithmetic.ts";
import { sumTo } from "./broadcast.ts";
import { matmul } from "./matmul.ts";
import { contiguous, reshape, transpose } from "./movement.ts";
import { slice } from "./slice.ts";

/** Inputs u, h₀, W and d, row by row; outputs h, and for the way back r, z, n and qₙ side by side (T, B, 4H). */
const gruForward: Operation<null> = {
  name: "gru",
  infer([u, h0]) {
    const [numSteps, numBatch] = u.shape;
    const [H, { dtype }] = [h0.shape[1], u];
    return [
      { shape: [numSteps, numBatch, H], dtype },
      { shape: [numSteps, numBatch, 4 * H], dtype },
    ];
  },
  forward([h, gates], [u, h0, weight, bias]) {
    const [numSteps, numBatch, H] = h.shape;
    for (let t = 0; t < numSteps; t++) {
      const before = t === 0 ? h0 : h; // where hₜ₋₁ lies
      for (let b = 0; b < numBatch; b++) {
        const from = before.offset + (t === 0 ? b : (t - 1) * numBatch + b) * H;
        const row = t * numBatch + b;
        const [input, gate] = [u.offset + row * 3 * H, gates.offset + row * 4 * H];
        for (let j = 0; j < 3 * H; j++) {
          let q = bias.data[bias.offset + j]; // what the state says
          for (let k = 0; k < H; k++) q += weight.data[weight.offset + j * H + k] * before.data[from + k];
          if (j < 2 * H) gates.data[gate + j] = sigmoid(u.data[input + j] + q);
          else gates.data[gate + H + j] = q; // of n, kept for the way back
        }
        for (let k = 0; k < H; k++) {
          const [r, z, q] = [gates.data[gate + k], gates.data[gate + H + k], gates.data[gate + 3 * H + k]];
          // what may take the state's place, and how much of it does
          const n = tanh(u.data[input + 2 * H + k] + r * q);
          gates.data[gate + 2 * H + k] = n;
          h.data[h.offset + row * H + k] = (1 - z) * n + z * before.data[from + k];
        }
      }
    }
  },
  fast({ kernels, outputs: [h, gates], inputs: [u, h0, weight, bias], scratch }) {
    const [numSteps, numBatch, H] = h.shape;
    const { matmul: multiply, gruCell, copy } = kernels;
    const [state, row] = [4 * numBatch * H, 12 * numBatch * H]; // bytes of a step's h, and of its u
    const [turned, products] = [scratch, scratch + 12 * H * H]; // Wᵀ (H, 3H), turned once for all steps; qₜ (B, 3H)
    const rest = products + row;
    return () => {
      copy(weight.pointer, turned, 1, 1, 1, H, 3 * H, 0, 0, 0, 1, H);
      for (let t = 0; t < numSteps; t++) {
        const before = t === 0 ? h0.pointer : h.pointer + (t - 1) * state;
        multiply(before, H, 1, turned, 3 * H, 1, products, 3 * H, 3 * H, H, bias.pointer, 0, 0, numBatch, rest);
        // gates and state of a step in one pass: all that is not a product
        const [from, atGates] = [u.pointer + t * row, gates.pointer + 4 * t * state];
        gruCell(from, products, before, atGates, h.pointer + t * state, numBatch, H);
      }
    };
  },
  scratchBytes: ({ matmulScratchBytes }, [{ shape }]) =>
    12 * shape[2] * (shape[2] + shape[1]) + matmulScratchBytes(shape[1], 3 * shape[2]),
  gradient({ grad, inputs: [u, h0, weight, bias], outputs: [h, gates] }) {
    const [numSteps, numBatch, H] = h.shape;
    const [du, dq, dh0] = applyAll(gruBackward, [contiguous(grad), gates, h, h0, weight], null);
    const rows = (x: Tensor, start: number, end: number, size: number): Tensor =>
      reshape(slice(x, 0, { start, end }), [(end - start) * numBatch, size]);
    // Σₜ dqₜᵀ hₜ₋₁: all steps but the first in one product, since their hₜ₋₁ lie one behind the other in h
    const weightGrad = (): Tensor => {
      const first = matmul(transpose(rows(dq, 0, 1, 3 * H)), h0); // (3H, B) × (B, H)
      if (numSteps === 1) return first;
      const later = transpose(rows(dq, 1, numSteps, 3 * H)); // (3H, (T − 1) · B)
      return add(matmul(later, rows(h, 0, numSteps - 1, H)), first); // × ((T − 1) · B, H) → (3H, H)
    };
    return [reshape(du, u.shape), dh0, weightGrad, () => sumTo(dq, bias.shape)];
  },
};

/** Inputs ∂L/∂h, gates, h, h₀ and W; outputs ∂L/∂u, ∂L/∂q, ∂L/∂h₀, and room for dh ⊙ z (B, H). */
const gruBackward: Operation<null> = {
  name: "gru's gradient",
  infer([, , h, h0]) {
    const [numSteps, numBatch, H] = h.shape;
    const { dtype, shape } = h0;
    const steps = { shape: [numSteps, numBatch, 3 * H], dtype };
    return [steps, steps, { shape, dtype }, { shape, dtype }];
  },
  forward([du, dq, dh, direct], [grad, gates, h, h0, weight]) {
    const [numSteps, numBatch, H] = h.shape;
    dh.data.fill(0, dh.offset, dh.offset + dh.size); // nothing comes back to the last step from a later one
    for (let t = numSteps - 1; t >= 0; t--) {
      for (let b = 0; b < numBatch; b++) {
        const row = t * numBatch + b;
        const [gate, toU, toQ] = [gates.offset + row * 4 * H, du.offset + row * 3 * H, dq.offset + row * 3 * H];
        for (let k = 0; k < H; k++) {
          const [r, z] = [gates.data[gate + k], gates.data[gate + H + k]];
          const [n, q] = [gates.data[gate + 2 * H + k], gates.data[gate + 3 * H + k]];
          const before = t === 0 ? h0.data[h0.offset + b * H + k] : h.data[h.offset + (row - numBatch) * H + k];
          // the state is blamed for what it showed, and for what it handed on to step t + 1
          const d = dh.data[dh.offset + b * H + k] + grad.data[grad.offset + row * H + k];
          const dn = d * (1 - z) * (1 - n * n); // of what is inside the tanh
          // r and z see u and q alike; n sees q through r
          du.data[toU + k] = dq.data[toQ + k] = dn * q * r * (1 - r);
          du.data[toU + H + k] = dq.data[toQ + H + k] = d * (before - n) * z * (1 - z);
          du.data[toU + 2 * H + k] = dn;
          dq.data[toQ + 2 * H + k] = dn * r;
          direct.data[direct.offset + b * H + k] = d * z; // past all gates but one
        }
        // to step t − 1: what was kept of the state, and what it said to the gates
        for (let k = 0; k < H; k++) {
          let sum = direct.data[direct.offset + b * H + k];
          for (let j = 0; j < 3 * H; j++) sum += dq.data[toQ + j] * weight.data[weight.offset + j * H + k];
          dh.data[dh.offset + b * H + k] = sum;
        }
      }
    }
  },
  fast({ kernels, outputs: [du, dq, dh], inputs: [grad, gates, h, h0, weight], scratch }) {
    const [numSteps, numBatch, H] = h.shape;
    const { matmul: multiply, gruCellBackward } = kernels;
    const [state, row] = [4 * numBatch * H, 12 * numBatch * H]; // bytes of a step's h, and of its u and q
    return () => {
      for (let t = numSteps - 1; t >= 0; t--) {
        const before = t === 0 ? h0.pointer : h.pointer + (t - 1) * state;
        const more = t === numSteps - 1 ? 0 : dh.pointer; // from step t + 1
        const [atGates, toU, toQ] = [gates.pointer + 4 * t * state, du.pointer + t * row, dq.pointer + t * row];
        gruCellBackward(grad.pointer + t * state, more, atGates, before, toU, toQ, dh.pointer, numBatch, H);
        // dh ⊙ z + ∂L/∂q W: the flag 1 adds to what is there
        multiply(toQ, 3 * H, 1, weight.pointer, H, 1, dh.pointer, H, H, 3 * H, 0, 1, 0, numBatch, scratch);
      }
    };
  },
  scratchBytes: ({ matmulScratchBytes }, [, , { shape }]) => matmulScratchBytes(shape[0], 3 * shape[1]),
};

/**
 * Runs the recurrence over a sequence of at least one step. Shapes are the caller's business: see `nn.GRU`.
 * @param projected What comes from the inputs, x Wᵢₕᵀ + b (T, B, 3H).
 * @param hidden h₀ (B, H)
 * @param weight W (3H, H)
 * @param bias d (3H)
 * @returns h (T, B, H)
 * @example
 * const u = tensor([[[0, 100, 7]]]); // z is shut towards the new: the state stays
 * item(gruSequence(u, tensor([[0.5]]), zeros([3, 1]), zeros([3]))); // => 0.5
 */
export function gruSequence(projected: Tensor, hidden: Tensor, weight: Tensor, bias: Tensor): Tensor {
  return applyAll(gruForward, [projected, hidden, weight, bias].map(contiguous), null)[0];
}
