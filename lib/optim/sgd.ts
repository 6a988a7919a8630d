/*
 * Stochastic gradient descent: a step against the slope, computed on a minibatch. With momentum the step is a running sum of
 * slopes: a ball that rolls, gathering speed where slopes agree and cancelling where they contradict each other.
 *
 *   g ← ∂L/∂θ + λ θ                          weight decay: as if ½ λ |θ|² were part of the loss
 *   θ ← θ − α g                              without momentum
 *   v ← μ v + (1 − d) g,   θ ← θ − α v       with momentum; v ← g in the first step
 *   θ ← θ − α (g + μ v)                      Nesterov: the slope is taken as if the ball had rolled on already
 *
 * Notation: θ parameter, v velocity, g slope, all of one shape; α learningRate, λ weightDecay, μ momentum, d dampening.
 * Source: H. Robbins and S. Monro, Ann. Math. Stat. 22 (1951); B. Polyak, USSR Comp. Math. 4 (1964); I. Sutskever et al.,
 *   On the importance of initialization and momentum in deep learning, ICML (2013); torch.optim.SGD for the exact form.
 * NB: many papers put α inside v. The two forms agree until α changes.
 *
 * Page 118 · before it: optim/optimizer.ts · after it: optim/adam.ts
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

/** Settings of `SGD`. */
export interface SGDSettings extends CommonSettings {
  /** μ, how much of the velocity is kept from step to step. 0 by default: no velocity. */
  momentum: number;
  /** d, how much of the new slope is left out of the velocity. 0 by default. */
  dampening: number;
  /** Whether to look ahead. False by default. */
  nesterov: boolean;
}

const descent: UpdateRule<SGDSettings> = {
  name: "sgd",
  infer: ([theta]) => theta,
  forward([moved], [theta, grad], { settings: { learningRate, weightDecay } }) {
    for (let i = 0; i < moved.size; i++) {
      const t = theta.data[theta.offset + i];
      const g = grad.data[grad.offset + i] + weightDecay * t;
      moved.data[moved.offset + i] = t - learningRate * g;
    }
  },
  fast({ kernels, outputs: [moved], inputs: [theta, grad], params: { settings } }) {
    const [from, slope, to, n] = [theta.pointer, grad.pointer, moved.pointer, moved.size];
    return () => kernels.sgd(from, slope, to, n, settings.learningRate, settings.weightDecay);
  },
  inPlace: [0],
};

const descentWithMomentum: UpdateRule<SGDSettings> = {
  name: "sgd with momentum",
  infer: ([theta, , velocity]) => [theta, velocity],
  forward([moved, newVelocity], [theta, grad, velocity], { settings, clock }) {
    const { learningRate, weightDecay, momentum, dampening, nesterov } = settings;
    const isFirst = clock.steps === 1; // v ← g: a velocity of 0 would make the first step shorter by dampening
    for (let i = 0; i < moved.size; i++) {
      const t = theta.data[theta.offset + i];
      const g = grad.data[grad.offset + i] + weightDecay * t;
      const v = isFirst ? g : momentum * velocity.data[velocity.offset + i] + (1 - dampening) * g;
      newVelocity.data[newVelocity.offset + i] = v;
      moved.data[moved.offset + i] = t - learningRate * (nesterov ? g + momentum * v : v);
    }
  },
  fast({ kernels, outputs: [moved, newVelocity], inputs: [theta, grad, velocity], params: { settings, clock } }) {
    const [from, slope, v, n] = [theta.pointer, grad.pointer, velocity.pointer, moved.size];
    const [to, newV] = [moved.pointer, newVelocity.pointer];
    return () => {
      const { learningRate, weightDecay, momentum, dampening, nesterov } = settings;
      const flags = [nesterov ? 1 : 0, clock.steps === 1 ? 1 : 0] as const;
      kernels.momentum(from, slope, v, to, newV, n, learningRate, momentum, dampening, weightDecay, ...flags);
    };
  },
  inPlace: [0, 2],
};

/**
 * Stochastic gradient descent, with momentum if wanted.
 * @throws TypeError for settings that it does not know; RangeError when a setting is negative; Error when Nesterov is wanted without momentum or with dampening.
 * @example
 * const w = tensor([1], { requiresGrad: true });
 * const optimizer = new optim.SGD([w], { learningRate: 0.1, momentum: 0.9 });
 * for (let i = 0; i < 2; i++) {
 *   optimizer.zeroGrad();
 *   backward(sum(multiply(w, 1))); // a slope of 1: the first step is 0.1, the second 0.1 · (1 + 0.9)
 *   optimizer.step();
 * }
 * item(w).toFixed(4); // => "0.7100"
 */
export class SGD extends Optimizer<SGDSettings> {
  constructor(parameters: ParametersOrGroups<SGDSettings>, settings: Partial<SGDSettings> = {}) {
    const defaults = { learningRate: 1e-3, weightDecay: 0, momentum: 0, dampening: 0, nesterov: false };
    super(parameters, withDefaults(defaults, settings), ({ momentum }) => (momentum === 0 ? 0 : 1));
    for (const { momentum, dampening, nesterov } of this.groups) {
      checkFromZero(momentum, `use the momentum ${valueText(momentum)}`);
      checkFromZero(dampening, `use the dampening ${valueText(dampening)}`);
      if (!nesterov || (momentum > 0 && dampening === 0)) continue;
      throw new Error(
        lesson({
          cannot: "look ahead as Nesterov does",
          as: "that needs momentum and no dampening",
          found: `got momentum ${momentum} and dampening ${dampening}`,
          try: "momentum: 0.9",
        }),
      );
    }
  }

  protected override rule({ momentum }: SGDSettings): UpdateRule<SGDSettings> {
    return momentum === 0 ? descent : descentWithMomentum; // without momentum there is no velocity to keep
  }
}
