/*
 * A long short-term memory, run over a whole sequence. It carries a cell from step to step, to which gates let things in and out:
 * the forget gate says how much of the old cell stays, the input gate how much of the new content comes in, and the output
 * gate how much of the cell is shown. As long as the forget gate is near 1, a gradient flows back along the cell unharmed,
 * where in a simple recurrent network it is multiplied by the same matrix at every step, and dies or explodes.
 *
 *   aₜ = uₜ + W hₜ₋₁,  in four parts: i, f, o = sigmoid(their parts),  g = tanh(its part)
 *   cₜ = f ⊙ cₜ₋₁ + i ⊙ g                  hₜ = o ⊙ tanh cₜ
 *
 *   backwards from the last step, with dh = ∂L/∂hₜ and dc = ∂L/∂cₜ from the outside and from step t + 1:
 *   dc += dh ⊙ o ⊙ (1 − tanh² cₜ)           do = dh ⊙ tanh cₜ,  di = dc ⊙ g,  dg = dc ⊙ i,  df = dc ⊙ cₜ₋₁
 *   da = (di i(1−i), df f(1−f), dg (1−g²), do o(1−o))
 *   to step t − 1: dh = da W,  dc ⊙ f        ∂L/∂u = da        ∂L/∂W = Σₜ daₜᵀ hₜ₋₁: one product for all steps
 *
 * What comes from the inputs, u = x Wᵢₕᵀ + b, needs no step before it, and is computed outside for all steps in one product.
 *
 * Notation: T steps, B batch, H hidden size; u (T, B, 4H), h and c (T, B, H), W (4H, H); gates in the order i, f, g, o.
 * Source: S. Hochreiter and J. Schmidhuber, Neural Computation 9 (1997); F. Gers, J. Schmidhuber and F. Cummins, Learning to
 *   forget, Neural Computation 12 (2000), for the forget gate; PyTorch 2, torch.nn.LSTM, for the order of the gates.
 *
 * Page 88 · before it: ops/attention.ts · after it: ops/gru.ts
 */
import { applyAll } from "../autograd/apply.ts";
import type { Operation } from "../autograd/operation.ts";
import { sigmoid, tanh } from "../plain/activation.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { add } from "./arithmetic.ts";
import { matmul } from "./matmul.ts";
import { contiguous, reshape, transpose } from "./movement.ts";
import { slice } from "./slice.ts";

/** Inputs u, h₀, c₀ and W, row by row; outputs h, c, and for the way back the gates after their sigmoids and tanh, and tanh c. */
const lstmForward: Operation<null> = {
  name: "lstm",
  infer([projected, hidden]) {
    const [numSteps, numBatch, numGates] = projected.shape;
    const { dtype } = projected;
    const state = { shape: [numSteps, numBatch, hidden.shape[1]], dtype };
    return [state, state, { shape: [numSteps, numBatch, numGates], dtype }, state];
  },
  forward([h, c, gates, shown], [u, h0, c0, weight]) {
    const [numSteps, numBatch, H] = h.shape;
    for (let t = 0; t < numSteps; t++) {
      const [before, cellsBefore] = t === 0 ? [h0, c0] : [h, c]; // where hₜ₋₁ and cₜ₋₁ lie
      for (let b = 0; b < numBatch; b++) {
        const from = before.offset + (t === 0 ? b : (t - 1) * numBatch + b) * H;
        const cellFrom = cellsBefore.offset + (t === 0 ? b : (t - 1) * numBatch + b) * H;
        const [row, gate] = [(t * numBatch + b) * H, gates.offset + (t * numBatch + b) * 4 * H];
        for (let j = 0; j < 4 * H; j++) {
          let a = u.data[u.offset + 4 * row + j]; // what the input says, and then what the state says
          for (let k = 0; k < H; k++) a += weight.data[weight.offset + j * H + k] * before.data[from + k];
          gates.data[gate + j] = Math.floor(j / H) === 2 ? tanh(a) : sigmoid(a);
        }
        for (let k = 0; k < H; k++) {
          const [i, f] = [gates.data[gate + k], gates.data[gate + H + k]];
          const [g, o] = [gates.data[gate + 2 * H + k], gates.data[gate + 3 * H + k]];
          // the cell: a share of the old, and a share of what is new
          const cell = f * cellsBefore.data[cellFrom + k] + i * g;
          c.data[c.offset + row + k] = cell;
          shown.data[shown.offset + row + k] = tanh(cell);
          h.data[h.offset + row + k] = o * shown.data[shown.offset + row + k];
        }
      }
    }
  },
  fast({ kernels, outputs: [h, c, gates, shown], inputs: [u, h0, c0, weight], scratch }) {
    const [numSteps, numBatch, H] = h.shape;
    const { matmul: multiply, lstmCell, copy } = kernels;
    // the product reads rows of Wᵀ, and so W is turned once for all steps
    const [state, row] = [4 * numBatch * H, 16 * numBatch * H]; // bytes of a step's h, and of its gates
    const [turned, products] = [scratch, scratch + 16 * H * H]; // Wᵀ (H, 4H), whose rows the product reads; hₜ₋₁ Wᵀ (B, 4H)
    const rest = products + row;
    return () => {
      copy(weight.pointer, turned, 1, 1, 1, H, 4 * H, 0, 0, 0, 1, H);
      for (let t = 0; t < numSteps; t++) {
        const before = t === 0 ? h0.pointer : h.pointer + (t - 1) * state;
        const cell = t === 0 ? c0.pointer : c.pointer + (t - 1) * state;
        multiply(before, H, 1, turned, 4 * H, 1, products, 4 * H, 4 * H, H, 0, 0, 0, numBatch, rest);
        const [atGates, at] = [gates.pointer + t * row, t * state];
        const [from, to, toShown] = [u.pointer + t * row, c.pointer + at, shown.pointer + at];
        // gates, cell and output of a step in one pass: all that is not a product
        lstmCell(from, products, cell, atGates, to, toShown, h.pointer + at, numBatch, H);
      }
    };
  },
  scratchBytes: ({ matmulScratchBytes }, [{ shape }]) =>
    16 * shape[2] * (shape[2] + shape[1]) + matmulScratchBytes(shape[1], 4 * shape[2]),
  gradient({ grads, inputs: [u, h0, c0, weight], outputs: [h, c, gates, shown] }) {
    const [numSteps, numBatch, H] = h.shape;
    const present = [grads[0], grads[1]].filter((grad) => grad !== null).map(contiguous);
    const params = { hasOutput: grads[0] !== null, hasCell: grads[1] !== null };
    const [da, dh0, dc0] = applyAll(lstmBackward, [gates, c, c0, shown, weight, ...present], params);
    const rows = (x: Tensor, start: number, end: number, size: number): Tensor =>
      reshape(slice(x, 0, { start, end }), [(end - start) * numBatch, size]);
    // Σₜ daₜᵀ hₜ₋₁: all steps but the first in one product, since their hₜ₋₁ lie one behind the other in h
    const weightGrad = (): Tensor => {
      const first = matmul(transpose(rows(da, 0, 1, 4 * H)), h0); // (4H, B) × (B, H)
      if (numSteps === 1) return first;
      const later = transpose(rows(da, 1, numSteps, 4 * H)); // (4H, (T − 1) · B)
      return add(matmul(later, rows(h, 0, numSteps - 1, H)), first); // × ((T − 1) · B, H) → (4H, H)
    };
    return [reshape(da, u.shape), dh0, dc0, weightGrad];
  },
};

/** Inputs gates, c, c₀, tanh c, W, and those of ∂L/∂h and ∂L/∂c that there are; outputs da, and ∂L/∂h₀ and ∂L/∂c₀, kept on the way. */
const lstmBackward: Operation<{ hasOutput: boolean; hasCell: boolean }> = {
  name: "lstm's gradient",
  infer: ([gates, , c0]) => [gates, c0, c0].map(({ shape, dtype }) => ({ shape, dtype })),
  forward([da, dh, dc], [gates, c, c0, shown, weight, ...given], { hasOutput, hasCell }) {
    const [numSteps, numBatch, H] = c.shape;
    const [outer, outerCell] = [hasOutput ? given[0] : null, hasCell ? given[given.length - 1] : null];
    for (const { data, offset, size } of [dh, dc]) data.fill(0, offset, offset + size);
    for (let t = numSteps - 1; t >= 0; t--) {
      for (let b = 0; b < numBatch; b++) {
        const [row, gate] = [(t * numBatch + b) * H, gates.offset + (t * numBatch + b) * 4 * H];
        const to = da.offset + 4 * row;
        for (let k = 0; k < H; k++) {
          const [i, f] = [gates.data[gate + k], gates.data[gate + H + k]];
          const [g, o] = [gates.data[gate + 2 * H + k], gates.data[gate + 3 * H + k]];
          const cellShown = shown.data[shown.offset + row + k];
          const cellBefore = t === 0 ? c0.data[c0.offset + b * H + k] : c.data[c.offset + row - numBatch * H + k];
          const dHidden = dh.data[dh.offset + b * H + k] + (outer === null ? 0 : outer.data[outer.offset + row + k]);
          // the cell is blamed for what it showed, and for what it handed on to step t + 1
          let dCell = dc.data[dc.offset + b * H + k] + dHidden * o * (1 - cellShown * cellShown);
          if (outerCell !== null) dCell += outerCell.data[outerCell.offset + row + k];
          // each gate, through its own slope: s (1 − s) of a sigmoid, 1 − g² of a tanh
          da.data[to + k] = dCell * g * i * (1 - i);
          da.data[to + H + k] = dCell * cellBefore * f * (1 - f);
          da.data[to + 2 * H + k] = dCell * i * (1 - g * g);
          da.data[to + 3 * H + k] = dHidden * cellShown * o * (1 - o);
          dc.data[dc.offset + b * H + k] = dCell * f; // the way on which a gradient survives
        }
        for (let k = 0; k < H; k++) {
          let sum = 0;
          for (let j = 0; j < 4 * H; j++) sum += da.data[to + j] * weight.data[weight.offset + j * H + k];
          dh.data[dh.offset + b * H + k] = sum;
        }
      }
    }
  },
  fast({ kernels, outputs: [da, dh, dc], inputs: [gates, c, c0, shown, weight, ...given], params, scratch }) {
    const [numSteps, numBatch, H] = c.shape;
    const { matmul: multiply, lstmCellBackward, add: addNumbers, fill } = kernels;
    const [size, state, row] = [numBatch * H, 4 * numBatch * H, 16 * numBatch * H];
    // where the gradients from outside lie; 0 for none
    const outer = params.hasOutput ? given[0].pointer : 0;
    const outerCell = params.hasCell ? given[given.length - 1].pointer : 0;
    return () => {
      if (outer === 0) fill(dh.pointer, size, 0); // nothing came from outside
      for (let t = numSteps - 1; t >= 0; t--) {
        const isLast = t === numSteps - 1;
        const at = t * state;
        const hidden = outer === 0 ? dh.pointer : outer + at;
        const more = outer === 0 || isLast ? 0 : dh.pointer;
        let cell = isLast ? 0 : dc.pointer;
        if (outerCell !== 0) {
          if (!isLast) addNumbers(dc.pointer, outerCell + at, dc.pointer, 1, 1, size, 0, 0, 1, 0, 0, 1);
          else cell = outerCell + at;
        }
        const cellBefore = t === 0 ? c0.pointer : c.pointer + at - state;
        const [from, to] = [gates.pointer + t * row, da.pointer + t * row];
        lstmCellBackward(hidden, more, cell, from, cellBefore, shown.pointer + at, to, dc.pointer, numBatch, H);
        // da W, which is ∂L/∂hₜ₋₁
        multiply(to, 4 * H, 1, weight.pointer, H, 1, dh.pointer, H, H, 4 * H, 0, 0, 0, numBatch, scratch);
      }
    };
  },
  scratchBytes: ({ matmulScratchBytes }, [, { shape }]) => matmulScratchBytes(shape[0], 4 * shape[1]),
};

/** What comes out of a run over a sequence. */
export interface LstmStates {
  /** hₜ for all steps (T, B, H). */
  readonly output: Tensor;
  /** cₜ for all steps (T, B, H). */
  readonly cells: Tensor;
}

/**
 * Runs the recurrence over a sequence of at least one step. Shapes are the caller's business: see `nn.LSTM`.
 * @param projected What the gates get from the inputs, x Wᵢₕᵀ + b (T, B, 4H).
 * @param hidden h₀ (B, H)
 * @param cell c₀ (B, H)
 * @param weight W (4H, H)
 * @example
 * const u = tensor([[[0, 100, 0, 100]]]); // f and o are open, and nothing new comes in: g = tanh 0
 * const { output, cells } = lstmSequence(u, zeros([1, 1]), tensor([[0.5]]), zeros([4, 1]));
 * [item(cells), item(output)]; // => [0.5, 0.4621]
 */
export function lstmSequence(projected: Tensor, hidden: Tensor, cell: Tensor, weight: Tensor): LstmStates {
  const inputs = [projected, hidden, cell, weight].map(contiguous);
  const [output, cells] = applyAll(lstmForward, inputs, null);
  return { output, cells };
}
