/*
 * An optimizer moves parameters downhill. It knows nothing of models and losses: `backward` has left a gradient at each
 * parameter, and the optimizer turns gradients into steps, with whatever it remembers of the steps before. Which rule it
 * follows is the business of the pages to come; here is what all rules have in common.
 *
 *   (θ, state) ← rule(θ, ∂L/∂θ, state, settings)          for every parameter θ that has a gradient
 *
 * Settings belong to a group of parameters, and may be changed at any time: `optimizer.groups[0].learningRate = 0.01`. A rule
 * is an operation that reads them when it runs, so that a compiled step follows the change too.
 *
 * Notation: θ a parameter, L the loss, state tensors of the shape of θ, zeros before the first step.
 * Source: PyTorch 2, torch.optim.Optimizer, for groups and for the names of settings.
 * NB: PyTorch's weight_decay and lr are weightDecay and learningRate here.
 *
 * Page 117 · before it: nn/summary.ts · after it: optim/sgd.ts
 */
import { applyAll, currentRecorder, effect, guarded, setGradEnabled } from "../autograd/apply.ts";
import { checkIterable, zeroGrad } from "../autograd/backward.ts";
import type { Operation } from "../autograd/operation.ts";
import { checkOptions, lesson, sizesText, valueText } from "../lesson.ts";
import { assign } from "../ops/assign.ts";
import { contiguous } from "../ops/movement.ts";
import { zerosLike } from "../tensor/create.ts";
import { sameShape } from "../tensor/shape.ts";
import { checkTensor, Tensor } from "../tensor/tensor.ts";

/** What every rule has. */
export interface CommonSettings {
  /** How far to go: the α of θ ← θ − α·slope. From 0 up. */
  learningRate: number;
  /** λ, the strength with which parameters are drawn to 0. 0 by default. */
  weightDecay: number;
}

/** Parameters that are moved with the same settings. The settings may be changed between steps. */
export type ParameterGroup<S extends CommonSettings> = S & { readonly parameters: readonly Tensor[] };

/** What to optimize: parameters, or groups of them with settings of their own. */
export type ParametersOrGroups<S extends CommonSettings> =
  | Iterable<Tensor>
  | readonly ({ readonly parameters: Iterable<Tensor> } & Partial<S>)[];

/** What a rule reads when it runs. */
export interface RuleContext<S extends CommonSettings> {
  readonly settings: S;
  /** How often the parameter has been moved, the present step included: less often than others, if it was frozen for a while. */
  readonly clock: { readonly steps: number };
}

/** A rule: inputs θ, ∂L/∂θ and the state; outputs the new θ and the new state. */
export type UpdateRule<S extends CommonSettings> = Operation<RuleContext<S>>;

/** What belongs to one parameter. */
interface Memory<S extends CommonSettings> {
  /** What the rule remembers of it. */
  readonly state: Tensor[];
  readonly clock: { steps: number };
  /** Counts its steps: one function, the same in each step, so that a compiled step can call it again. */
  readonly tick: () => void;
  /** What the rule reads when it runs. */
  readonly context: RuleContext<S>;
}

/** What can be saved of an optimizer, and given to another with the same parameters. */
export interface OptimizerState {
  /** How many steps have been taken. */
  readonly steps: number;
  /** In how many of them each parameter was moved; in all of them when this is missing. */
  readonly parameterSteps?: readonly number[];
  /** For each parameter, in order, what the rule remembers. */
  readonly state: readonly (readonly Tensor[])[];
}

/**
 * A rule at work on parameters. `SGD`, `Adam` and the others extend it.
 * @example
 * const [w, b] = [tensor([1], { requiresGrad: true }), tensor([1], { requiresGrad: true })];
 * const groups = [{ parameters: [w] }, { parameters: [b], learningRate: 0.5 }];
 * const optimizer = new optim.SGD(groups, { learningRate: 0.1 });
 * backward(sum(add(w, b)));
 * optimizer.step();
 * [item(w).toFixed(2), item(b).toFixed(2), optimizer instanceof optim.Optimizer]; // => ["0.90", "0.50", true]
 */
export abstract class Optimizer<S extends CommonSettings> {
  /** Parameters with their settings. */
  readonly groups: readonly ParameterGroup<S>[];
  #steps = 0;
  /** One function, the same in each step, so that a compiled step can call it again. */
  readonly #tick = (): void => {
    // Here, because this runs in a replayed step too, and before anything moves.
    for (const group of this.groups) {
      checkRate(group.learningRate);
      checkDecay(group.weightDecay);
    }
    this.#steps += 1;
  };
  readonly #memories = new Map<Tensor, Memory<S>>();
  readonly #numStates: (settings: S) => number;

  /**
   * @param defaults Settings of groups that do not say otherwise.
   * @param numStates How many tensors the rule remembers for each parameter.
   */
  protected constructor(parameters: ParametersOrGroups<S>, defaults: S, numStates: (settings: S) => number) {
    this.groups = groupsOf(parameters, defaults);
    this.#numStates = numStates;
    for (const group of this.groups) {
      checkRate(group.learningRate);
      checkDecay(group.weightDecay);
      for (const parameter of group.parameters) this.#memories.set(parameter, newMemory(group));
      for (const parameter of group.parameters) this.#stateOf(parameter, group);
    }
  }

  /** What the rule remembers of a parameter: zeros at first, which a group given momentum later gets then. */
  #stateOf(parameter: Tensor, group: S): readonly Tensor[] {
    const { state } = this.#memories.get(parameter) as Memory<S>;
    const wanted = this.#numStates(group);
    while (state.length < wanted) state.push(zerosLike(parameter));
    return state.slice(0, wanted);
  }

  /** The rule for parameters with these settings. */
  protected abstract rule(settings: S): UpdateRule<S>;

  /** How many steps have been taken. */
  get steps(): number {
    return this.#steps;
  }

  /** All parameters, group by group. */
  get parameters(): readonly Tensor[] {
    return this.groups.flatMap(({ parameters }) => parameters);
  }

  /** The learning rate of the first group. Setting it sets that of all groups. */
  get learningRate(): number {
    return this.groups[0].learningRate;
  }

  set learningRate(learningRate: number) {
    checkRate(learningRate);
    for (const group of this.groups) group.learningRate = learningRate;
  }

  /** Forgets the gradients of all parameters. */
  zeroGrad(): void {
    zeroGrad(this.parameters);
  }

  /**
   * Moves every parameter that has a gradient.
   * @throws Error when none has; RangeError when a learning rate or a weight decay is negative. Nothing has moved then.
   */
  step(): void {
    if (!this.parameters.some(({ hasGrad }) => hasGrad)) throw new Error(noGradients(this.parameters));
    // Steps are no part of any graph.
    const enabled = setGradEnabled(false);
    try {
      effect(this.#tick);
      for (const group of this.groups) {
        const rule = guarded(() => this.rule(group)); // which one may depend on settings, and those may change
        for (const parameter of group.parameters) {
          currentRecorder()?.gradRead(parameter);
          const { grad } = parameter;
          if (grad === null) continue; // it had no say in this loss
          const { tick, context } = this.#memories.get(parameter) as Memory<S>;
          const state = this.#stateOf(parameter, group);
          effect(tick);
          // θ, ∂L/∂θ and the state → the new θ and the new state, each of the shape of θ
          const [moved, ...remembered] = applyAll(rule, [parameter, contiguous(grad), ...state], context);
          assign(parameter, moved);
          for (const [k, tensor] of state.entries()) assign(tensor, remembered[k]);
        }
      }
    } finally {
      setGradEnabled(enabled);
    }
  }

  /** What has to be saved, beside the parameters, to go on later as if nothing had happened. Later steps leave it alone. */
  stateOf(): OptimizerState {
    const asItIs = ({ storage, shape, strides, offset }: Tensor) => new Tensor(storage, shape, strides, offset);
    const memories = Array.from(this.#memories.values());
    return {
      steps: this.steps,
      parameterSteps: memories.map(({ clock }) => clock.steps),
      state: memories.map(({ state }) => state.map(asItIs)),
    };
  }

  /**
   * Goes on from a saved state.
   * @throws TypeError when it is no state, or belongs to other parameters. Nothing has changed then.
   */
  loadState(saved: OptimizerState): void {
    if (!Number.isSafeInteger(saved?.steps) || saved.steps < 0 || !Array.isArray(saved.state)) {
      const cannot = `load the state of an optimizer from ${valueText(saved)}`;
      const found = `got ${valueText(saved?.steps)} steps and ${valueText(saved?.state)}`;
      throw new TypeError(lesson({ cannot, as: "it must be what stateOf() gave", found }));
    }
    const { steps, parameterSteps, state } = saved;
    const own = Array.from(this.#memories.values());
    const numCounts = parameterSteps?.length ?? own.length;
    const fits =
      own.length === state.length && own.length === numCounts && own.every((one, i) => sameKinds(one.state, state[i]));
    if (!fits) {
      throw new TypeError(
        lesson({
          cannot: "load the state of an optimizer",
          as: "it must be of the same rule and parameters",
          found: `shapes, dtypes or numbers of tensors differ: ${own.length} parameters here and ${state.length} there`,
        }),
      );
    }
    // Everything fits: only now is anything changed.
    for (const [i, memory] of own.entries()) {
      for (const [k, tensor] of memory.state.entries()) assign(tensor, state[i][k]);
      memory.clock.steps = parameterSteps?.[i] ?? steps;
    }
    this.#steps = steps;
  }
}

/** Of a parameter that has never been moved. */
function newMemory<S extends CommonSettings>(settings: S): Memory<S> {
  const clock = { steps: 0 };
  const tick = (): void => {
    clock.steps += 1;
  };
  return { state: [], clock, tick, context: { settings, clock } };
}

/** Whether tensors can take each other's numbers. */
function sameKinds(a: readonly Tensor[], b: readonly Tensor[]): boolean {
  return (
    a.length === b?.length && a.every(({ shape, dtype }, i) => sameShape(shape, b[i].shape) && dtype === b[i].dtype)
  );
}

/**
 * All settings of an optimizer: those that were given, and of the others what they are by default.
 * @throws TypeError when they come in no object, or one has a name that the optimizer does not know, such as PyTorch's lr.
 * @example withDefaults({ learningRate: 1e-3, weightDecay: 0 }, { learningRate: 0.1 }); // => { learningRate: 0.1, weightDecay: 0 }
 * @example withDefaults({ learningRate: 1e-3, weightDecay: 0 }, 0.1); // throws TypeError: Cannot make an optimizer as settings must come in an object: got 0.1; try { learningRate: 0.1 }
 */
export function withDefaults<S extends CommonSettings>(defaults: S, given: Partial<S>): S {
  checkOptions(given, "make an optimizer", `{ learningRate: ${typeof given === "number" ? given : 0.1} }`);
  const unknown = Object.keys(given).find((name) => !(name in defaults));
  if (unknown === undefined) return { ...defaults, ...given };
  const as = `it has the settings ${Object.keys(defaults).join(", ")}`;
  const cure = unknown === "lr" ? { try: "learningRate" } : {};
  throw new TypeError(lesson({ cannot: `make an optimizer with ${unknown}`, as, found: `got ${unknown}`, ...cure }));
}

/** Parameters as groups with all settings. */
function groupsOf<S extends CommonSettings>(parameters: ParametersOrGroups<S>, defaults: S): ParameterGroup<S>[] {
  checkIterable(parameters, "optimize");
  const given = [...(parameters as Iterable<Tensor | { parameters: Iterable<Tensor> }>)];
  if (given.length === 0) {
    const [cannot, as] = ["make an optimizer", "there must be something to optimize"];
    throw new Error(lesson({ cannot, as, found: "got no parameters", try: "model.parameters()" }));
  }
  const grouped = given.every((entry) => typeof entry === "object" && entry !== null && "parameters" in entry);
  const groups = (grouped ? given : [{ parameters: given }]) as ({ parameters: Iterable<Tensor> } & Partial<S>)[];
  const seen = new Set<Tensor>();
  return groups.map(({ parameters: some, ...own }) => {
    checkIterable(some, "optimize");
    const list = [...some];
    for (const parameter of list) checkParameter(parameter, seen);
    return { ...defaults, ...own, parameters: list } as ParameterGroup<S>;
  });
}

/** Refuses what cannot be moved, or would be moved twice. */
function checkParameter(parameter: Tensor, seen: Set<Tensor>): void {
  checkTensor(parameter, "optimize");
  const reason = seen.has(parameter)
    ? ["each parameter belongs to one group once", "it comes a second time"]
    : parameter.origin !== null
      ? ["a parameter must be a leaf", `${parameter.origin.operation.name} made it`]
      : parameter.requiresGrad
        ? null
        : ["a parameter must require a gradient", "it does not"];
  seen.add(parameter);
  if (reason === null) return;
  throw new Error(
    lesson({ cannot: `optimize a tensor of shape ${sizesText(parameter.shape)}`, as: reason[0], found: reason[1] }),
  );
}

/**
 * Refuses a learning rate that is negative or no number.
 * @throws RangeError when it is.
 * @example checkRate(-0.1); // throws RangeError: Cannot learn at the rate -0.1 as it must be a number from 0 up: got -0.1
 */
export function checkRate(learningRate: number): void {
  checkFromZero(learningRate, `learn at the rate ${valueText(learningRate)}`);
}

/** Refuses a weight decay that is negative or no number. */
function checkDecay(weightDecay: number): void {
  checkFromZero(weightDecay, `decay weights by ${valueText(weightDecay)}`);
}

/**
 * Refuses a setting that is negative or no finite number.
 * @throws RangeError when it is.
 * @example checkFromZero(NaN, "use the momentum NaN"); // throws RangeError: Cannot use the momentum NaN as it must be a number from 0 up: got NaN
 */
export function checkFromZero(value: number, cannot: string): void {
  if (Number.isFinite(value) && value >= 0) return;
  throw new RangeError(lesson({ cannot, as: "it must be a number from 0 up", found: `got ${valueText(value)}` }));
}

/** The message for a step before any backward. */
function noGradients(parameters: readonly Tensor[]): string {
  return lesson({
    cannot: "take a step",
    as: "at least one parameter must have a gradient",
    found: `none of ${parameters.length} has`,
    try: "backward(loss) first",
  });
}
