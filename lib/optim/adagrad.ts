/*
 * Adagrad adds up the squares of all slopes that a parameter has seen, and divides by the root of that sum. What has moved
 * much moves less and less; what is rarely touched, such as the vector of a rare word, still takes long steps when its turn comes.
 *
 *   g ← ∂L/∂θ + λ θ
 *   s ← s + g²
 *   θ ← θ − α / (1 + (t − 1) δ) · g / (√s + ε)
 *
 * Notation: θ parameter, g slope, s sum of squares, of one shape; α learningRate, δ learningRateDecay, ε epsilon, λ weightDecay, t steps.
 * Source: J. Duchi, E. Hazan and Y. Singer, JMLR 12 (2011), figure 1 with diagonal matrices; torch.optim.Adagrad for the exact form.
 * NB: s never shrinks, so steps only get shorter: after t slopes of one size they are α / √t long. RMSprop forgets instead.
 *
 * Page 121 · before it: optim/rmsprop.ts · after it: optim/clipping.ts
 */
import { valueText } from "../lesson.ts";
import { full } from "../tensor/create.ts";
import {
  type CommonSettings,
  checkFromZero,
  Optimizer,
  type ParametersOrGroups,
  type UpdateRule,
  withDefaults,
} from "./optimizer.ts";

/** Settings of `Adagrad`. */
export interface AdagradSettings extends CommonSettings {
  /** ε, which keeps the ratio finite where slopes vanish. 1e-10 by default. */
  epsilon: number;
  /** δ, by which the rate falls from step to step. 0 by default. */
  learningRateDecay: number;
  /** What the sum of squares starts from. 0 by default. Read when the optimizer is made. */
  readonly initialAccumulator: number;
}

const sumOfSquares: UpdateRule<AdagradSettings> = {
  name: "adagrad",
  infer: ([theta, , square]) => [theta, square],
  forward([moved, newSquare], [theta, grad, square], { settings, clock }) {
    const { weightDecay, epsilon } = settings;
    const rate = rateAt(settings, clock.steps);
    for (let i = 0; i < moved.size; i++) {
      const t = theta.data[theta.offset + i];
      const g = grad.data[grad.offset + i] + weightDecay * t;
      const s = square.data[square.offset + i] + g * g;
      newSquare.data[newSquare.offset + i] = s;
      moved.data[moved.offset + i] = t - (rate * g) / (Math.sqrt(s) + epsilon);
    }
  },
  fast({ kernels, outputs: [moved, newSquare], inputs: [theta, grad, square], params: { settings, clock } }) {
    const [from, slope, old, n] = [theta.pointer, grad.pointer, square.pointer, moved.size];
    const [to, newS] = [moved.pointer, newSquare.pointer];
    return () => {
      const rate = rateAt(settings, clock.steps);
      kernels.adagrad(from, slope, old, to, newS, n, rate, settings.epsilon, settings.weightDecay);
    };
  },
  inPlace: [0, 2],
};

const rateAt = ({ learningRate, learningRateDecay }: AdagradSettings, steps: number): number =>
  learningRate / (1 + (steps - 1) * learningRateDecay);

/**
 * Adagrad.
 * @throws RangeError when a setting is negative.
 * @example
 * const w = tensor([1], { requiresGrad: true });
 * const optimizer = new optim.Adagrad([w], { learningRate: 0.1 });
 * for (let i = 0; i < 4; i++) {
 *   optimizer.zeroGrad();
 *   backward(sum(multiply(w, 3))); // the same slope each time: steps of 0.1/√1, 0.1/√2, 0.1/√3, 0.1/√4
 *   optimizer.step();
 * }
 * item(w).toFixed(4); // => "0.7216"
 */
export class Adagrad extends Optimizer<AdagradSettings> {
  constructor(parameters: ParametersOrGroups<AdagradSettings>, settings: Partial<AdagradSettings> = {}) {
    const defaults = {
      learningRate: 0.01,
      weightDecay: 0,
      epsilon: 1e-10,
      learningRateDecay: 0,
      initialAccumulator: 0,
    };
    super(parameters, withDefaults(defaults, settings), () => 1);
    for (const { epsilon, learningRateDecay, initialAccumulator } of this.groups) {
      checkFromZero(epsilon, `use the epsilon ${valueText(epsilon)}`);
      checkFromZero(learningRateDecay, `let the learning rate fall by ${valueText(learningRateDecay)}`);
      checkFromZero(initialAccumulator, `start the sum of squares from ${valueText(initialAccumulator)}`);
    }
    const state = this.groups.flatMap(({ parameters: own, initialAccumulator }) =>
      own.map(({ shape, dtype }) => [full(shape, initialAccumulator, { dtype })]),
    );
    this.loadState({ steps: 0, state });
  }

  protected override rule(): UpdateRule<AdagradSettings> {
    return sumOfSquares;
  }
}
