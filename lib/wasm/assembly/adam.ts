/*
 * The step of Adam and AdamW, for n parameters at once. The gradient and its square are averaged over time, with weights that fade;
 * as the averages begin at 0, they are divided by the sum of the weights so far, 1 − βᵗ.
 *
 *   m ← m + (1 − β₁)(g − m),   s ← β₂ s + (1 − β₂) g²,   θ ← θ − (α / c₁) m / (√s / √c₂ + ε),   cₖ = 1 − βₖᵗ
 *   Adam adds λθ to g; AdamW takes αλθ off θ, beside the rest
 *
 * Notation: θ parameter, α learning rate, λ weight decay, β₁, β₂ decay rates, ε a small number, t the step, from 1 up.
 * Source: D. Kingma and J. Ba, arXiv:1412.6980 (2015), algorithm 1; I. Loshchilov and F. Hutter, arXiv:1711.05101 (2019), algorithm 2;
 *   the order of operations is that of torch.optim, except that √s is multiplied by 1/√c₂, which is quicker than dividing.
 */
import { multiplyAdd } from "./lanes.ts";
import { decayed, meanSquare, splat } from "./optimize.ts";
import { loadNext, storeNext } from "./tail.ts";

/** The rule for up to four numbers, `left` of them; with the constant 4 it becomes loads and stores of whole vectors. */
/* @inline */ function adamLanes(
  theta: usize,
  g: usize,
  m: usize,
  square: usize,
  thetaOut: usize,
  mOut: usize,
  squareOut: usize,
  at: usize,
  left: i32,
  step: v128,
  decay: v128,
  take1: v128,
  keep2: v128,
  take2: v128,
  root: v128,
  small: v128,
  decoupled: bool,
): void {
  let t = loadNext(theta + at, left);
  let slope = loadNext(g + at, left);
  if (decoupled) t = f32x4.mul(t, decay);
  else slope = decayed(slope, t, decay); // g + λ θ
  let average = loadNext(m + at, left);
  average = multiplyAdd(f32x4.sub(slope, average), take1, average); // m
  const s = meanSquare(loadNext(square + at, left), slope, keep2, take2);
  storeNext(mOut + at, average, left);
  storeNext(squareOut + at, s, left);
  // √s / √c₂ + ε: what a gradient is usually as large as
  const size = multiplyAdd(f32x4.sqrt(s), root, small);
  storeNext(thetaOut + at, multiplyAdd(f32x4.div(average, size), step, t), left);
}

/** Both optimizers: constants into all lanes, whole vectors, and the rest. */
/* @inline */ function adamStep(
  theta: usize,
  g: usize,
  m: usize,
  square: usize,
  thetaOut: usize,
  mOut: usize,
  squareOut: usize,
  n: i32,
  rate: f64,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  weightDecay: f64,
  correction1: f64,
  correction2: f64,
  decoupled: bool,
): void {
  const step = splat(-rate / correction1); // −α / c₁
  const decay = splat(decoupled ? 1 - rate * weightDecay : weightDecay);
  const take1 = splat(1 - beta1);
  const keep2 = splat(beta2);
  const take2 = splat(1 - beta2);
  const root = splat(1 / sqrt<f64>(correction2)); // 1 / √c₂
  const small = splat(epsilon);
  let at: usize = 0;
  for (; n >= 4; n -= 4, at += 16) {
    adamLanes(
      theta,
      g,
      m,
      square,
      thetaOut,
      mOut,
      squareOut,
      at,
      4,
      step,
      decay,
      take1,
      keep2,
      take2,
      root,
      small,
      decoupled,
    );
  }
  if (n > 0)
    adamLanes(
      theta,
      g,
      m,
      square,
      thetaOut,
      mOut,
      squareOut,
      at,
      n,
      step,
      decay,
      take1,
      keep2,
      take2,
      root,
      small,
      decoupled,
    );
}

/** Adam, weight decay coupled: g + λ θ. The corrections are 1 − β₁ᵗ and 1 − β₂ᵗ. */
export function adam(
  theta: usize,
  g: usize,
  m: usize,
  square: usize,
  thetaOut: usize,
  mOut: usize,
  squareOut: usize,
  n: i32,
  rate: f64,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  weightDecay: f64,
  correction1: f64,
  correction2: f64,
): void {
  adamStep(
    theta,
    g,
    m,
    square,
    thetaOut,
    mOut,
    squareOut,
    n,
    rate,
    beta1,
    beta2,
    epsilon,
    weightDecay,
    correction1,
    correction2,
    false,
  );
}

/** AdamW, weight decay decoupled: θ ← (1 − α λ) θ first. The corrections are 1 − β₁ᵗ and 1 − β₂ᵗ. */
export function adamw(
  theta: usize,
  g: usize,
  m: usize,
  square: usize,
  thetaOut: usize,
  mOut: usize,
  squareOut: usize,
  n: i32,
  rate: f64,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  weightDecay: f64,
  correction1: f64,
  correction2: f64,
): void {
  adamStep(
    theta,
    g,
    m,
    square,
    thetaOut,
    mOut,
    squareOut,
    n,
    rate,
    beta1,
    beta2,
    epsilon,
    weightDecay,
    correction1,
    correction2,
    true,
  );
}
