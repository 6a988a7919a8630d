/*
 * The exponential moving average of a model's parameters. A model that is being trained with minibatches trembles around a good
 * place; the average of where it has been is nearer to that place than it is at any moment, at the price of one more copy.
 *
 *   φ ← φ + (1 − d)(θ − φ)          after every step of the optimizer
 *
 * The average reaches back over about 1 / (1 − d) steps: a thousand with d = 0.999.
 *
 * Notation: θ a parameter, φ its average, of one shape; d decay.
 * Source: B. Polyak and A. Juditsky, SIAM J. Control Optim. 30 (1992), for averaging; A. Tarvainen and H. Valpola, NeurIPS (2017),
 *   section 2, for the exponential form; torch.optim.swa_utils, get_ema_multi_avg_fn.
 * NB: φ starts as θ, so that there is nothing to correct for. Running averages of normalization layers are not parameters, and stay
 *   those of the trained model.
 *
 * Page 124 · before it: optim/schedule.ts · after it: metrics/classes.ts
 */
import { noGrad } from "../autograd/grad.ts";
import { lesson, valueText } from "../lesson.ts";
import { add, multiply, subtract } from "../ops/arithmetic.ts";
import { assign } from "../ops/assign.ts";
import { checkTensor, Tensor } from "../tensor/tensor.ts";

/** How to average. */
export interface EMAOptions {
  /** d, how much of the average is kept from step to step: from 0 to below 1. 0.999 by default. */
  readonly decay?: number;
}

/**
 * An average of parameters that follows them.
 * @throws TypeError when one is no tensor; RangeError when the decay is outside [0, 1).
 * @example
 * const w = tensor([0], { requiresGrad: true });
 * const ema = new optim.EMA([w], { decay: 0.9 });
 * assign(w, tensor([1])); // as an optimizer would
 * ema.update();
 * const during = ema.with(() => toArray(w)[0].toFixed(2));
 * [during, toArray(w)]; // => ["0.10", [1]]
 */
export class EMA {
  readonly parameters: readonly Tensor[];
  readonly decay: number;
  /** φ of each parameter, in order. */
  readonly averages: readonly Tensor[];

  constructor(parameters: Iterable<Tensor>, { decay = 0.999 }: EMAOptions = {}) {
    this.parameters = [...parameters];
    for (const parameter of this.parameters) checkTensor(parameter, "average");
    if (!(decay >= 0 && decay < 1)) {
      const [cannot, found] = [`keep ${valueText(decay)} of an average`, `got ${valueText(decay)}`];
      throw new RangeError(lesson({ cannot, as: "decay must be from 0 to below 1", found }));
    }
    this.decay = decay;
    this.averages = this.parameters.map((parameter) => leafLike(parameter));
  }

  /** Moves the average a little towards the parameters. To be called after `optimizer.step()`, in a compiled step too. */
  update(): void {
    noGrad(() => {
      for (const [i, parameter] of this.parameters.entries()) {
        const average = this.averages[i];
        assign(average, add(average, multiply(subtract(parameter, average), 1 - this.decay)));
      }
    });
  }

  /** Exchanges parameters and averages. A second call changes them back; do not train in between. */
  swap(): void {
    for (const [i, parameter] of this.parameters.entries()) {
      const average = this.averages[i];
      const former = leafLike(parameter);
      assign(parameter, average);
      assign(average, former);
    }
  }

  /** What f returns while the parameters are the averages: to evaluate, or to save. They are changed back in any case. */
  with<R>(f: () => R): R {
    this.swap();
    try {
      return f();
    } finally {
      this.swap();
    }
  }
}

/** A leaf of its own with the numbers that a parameter has now. Nothing is copied: both get other storages when they change. */
function leafLike({ storage, shape, strides, offset }: Tensor): Tensor {
  return new Tensor(storage, shape, strides, offset);
}
