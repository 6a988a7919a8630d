/*
 * Adam: every parameter has its own step length. Two running averages are kept, of the slope and of its square; the step is
 * their ratio, so that its length is about α whether slopes are large or tiny. Both averages start at 0 and are too small at
 * first; dividing by 1 − βᵗ makes up for that exactly.
 *
 *   m ← β₁ m + (1 − β₁) g           m̂ = m / (1 − β₁ᵗ)
 *   v ← β₂ v + (1 − β₂) g²          v̂ = v / (1 − β₂ᵗ)
 *   θ ← θ − α m̂ / (√v̂ + ε)
 *
 * Weight decay is where Adam and AdamW part. Adam adds λ θ to the slope, and the ratio undoes most of it; AdamW shrinks the
 * parameter directly: θ ← (1 − α λ) θ, decoupled from the slope.
 *
 * Notation: g slope, m and v averages, θ parameter, all of one shape; α learningRate, β₁ and β₂ betas, ε epsilon, λ weightDecay, t steps.
 * Source: D. Kingma and J. Ba, Adam, ICLR (2015), algorithm 1; I. Loshchilov and F. Hutter, Decoupled weight decay
 *   regularization, ICLR (2019), algorithm 2; torch.optim.Adam and AdamW for the exact form and the defaults.
 * NB: some libraries put ε inside the root.
 *
 * Page 119 · before it: optim/sgd.ts · after it: optim/rmsprop.ts
 */
import type { FastCall } from "../autograd/operation.ts";
import { lesson, valueText } from "../lesson.ts";
import { power } from "../plain/elementary.ts";
import {
  type CommonSettings,
  checkFromZero,
  Optimizer,
  type ParametersOrGroups,
  type RuleContext,
  type UpdateRule,
  withDefaults,
} from "./optimizer.ts";

/** Settings of `Adam` and `AdamW`. */
export interface AdamSettings extends CommonSettings {
  /** β₁ and β₂, how much of the averages is kept from step to step. [0.9, 0.999] by default. */
  betas: readonly [number, number];
  /** ε, which keeps the ratio finite where slopes vanish. 1e-8 by default. */
  epsilon: number;
}

/** The rule, with weight decay inside the slope or beside it. */
function adaptive(name: string, isDecoupled: boolean): UpdateRule<AdamSettings> {
  return {
    name,
    infer: ([theta, , m, v]) => [theta, m, v],
    forward([moved, newM, newV], [theta, grad, m, v], { settings, clock }) {
      const { learningRate, weightDecay, epsilon } = settings;
      const [beta1, beta2] = settings.betas;
      const [correction1, correction2] = [1 - power(beta1, clock.steps), 1 - power(beta2, clock.steps)];
      for (let i = 0; i < moved.size; i++) {
        let t = theta.data[theta.offset + i];
        let g = grad.data[grad.offset + i];
        if (isDecoupled) t *= 1 - learningRate * weightDecay;
        else g += weightDecay * t;
        const average = beta1 * m.data[m.offset + i] + (1 - beta1) * g;
        const square = beta2 * v.data[v.offset + i] + (1 - beta2) * g * g;
        newM.data[newM.offset + i] = average;
        newV.data[newV.offset + i] = square;
        const size = Math.sqrt(square) / Math.sqrt(correction2) + epsilon;
        moved.data[moved.offset + i] = t - (learningRate / correction1) * (average / size);
      }
    },
    fast({
      kernels,
      outputs: [moved, newM, newV],
      inputs: [theta, grad, m, v],
      params,
    }: FastCall<RuleContext<AdamSettings>>) {
      const kernel = isDecoupled ? kernels.adamw : kernels.adam;
      const inputs = [theta.pointer, grad.pointer, m.pointer, v.pointer] as const;
      const outputs = [moved.pointer, newM.pointer, newV.pointer] as const;
      const { settings, clock } = params;
      const n = moved.size;
      return () => {
        const { learningRate, weightDecay, epsilon } = settings;
        const [beta1, beta2] = settings.betas;
        const [correction1, correction2] = [1 - power(beta1, clock.steps), 1 - power(beta2, clock.steps)];
        kernel(...inputs, ...outputs, n, learningRate, beta1, beta2, epsilon, weightDecay, correction1, correction2);
      };
    },
    inPlace: [0, 2, 3],
  };
}

const coupled = adaptive("adam", false);
const decoupled = adaptive("adamw", true);

const adamDefaults = { learningRate: 1e-3, betas: [0.9, 0.999], epsilon: 1e-8 } as const;

function checkSettings({ betas, epsilon }: AdamSettings): void {
  checkFromZero(epsilon, `use the epsilon ${valueText(epsilon)}`);
  if (!Array.isArray(betas) || betas.length !== 2) {
    const [cannot, found] = [`use the betas ${valueText(betas)}`, `got ${valueText(betas)}`];
    throw new TypeError(lesson({ cannot, as: "they must be two numbers in an array", found, try: "[0.9, 0.999]" }));
  }
  for (const beta of betas) {
    if (typeof beta === "number" && beta >= 0 && beta < 1) continue;
    throw new RangeError(
      lesson({
        cannot: `keep ${valueText(beta)} of an average`,
        as: "betas must be from 0 to below 1",
        found: `got [${betas.map(valueText).join(", ")}]`,
      }),
    );
  }
}

/**
 * Adam, with weight decay as part of the slope.
 * @throws RangeError when a beta is outside [0, 1), or another setting is negative.
 * @example
 * const w = tensor([1], { requiresGrad: true });
 * const optimizer = new optim.Adam([w], { learningRate: 0.1 });
 * backward(sum(multiply(w, 0.001))); // a tiny slope; the first step has length α all the same
 * optimizer.step();
 * item(w).toFixed(3); // => "0.900"
 */
export class Adam extends Optimizer<AdamSettings> {
  constructor(parameters: ParametersOrGroups<AdamSettings>, settings: Partial<AdamSettings> = {}) {
    super(parameters, withDefaults({ ...adamDefaults, weightDecay: 0 }, settings), () => 2);
    for (const group of this.groups) checkSettings(group);
  }

  protected override rule(): UpdateRule<AdamSettings> {
    return coupled;
  }
}

/**
 * Adam with decoupled weight decay, 0.01 by default.
 * @throws RangeError when a beta is outside [0, 1), or another setting is negative.
 * @example
 * const w = tensor([1], { requiresGrad: true });
 * const optimizer = new optim.AdamW([w], { learningRate: 0.1, weightDecay: 0.5 });
 * backward(sum(multiply(w, 0.001)));
 * optimizer.step(); // 0.95 · 1 − 0.1; Adam itself would give 0.9
 * item(w).toFixed(3); // => "0.850"
 */
export class AdamW extends Optimizer<AdamSettings> {
  constructor(parameters: ParametersOrGroups<AdamSettings>, settings: Partial<AdamSettings> = {}) {
    super(parameters, withDefaults({ ...adamDefaults, weightDecay: 0.01 }, settings), () => 2);
    for (const group of this.groups) checkSettings(group);
  }

  protected override rule(): UpdateRule<AdamSettings> {
    return decoupled;
  }
}
