/*
 * RMSprop divides each slope by the typical size of the slopes at that parameter, a running mean of their squares. A parameter
 * on a steep wall takes small steps and one on a plain takes large ones; both move by about α. Centred, it divides by how much
 * the slopes scatter around their mean instead, and so hurries where they agree.
 *
 *   g ← ∂L/∂θ + λ θ
 *   s ← ρ s + (1 − ρ) g²
 *   a ← ρ a + (1 − ρ) g,   d = √(s − a²)        centred;   d = √s otherwise
 *   v ← μ v + g / (d + ε),   θ ← θ − α v        with momentum;   θ ← θ − α g / (d + ε) without
 *
 * Notation: θ parameter, g slope, s mean square, a mean, v velocity, all of one shape; α learningRate, ρ alpha, ε epsilon, μ momentum,
 *   λ weightDecay. PyTorch calls ρ alpha; what others call α is the learning rate.
 * Source: T. Tieleman and G. Hinton, Neural Networks for Machine Learning, lecture 6.5 (2012); A. Graves, arXiv:1308.0850 (2013),
 *   section 2.3, for the centred form; torch.optim.RMSprop for the exact form.
 * NB: s starts at 0, and nothing makes up for it as Adam does: the first step is α / √(1 − ρ) long, ten times α by default.
 *
 * Page 120 · before it: optim/adam.ts · after it: optim/adagrad.ts
 */
import { lesson, valueText } from "../lesson.ts";
import {
  type CommonSettings,
  checkFromZero,
  Optimizer,
  type ParametersOrGroups,
  type UpdateRule,
  withDefaults,
} from "./optimizer.ts";

/** Settings of `RMSprop`. */
export interface RMSpropSettings extends CommonSettings {
  /** ρ, how much of the mean square is kept from step to step: from 0 to below 1. 0.99 by default. */
  alpha: number;
  /** ε, which keeps the ratio finite where slopes vanish. 1e-8 by default. */
  epsilon: number;
  /** μ, how much of the velocity is kept from step to step. 0 by default: no velocity. */
  momentum: number;
  /** Whether to divide by the scatter of the slopes. False by default. To be settled when the optimizer is made. */
  readonly centered: boolean;
}

/** Which of the three states a rule has, and at which place among them: s always comes first. */
interface StatePlaces {
  readonly average: number | null;
  readonly velocity: number | null;
}

/** The rule, for a group that is centred or has momentum. */
function meanSquareRule({ average, velocity }: StatePlaces): UpdateRule<RMSpropSettings> {
  const numStates = 1 + [average, velocity].filter((place) => place !== null).length;
  const inPlace = [0, ...Array.from({ length: numStates }, (_, k) => k + 2)]; // the new θ and states, where the old ones are
  return {
    name: "rmsprop",
    infer: ([theta, , ...states]) => [theta, ...states],
    forward([moved, ...newStates], [theta, grad, ...states], { settings }) {
      const { learningRate, weightDecay, alpha, epsilon, momentum } = settings;
      for (let i = 0; i < moved.size; i++) {
        const t = theta.data[theta.offset + i];
        const g = grad.data[grad.offset + i] + weightDecay * t;
        // s: how large slopes typically are here
        const square = alpha * states[0].data[states[0].offset + i] + (1 - alpha) * g * g;
        newStates[0].data[newStates[0].offset + i] = square;
        let deviation = square; // without a, √s stands for the scatter
        if (average !== null) {
          const old = states[average].data[states[average].offset + i];
          const mean = old + (1 - alpha) * (g - old);
          newStates[average].data[newStates[average].offset + i] = mean;
          deviation -= mean * mean;
        }
        // a slope in units of its own size: about −1 … 1
        let v = g / (Math.sqrt(deviation) + epsilon);
        if (velocity !== null) {
          v += momentum * states[velocity].data[states[velocity].offset + i];
          newStates[velocity].data[newStates[velocity].offset + i] = v;
        }
        moved.data[moved.offset + i] = t - learningRate * v;
      }
    },
    fast({ kernels, outputs: [moved, ...newStates], inputs: [theta, grad, ...states], params: { settings } }) {
      const pointers = [0, average, velocity].map((k) => [
        k === null ? 0 : states[k].pointer, // 0: the kernel has no such state
        k === null ? 0 : newStates[k].pointer,
      ]);
      const [[s, newS], [a, newA], [v, newV]] = pointers;
      const [from, slope, to, n] = [theta.pointer, grad.pointer, moved.pointer, moved.size];
      return () => {
        const { learningRate, alpha, epsilon, weightDecay, momentum } = settings;
        kernels.rmsprop(
          ...([from, slope, s, a, v, to, newS, newA, newV, n] as const),
          ...([learningRate, alpha, epsilon, weightDecay, momentum] as const),
        );
      };
    },
    inPlace,
  };
}

/** One record for each combination, so that a compiled step sees the same one each time. */
const rules = {
  plain: meanSquareRule({ average: null, velocity: null }),
  centered: meanSquareRule({ average: 1, velocity: null }),
  rolling: meanSquareRule({ average: null, velocity: 1 }),
  both: meanSquareRule({ average: 1, velocity: 2 }),
};

/**
 * RMSprop, centred or with momentum if wanted.
 * @throws RangeError when alpha is outside [0, 1), or another setting is negative.
 * @example
 * const w = tensor([1], { requiresGrad: true });
 * const optimizer = new optim.RMSprop([w], { learningRate: 0.01 });
 * backward(sum(multiply(w, 0.001))); // a tiny slope; the first step is α / √(1 − ρ) all the same
 * optimizer.step();
 * item(w).toFixed(3); // => "0.900"
 * @example new optim.RMSprop([ones([1], { requiresGrad: true })], { alpha: 1 }); // throws RangeError: Cannot keep 1 of a mean square as alpha must be from 0 to below 1: got 1
 */
export class RMSprop extends Optimizer<RMSpropSettings> {
  constructor(parameters: ParametersOrGroups<RMSpropSettings>, settings: Partial<RMSpropSettings> = {}) {
    const defaults = {
      learningRate: 0.01,
      weightDecay: 0,
      alpha: 0.99,
      epsilon: 1e-8,
      momentum: 0,
      centered: false,
    };
    super(
      parameters,
      withDefaults(defaults, settings),
      ({ momentum, centered }) => 1 + (centered ? 1 : 0) + (momentum === 0 ? 0 : 1),
    );
    for (const { alpha, epsilon, momentum } of this.groups) {
      checkFromZero(epsilon, `use the epsilon ${valueText(epsilon)}`);
      checkFromZero(momentum, `use the momentum ${valueText(momentum)}`);
      if (alpha >= 0 && alpha < 1) continue;
      const [cannot, found] = [`keep ${valueText(alpha)} of a mean square`, `got ${valueText(alpha)}`];
      throw new RangeError(lesson({ cannot, as: "alpha must be from 0 to below 1", found }));
    }
  }

  protected override rule({ momentum, centered }: RMSpropSettings): UpdateRule<RMSpropSettings> {
    if (centered) return momentum === 0 ? rules.centered : rules.both;
    return momentum === 0 ? rules.plain : rules.rolling;
  }
}
